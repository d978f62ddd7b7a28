"""Dates in every form a school's system writes; the order is that of the whole column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.roster.hints import DateOrder

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_PARTS = re.compile(r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})(?:[T ]\d?\d[:.].*)?")
_NAMED = re.compile(r"(\d{1,2})[-./ ]+([a-z]+)\.?[-./ ,]+(\d{4}|\d{2})", re.IGNORECASE)
_NAMED_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2}),? (\d{4})", re.IGNORECASE)
_MONTH_NAMES = """jan januari january;feb febr februari february;maart mrt mar march;apr april;
mei may;jun juni june;jul juli july;aug augustus august;sep sept september;okt oct oktober october;
nov november;dec december"""
_MONTHS = {
    name: number
    for number, names in enumerate(_MONTH_NAMES.split(";"), start=1)
    for name in names.split()
}
_SERIAL_ZERO = date(1899, 12, 30)  # day 0 of the 1900 system, its leap-year mistake included
_SERIALS = range(1_000, 80_000)
_EARLIEST = 1900
_SCHOOL_YEAR = re.compile(r"(20\d{2})\s*[-/]?\s*(?:20)?(\d{2})")
# A slip in a hundred is an impossible date of that row; more, and the column is mixed.
_SLIPS = 0.1


@dataclass(frozen=True, slots=True)
class Parts:
    """Day and month in an order that one value alone does not show."""

    first: int
    second: int
    year: int


def read_school_year(text: str) -> str | None:
    """'2025-2026' of '2025 / 2026' (ParnasSys), '2025-26' and '20252026'; None for what is none."""
    found = _SCHOOL_YEAR.fullmatch(text.strip())
    first = int(found[1]) if found else 0
    if not found or (first + 1) % 100 != int(found[2]):
        return None
    return f"{first}-{first + 1}"


def read_dates(
    cells: Sequence[Any], order: DateOrder | None, today: date, beside: DateOrder | None = None
) -> tuple[list[date | None], str | None]:
    """The dates of a column's distinct cells, None for what is none, and a doubt about the whole.

    ``order`` is the answer of a person, ``beside`` what another column of the file shows. The
    doubt is ``date_ambiguous`` or ``date_mixed``: then the order must be asked.
    """
    read = [_read_cell(cell, today) for cell in cells]
    found, doubt = find_order(read)
    if doubt == "date_ambiguous" and beside:
        found, doubt = beside, None
    if order is None and not doubt and _cells_look_swapped(cells, read):
        doubt = "date_mixed"
    used = order or found or "dmy"
    return [_resolve(part, used, today) for part in read], None if order else doubt


def find_doubtful(cells: Sequence[Any], today: date) -> list[str]:
    """The distinct texts whose order matters, first those that are a date in either order."""
    read = [(str(cell), _read_cell(cell, today)) for cell in cells]
    parts = [(text, part) for text, part in read if isinstance(part, Parts)]
    matters = [(text, part) for text, part in parts if part.first != part.second]
    return [text for text, _ in sorted(matters, key=lambda m: max(m[1].first, m[1].second) > 12)]


def order_of(cells: Sequence[Any], today: date) -> DateOrder | None:
    """The order that a column shows, for the other columns of the same file."""
    return find_order([_read_cell(cell, today) for cell in cells])[0]


def find_order(read: Sequence[Any]) -> tuple[DateOrder | None, str | None]:
    """The order that the unequivocal values show."""
    parts = [part for part in read if isinstance(part, Parts)]
    day_first = sum(part.first > 12 >= part.second for part in parts)
    month_first = sum(part.second > 12 >= part.first for part in parts)
    if min(day_first, month_first) > _SLIPS * max(day_first, month_first):
        return None, "date_mixed"
    if day_first or month_first:
        return ("dmy" if day_first > month_first else "mdy"), None
    undecided = any(part.first != part.second for part in parts)
    return None, "date_ambiguous" if undecided else None


def looks_like_dates(cells: Sequence[Any], today: date) -> bool:
    """True where nearly all are dates at which somebody of a school's age was born."""
    read = [_read_cell(cell, today) for cell in cells]
    ages = [today.year - _year(part) for part in read if part is not None]
    return len(ages) >= 0.8 * max(len(read), 1) and all(2 <= age <= 70 for age in ages)


def _year(part: Parts | date) -> int:
    return part.year


def _read_cell(cell: Any, today: date) -> Parts | date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _read_serial(cell)
    return _read_text(cell, today) if isinstance(cell, str) else None


def _read_serial(number: float) -> date | None:
    if not isfinite(number):
        return None
    if int(number) in _SERIALS:
        return _SERIAL_ZERO + timedelta(days=int(number))
    if number == int(number) and 19_000_000 < number < 32_000_000:
        return _read_digits(str(int(number)))
    return None


def _read_text(text: str, today: date) -> Parts | date | None:
    if parts := _PARTS.fullmatch(text):
        return Parts(int(parts[1]), int(parts[2]), _widen(parts[3], today))
    if iso := _ISO.fullmatch(text):
        return _make(int(iso[1]), int(iso[2]), int(iso[3]))
    if text.isdecimal():
        return _read_digits(text)
    if named := _NAMED.fullmatch(text):
        return _make(_widen(named[3], today), _MONTHS.get(named[2].lower(), 0), int(named[1]))
    if named := _NAMED_FIRST.fullmatch(text):
        return _make(int(named[3]), _MONTHS.get(named[1].lower(), 0), int(named[2]))
    return None


def _read_digits(text: str) -> date | None:
    if len(text) == 5:
        return _read_serial(int(text))
    if len(text) not in (7, 8):
        return None
    text = text.zfill(8)
    return _make(int(text[:4]), int(text[4:6]), int(text[6:])) or _make(
        int(text[4:]), int(text[2:4]), int(text[:2])
    )


def _widen(year: str, today: date) -> int:
    """'09' is 2009 for people at school: the last hundred years up to this one."""
    if len(year) == 4:
        return int(year)
    century = today.year // 100 * 100
    return century + int(year) - (100 if int(year) > today.year % 100 else 0)


def _resolve(part: Parts | date | None, order: DateOrder, today: date) -> date | None:
    if isinstance(part, Parts):
        if order == "ymd":
            return _make(_widen(f"{part.first:02}", today), part.second, part.year % 100)
        month, day = (part.second, part.first) if order == "dmy" else (part.first, part.second)
        return _make(part.year, month, day)
    return part


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= _EARLIEST else None
    except ValueError:
        return None


def _cells_look_swapped(cells: Sequence[Any], read: Sequence[Any]) -> bool:
    """A spreadsheet of another language took 05-06 for a date and left 13-06 as text.

    Then no true date has a day above twelve, and no text has one of twelve or below.
    """
    true_dates = [cell for cell in cells if isinstance(cell, date)]
    texts = [part for part in read if isinstance(part, Parts)]
    return (
        len(true_dates) >= 3
        and len(texts) >= 3
        and all(cell.day <= 12 for cell in true_dates)
        and all(part.first > 12 for part in texts)
    )
