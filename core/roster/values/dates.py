"""The dates of a whole column, whose order is that of the column."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from rosterdesk.core.roster.values.days import (
    NOTHING,
    Day,
    Parts,
    can_stand,
    find_year,
    is_compact,
    orders_of,
    read_day,
    resolve,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rosterdesk.core.roster.hints import DateOrder

_SCHOOL_YEAR = re.compile(r"(20\d{2})\s*[-/]?\s*(?:20)?(\d{2})")
# A slip in a hundred is an impossible date of that row; more, and the column is mixed.
_SLIPS = 0.1
# So many dates without a day above twelve are no coincidence: something took the others away.
_TOO_MANY_IN_DOUBT = 20
_MARKS_OF_HERE = frozenset("-. ")  # a slash stands in American dates as well
_PUPILS = range(2, 26)  # the ages of nearly all pupils
_ONE_SCHOOL = 9  # years between the oldest and the youngest of most schools
_PLAIN = re.compile(r"(?:(?:(?!00)[0-9]{2}[-./](?!00)[0-9]{2}[-./][0-9]{4})?\0)*+")
_IS_WIDE, _FIRST_TWO = attrgetter("wide"), itemgetter(slice(2))
_ORDER_IN_HEADER = re.compile(
    r"\b(?:(?P<dmy>dd?([-/. ]?)mm?\2[jy]+)|(?P<mdy>mm?([-/. ]?)dd?\4[jy]+)|"
    r"(?P<ymd>[jy]+([-/. ]?)mm?\6dd?))\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class DateColumn:
    """The dates of a column's distinct cells, None for what is none.

    ``doubt`` is ``date_ambiguous`` or ``date_mixed``: then the order must be asked. ``assumed``
    is an order that nothing shows and that is the custom here. ``shown`` is one that they show.
    """

    dates: list[date | None]
    doubt: str | None = None
    assumed: bool = False
    read: list[Day] = field(default_factory=list)
    shown: DateOrder | None = None


def read_school_year(text: str) -> str | None:
    """'2025-2026' of '2025 / 2026' (ParnasSys), '2025-26' and '20252026'; None for what is none."""
    found = _SCHOOL_YEAR.fullmatch(text.strip())
    first = int(found[1]) if found else 0
    if not found or (first + 1) % 100 != int(found[2]):
        return None
    return f"{first}-{first + 1}"


def find_school_year(text: str) -> str | None:
    """The school year in a name such as 'Leerlingen 2025-2026'."""
    found = (read_school_year(each[0]) for each in _SCHOOL_YEAR.finditer(text))
    return next(filter(None, found), None)


def read_dates(
    cells: Sequence[Any], order: DateOrder | None, today: date, beside: DateOrder | None = None
) -> tuple[list[date | None], str | None]:
    """The dates of a column's distinct cells, None for what is none, and a doubt about the whole.

    ``order`` is the answer of a person, ``beside`` what another column of the file shows.
    """
    column = read_column(cells, order, today, beside)
    return column.dates, column.doubt


def read_column(
    cells: Sequence[Any],
    order: DateOrder | None,
    today: date,
    beside: DateOrder | None = None,
    *,
    births: bool = True,
) -> DateColumn:
    """Read the distinct cells of a column; with ``births`` they are judged by age."""
    read = _read_cells(cells)
    orders, doubt = _find_orders(read, today, births=births)
    found = orders[0] if len(orders) == 1 else None
    if doubt == "date_ambiguous" and beside:
        found, doubt = beside, None
    if not doubt and _cells_look_swapped(cells, read):
        doubt = "date_mixed"
    assumed = order is None and doubt == "date_ambiguous" and _is_custom_here(read, orders, today)
    used = order or found or "dmy"
    dates = [day.day or resolve(day.parts, used, today) for day in read]
    shown = orders[0] if len(orders) == 1 else None
    return DateColumn(dates, None if order or assumed else doubt, assumed, read, shown)


def find_doubtful(cells: Sequence[Any], today: date) -> list[str]:
    """The distinct texts whose order matters, first those that are a date in most orders."""
    read = zip(cells, _read_cells(cells), strict=True)
    parts = [(str(cell), day.parts) for cell, day in read if day.parts]
    matters = [(text, part) for text, part in parts if _matters(part, today)]
    return [
        text
        for text, _ in sorted(matters, key=lambda m: -len(set(_readings(m[1], today).values())))
    ]


def _matters(part: Parts, today: date) -> bool:
    """False for 03-03-2015, which is one day in every order."""
    found = _readings(part, today)
    return len(set(found.values())) != 1 or len(found) < len(orders_of(part))


def find_readings(sample: str, today: date) -> dict[DateOrder, date]:
    """Return what a date would be in each order that makes it a date, each day once."""
    (day,) = _read_cells([sample])
    readings: dict[DateOrder, date] = {}
    for order, found in _readings(day.parts, today).items():
        if found not in readings.values():
            readings[order] = found
    return readings


def order_of(cells: Sequence[Any], today: date) -> DateOrder | None:
    """The order that a column shows, for the other columns of the same file."""
    orders, _ = _find_orders(_read_cells(cells), today, births=False)
    return orders[0] if len(orders) == 1 else None


def order_in_header(header: str) -> DateOrder | None:
    """The order that a header names: 'Geboortedatum (dd-mm-jjjj)'."""
    found = _ORDER_IN_HEADER.search(header)
    order: DateOrder
    for order in ("dmy", "mdy", "ymd"):
        if found and found[order]:
            return order
    return None


def looks_like_dates(cells: Sequence[Any], today: date) -> bool:
    """True where nearly all are dates at which somebody of a school's age was born."""
    read = _read_cells(cells)
    ages = [
        today.year - (day.day.year if day.day else _year_of(day.parts, today))
        for day in read
        if day.day or day.parts
    ]
    return len(ages) >= 0.8 * max(len(read), 1) and all(2 <= age <= 70 for age in ages)


