"""One cell as a day, or as three numbers whose order only the whole column shows."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

from rosterdesk.core.clock import LOCAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.core.roster.hints import DateOrder

_TIME = r"(?:[T ,]+(?P<hour>\d{1,2})[:.]\d\d.*)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_PARTS = re.compile(rf"(\d{{1,2}})\s?([-/. ])\s?(\d{{1,2}})\s?[-/. ]\s?'?(\d{{4}}|\d{{2}}){_TIME}")
_NAMED = re.compile(
    r"(\d{1,2})(?:ste|de|e|st|nd|rd|th)?[-./ ]*([a-z]{3,})\.?[-./ ,]*'?(\d{4}|\d{2})" + _TIME,
    re.IGNORECASE,
)
_NAMED_FIRST = re.compile(
    rf"([a-z]{{3,}})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_TIME}", re.IGNORECASE
)
# What people write behind a date, or programs in front of it: (9 jaar), and the mark of a text.
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$|^'+")
_BEGINNINGS = frozenset("0123456789'")
_RARE_MARKS = re.compile(r"(?<=\d)(?:_|:|\\| ?\| ?)(?=\d)")
_WEEKDAY = re.compile(
    r"(?:ma|di|wo|do|vr|za|zo|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
    r"|(?:mon|tues?|wed|wednes|thu|thurs?|fri|sat|satur|sun)(?:day)?)[.,]*\s+",
    re.IGNORECASE,
)
# The year alone, month and year, or zeros where the day or the month should stand.
_INCOMPLETE = re.compile(
    r"(?:19|20)\d\d|(?:\d{1,2}|[a-z]{3,}\.?)[-/. ](?:19|20)\d\d"
    r"|00?[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{1,2}[-/. ]00?[-/. ]\d{2,4}"
    r"|\d{4}[-/.](?:00?[-/.]\d{1,2}|\d{1,2}[-/.]00?)",
    re.IGNORECASE,
)
_ZEROS = frozenset({"0", "0-0-0", "00000000", "0000-00-00", "0000-00-00 00:00:00", "00-00-0000",
                    "00/00/0000", "0000-00-00T00:00:00"})  # fmt: skip
_SERIAL_TEXT = re.compile(r"(\d{5})[.,](\d+)")
_MONTH_NAMES = """jan januari january;feb febr februari february;maart mrt mar maa march;apr april;
mei may;jun juni june;jul juli july;aug augustus august;sep sept september;okt oct oktober october;
nov november;dec december"""
MONTHS = {
    name: number
    for number, names in enumerate(_MONTH_NAMES.split(";"), start=1)
    for name in names.split()
}
_APOSTROPHES = str.maketrans("`´‘’ʼ", "'''''")
_SERIAL_ZERO = date(1899, 12, 30)  # day 0 of the 1900 system, its leap-year mistake included
_SERIAL_ZERO_1904 = date(1904, 1, 1)
_SERIALS = range(1_000, 80_000)
_YEARS = range(1900, 2100)
_SIX_DIGITS = range(10_100, 320_000)  # 010100 without its zero, 311299
# Midnight here is 22 or 23 o'clock of the day before in UTC; nobody is born by the clock.
_LATE = 22
_LATE_HOURS = range(_LATE, 25)


class AmountSince1904(float):
    """An amount of a workbook whose day 0 is 1 January 1904."""


class Parts(NamedTuple):
    """Three numbers as they stand; ``late`` is an hour that belongs to the day after."""

    first: int
    second: int
    third: int
    mark: str = ""  # what stands between them
    wide: bool = True  # the third is a year of four digits
    late: bool = False


class Day(NamedTuple):
    """The content of a cell: a day, or ``incomplete`` where it names no whole one."""

    day: date | None = None
    parts: Parts | None = None
    incomplete: bool = False
    moved: bool = False  # the time of another zone: the day is the one after


NOTHING = Day()


def read_day(cell: Any, *, compact: bool = False) -> Day:
    """Read one cell; ``compact`` where the column writes its dates in six digits."""
    if isinstance(cell, datetime):
        return _read_moment(cell)
    if isinstance(cell, date):
        return Day(cell)
    if isinstance(cell, time):
        return Day(incomplete=True)  # day 0 of a workbook
    if isinstance(cell, bool):
        return NOTHING
    if isinstance(cell, int | float):
        return _read_number(cell, compact=compact)
    return _read_text(cell, compact=compact) if isinstance(cell, str) else NOTHING


def is_compact(cell: Any) -> bool:
    """True for six digits, such as 240315."""
    if isinstance(cell, str):
        return len(cell) == 6 and cell.isdecimal()
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return is_number and isfinite(cell) and 100_000 <= cell == int(cell) < 1_000_000


def is_zero(cell: Any) -> bool:
    """True for the zeros that databases write where there is no date."""
    return cell in _ZEROS


def hold_zero(cells: Iterable[Any]) -> bool:
    """Return whether any of the cells holds such zeros: one look at a whole column."""
    return not _ZEROS.isdisjoint(cells)


def could_be_date(cell: Any) -> bool:
    """True for a date, or text that is one in some order, of somebody who is alive."""
    found = read_day(cell)
    days = [found.day] if found.day else []
    days += [day for order in orders_of(found.parts) if (day := resolve(found.parts, order))]
    return any(day.year in range(1920, 2035) for day in days)


def orders_of(parts: Parts | None) -> tuple[DateOrder, ...]:
    """The orders in which the three numbers could stand."""
    if parts is None:
        return ()
    return ("dmy", "mdy") if parts.wide else ("dmy", "mdy", "ymd")


def resolve(parts: Parts | None, order: DateOrder, today: date | None = None) -> date | None:
    """The day that the numbers are in that order."""
    if parts is None:
        return None
    if order == "ymd" and parts.wide:
        order = "dmy"  # beside 15-03-24 a date whose year stands behind has the day in front
    year, month, day = _arrange(parts, order)
    found = _make(year if parts.wide else _widen(year, today), month, day)
    return _next(found) if found and parts.late else found


def can_stand(parts: Parts, order: DateOrder) -> bool:
    """False where month or day cannot stand there.

    31 February is no date either, but shows that the day stands in front.
    """
    if order == "dmy":
        return parts.second <= 12 and parts.first <= 31
    if order == "mdy":
        return parts.first <= 12 and parts.second <= 31
    return not parts.wide and 0 < parts.second <= 12 and 0 < parts.third <= 31


def find_year(parts: Parts, order: DateOrder, today: date) -> int:
    """The year in that order, in full."""
    year, _, _ = _arrange(parts, order)
    return year if parts.wide else _widen(year, today)


def _arrange(parts: Parts, order: DateOrder) -> tuple[int, int, int]:
    """Year, month and day."""
    if order == "dmy":
        return parts.third, parts.second, parts.first
    if order == "mdy":
        return parts.third, parts.first, parts.second
    return parts.first, parts.second, parts.third


def _read_moment(moment: datetime) -> Day:
    if moment.tzinfo:
        here = moment.astimezone(LOCAL).date()
        return Day(here, moved=here != moment.date())
    if moment.hour >= _LATE:
        return Day(_next(moment.date()), moved=True)
    return Day(moment.date())


def _read_number(number: float, *, compact: bool) -> Day:
    if not isfinite(number):
        return NOTHING
    whole = int(number)
    if compact and number == whole in _SIX_DIGITS:
        return _read_digits(str(whole).zfill(6))
    if whole in _YEARS and number == whole:
        return Day(incomplete=True)
    if whole in _SERIALS:
        return _read_serial(number)
    if 0 <= number < _SERIALS.start:
        return Day(incomplete=True)
    return _read_digits(str(whole)) if number == whole and whole > 0 else NOTHING


def _read_serial(number: float) -> Day:
    late = number % 1 >= _LATE / 24 - 1e-9
    zero = _SERIAL_ZERO_1904 if isinstance(number, AmountSince1904) else _SERIAL_ZERO
    return Day(zero + timedelta(days=int(number) + late), moved=late)


def _read_text(text: str, *, compact: bool) -> Day:
    if not text.isascii():
        text = text.translate(_APOSTROPHES)
    if text[:1].isalpha():
        text = _WEEKDAY.sub("", text, count=1)
    if found := _PARTS.fullmatch(text):
        return _keep_parts(found)
    if text.isdecimal() and text.isascii():
        return _read_digits(text.zfill(6) if compact and len(text) == 5 else text)
    if found := _ISO.fullmatch(text):
        return _read_iso(text, found)
    if found := _SERIAL_TEXT.fullmatch(text):
        return _read_number(float(f"{found[1]}.{found[2]}"), compact=False)
    if _INCOMPLETE.fullmatch(text):
        return Day(incomplete=True)
    if found := _NAMED.fullmatch(text):
        return _read_named(found, found[3], found[2], found[1])
    if found := _NAMED_FIRST.fullmatch(text):
        return _read_named(found, found[3], found[1], found[2])
    plain = _drop_asides(text)
    return _read_text(plain, compact=compact) if plain != text else NOTHING


def _drop_asides(text: str) -> str:
    """'24-03-2015 (9 jaar)' and '24_03_2015' as dates are written; other words as they stand."""
    if text[:1] not in _BEGINNINGS:
        return text
    return _RARE_MARKS.sub("-", _ASIDE.sub("", text))


def _keep_parts(found: re.Match[str]) -> Day:
    one, mark, other, year, hour = found.groups()
    first, second = int(one), int(other)
    if not first or not second:
        return Day(incomplete=True)
    late = _is_late(hour)
    return Day(None, Parts(first, second, int(year), mark, len(year) == 4, late), moved=late)


def _read_iso(text: str, found: re.Match[str]) -> Day:
    if not int(found[2]) or not int(found[3]):
        return Day(incomplete=True)
    if found["hour"]:
        try:
            return _read_moment(datetime.fromisoformat(text.replace(" ", "T", 1)))
        except (ValueError, OverflowError):
            pass
    return _move(_make(int(found[1]), int(found[2]), int(found[3])), found)


def _read_named(found: re.Match[str], year: str, month: str, day: str) -> Day:
    number = MONTHS.get(month.lower(), 0)
    wide = int(year) if len(year) == 4 else _widen(int(year), None)
    return _move(_make(wide, number, int(day)), found)


def _move(day: date | None, found: re.Match[str]) -> Day:
    return Day(_next(day), moved=True) if day and _is_late(found["hour"]) else Day(day)


def _is_late(hour: str | None) -> bool:
    return hour is not None and int(hour) in _LATE_HOURS


def _next(day: date) -> date:
    """The day after; the last one that there is stays."""
    return day + timedelta(days=1) if day < date.max else day


def _read_digits(text: str) -> Day:
    if len(text) == 4 and int(text) in _YEARS:
        return Day(incomplete=True)
    if len(text) == 5:
        return _read_serial(int(text)) if int(text) in _SERIALS else NOTHING
    if len(text) == 6:
        return Day(parts=Parts(int(text[:2]), int(text[2:4]), int(text[4:]), wide=False))
    if len(text) not in (7, 8):
        return NOTHING
    text = text.zfill(8)
    day = _make(int(text[:4]), int(text[4:6]), int(text[6:]))
    if day and day.year in _YEARS:
        return Day(day)
    return Day(parts=Parts(int(text[:2]), int(text[2:4]), int(text[4:])))


def _widen(year: int, today: date | None) -> int:
    """'09' is 2009 for people at school: the last hundred years up to this one."""
    this = (today or date.today()).year  # noqa: DTZ011 - a year is near enough
    century = this // 100 * 100
    return century + year - (100 if year > this % 100 else 0)


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
