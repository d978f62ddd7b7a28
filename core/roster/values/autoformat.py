"""Mending what spreadsheets make of classes, house numbers and phone numbers, if certain."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from rosterdesk.core.roster.values.days import MONTHS
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_AMOUNT = re.compile(r"(\d+)[.,]0+")
_POWER = re.compile(r"(\d+)(?:[.,]0+)?[eE]\+?0*(\d+)")
_LOST_DIGITS = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_DAY_MONTH = re.compile(r"(\d{1,2})[- .]([A-Za-z]{3,9})\.?(?:[- .](\d{2,4}))?")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9})\.?[- .](\d{1,4})")
_FULL_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(20\d\d)")
_ONLY_DUTCH = frozenset({"mrt", "maart", "maa", "mei", "okt", "oktober", "januari", "februari",
                         "juni", "juli", "augustus"})  # fmt: skip
_FRACTIONS = {round(n / (n + 1), 6): f"{n}/{n + 1}" for n in range(1, 9)}  # groups 1/2 to 8/9
_SMALLEST_POWER = 1_000
_PHONE = re.compile(r"[1-9]\d{8}|(?:31|32)[1-9]\d{7,8}")


def repair_class(cell: Any) -> str | None:
    """'5-6' for the fifth of June, '3E5' for 3,00E+05, '5' for 5.0; None where it is not certain.

    Groups that are taught together follow each other, so the order of day and month is no matter.
    """
    text = to_text(cell)
    if isinstance(cell, date):
        return _join_groups(cell.day, cell.month, cell.year)
    if isinstance(cell, float) and not cell.is_integer():
        return _FRACTIONS.get(round(cell, 6), text)
    if isinstance(cell, int | float) and cell >= _SMALLEST_POWER:
        digits = text.rstrip("0")
        return f"{digits}E{len(text) - 1}" if len(digits) == 1 else text
    if found := _find_day_month(text):
        return _join_groups(*found)
    return _repair_amount(text)


def repair_house_number(cell: Any) -> str | None:
    """'12' for 12.0 and '12-3' for a Dutch 12-mrt; None for a date in an order nobody knows."""
    if isinstance(cell, date):
        return None
    text = to_text(cell)
    if found := _DAY_MONTH.fullmatch(text):
        month = MONTHS.get(found[2].lower())
        if month:
            # English has a capital there, and may have written the month in front.
            is_dutch = found[2].islower() or found[2].lower() in _ONLY_DUTCH
            return f"{int(found[1])}-{month}" if is_dutch and not found[3] else None
    if (found := _MONTH_DAY.fullmatch(text)) and found[1].lower() in MONTHS:
        return None
    return _repair_amount(text)


def repair_phone(cell: Any) -> str | None:
    """The zero in front that an amount cannot have; None where digits are lost."""
    text = to_text(cell)
    if _LOST_DIGITS.fullmatch(text):
        return None
    if amount := _AMOUNT.fullmatch(text):
        text = amount[1]
    if not _PHONE.fullmatch(text):
        return text
    return f"+{text}" if len(text) > 9 else f"0{text}"


REPAIRS: Mapping[str, Callable[[Any], str | None]] = {
    "class_code": repair_class,
    "class_name": repair_class,
    "house_number": repair_house_number,
    "phone": repair_phone,
}


def _repair_amount(text: str) -> str:
    if amount := _AMOUNT.fullmatch(text):
        return amount[1]
    if power := _POWER.fullmatch(text):
        return f"{power[1]}E{power[2]}"
    return text


def _find_day_month(text: str) -> tuple[int, int, int] | None:
    """Day, month and year (0 where there is none) of what a spreadsheet shows for a date."""
    if (found := _DAY_MONTH.fullmatch(text)) and (month := MONTHS.get(found[2].lower())):
        return int(found[1]), month, int(found[3] or 0)
    if (found := _MONTH_DAY.fullmatch(text)) and (month := MONTHS.get(found[1].lower())):
        return int(found[2]), month, 0
    if found := _FULL_DATE.fullmatch(text):
        return int(found[1]), int(found[3]), int(found[4])
    return None


def _join_groups(one: int, other: int, year: int) -> str | None:
    low, high = sorted((one, other))
    if high != low + 1:
        return None
    third = year % 100 == high + 1 and year // 100 in (0, 20)
    return f"{low}-{high}-{high + 1}" if third else f"{low}-{high}"