def _year_of(parts: Parts | None, today: date) -> int:
    found = [day.year for day in _readings(parts, today).values()]
    return found[0] if found else 0


def _read_cells(cells: Sequence[Any]) -> list[Day]:
    if _are_plain(cells):  # nearly every column: seen in one look
        return [
            Day(None, Parts(int(t[:2]), int(t[3:5]), int(t[6:]), t[2])) if t else NOTHING
            for t in cells
        ]
    compact = any(map(is_compact, cells))
    return list(map(partial(read_day, compact=compact), cells))


def _are_plain(cells: Sequence[Any]) -> bool:
    try:
        joined = "\0".join(cells)
    except TypeError:
        return False
    return _PLAIN.fullmatch(f"{joined}\0") is not None


def _readings(parts: Parts | None, today: date) -> dict[DateOrder, date]:
    found = {order: resolve(parts, order, today) for order in orders_of(parts)}
    return {order: day for order, day in found.items() if day}


def _find_orders(
    read: Iterable[Day], today: date, *, births: bool
) -> tuple[list[DateOrder], str | None]:
    """The orders in which nearly all are dates, and dates of people of one school."""
    parts = [day.parts for day in read if day.parts]
    orders: list[DateOrder] = ["dmy", "mdy"]
    orders += [] if all(map(_IS_WIDE, parts)) else ["ymd"]
    failed, never = _count_failed(parts, orders)
    if not any(failed.values()) and not any(_is_in_doubt(part, today) for part in parts):
        return [], None  # nothing is in doubt, as in 03-03-2015
    ranked = sorted(orders, key=failed.__getitem__)
    best, second = (failed[order] - never for order in ranked[:2])
    if best > _SLIPS * second:
        return [], "date_mixed"
    tied = [order for order in ranked if failed[order] - never == best]
    if len(tied) > 1 and births:
        tied = _keep_likely(tied, parts, today)
    return tied, None if len(tied) == 1 else "date_ambiguous"


def _count_failed(parts: list[Parts], orders: list[DateOrder]) -> tuple[dict[DateOrder, int], int]:
    """The count of dates that cannot stand in each order, and of those that can in none.

    Where all years are plain, one look for each day of the year is enough.
    """
    wide = all(map(_IS_WIDE, parts))
    counted: Counter[Any] = Counter(map(_FIRST_TWO, parts) if wide else parts)
    failed = dict.fromkeys(orders, 0)
    never = 0
    for key, count in counted.items():
        part = Parts(key[0], key[1], 0) if wide else key
        fails = [order for order in orders if not can_stand(part, order)]
        for order in fails:
            failed[order] += count
        never += count if len(fails) == len(orders) else 0
    return failed, never


def _is_in_doubt(part: Parts, today: date) -> bool:
    if part.wide:
        return part.first != part.second
    return len(set(_readings(part, today).values())) > 1


def _keep_likely(orders: list[DateOrder], parts: list[Parts], today: date) -> list[DateOrder]:
    """The orders in which these are birthdays of one school's pupils, of any pupils, or all."""
    ages = {
        order: [today.year - find_year(p, order, today) for p in parts if can_stand(p, order)]
        for order in orders
    }
    of_age = [order for order in orders if all(age in _PUPILS for age in ages[order])]
    near = [
        order
        for order in of_age
        if max(ages[order], default=0) - min(ages[order], default=0) <= _ONE_SCHOOL
    ]
    return (near if len(parts) > 1 else []) or of_age or orders


def _is_custom_here(read: Iterable[Day], orders: list[DateOrder], today: date) -> bool:
    """True where dashes or points part the numbers: here the day stands first in those."""
    if "ymd" in orders:
        return False
    parts = {day.parts for day in read if day.parts}
    in_doubt = [part for part in parts if len(set(_readings(part, today).values())) > 1]
    return len(in_doubt) < _TOO_MANY_IN_DOUBT and all(
        part.mark and part.mark in _MARKS_OF_HERE for part in in_doubt
    )


def _cells_look_swapped(cells: Sequence[Any], read: Sequence[Day]) -> bool:
    """A spreadsheet of another language took 05-06 for a date and left 13-06 as text.

    Then no true date has a day above twelve, and no text has one of twelve or below.
    """
    if all(day.day is None for day in read):
        return False
    true_dates = [cell for cell in cells if isinstance(cell, date)]
    texts = [day.parts for day in read if day.parts]
    return (
        len(true_dates) >= 3
        and len(texts) >= 3
        and all(cell.day <= 12 for cell in true_dates)
        and all(part.first > 12 for part in texts)
    )
