"""Burgerservicenummers in any text that is kept: blanked, and the blank says so."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

BLANKED = "[BSN]"
_DIGITS = 9
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)  # the "elfproef" of the BSN
_PHONE_DIGITS = 10  # a telephone number has as many or more
_NINE = re.compile(r"(?<!\d)\d{9}(?!\d)", re.ASCII)
# Groups of digits with nine or more together: a class or a year may stand beside the number.
_GAP = "[ .\u00a0\u202f]"
_GROUPS = re.compile(rf"(?<!\d)(?<!\d{_GAP})(?=\d(?:{_GAP}?\d){{8}})\d+(?:{_GAP}\d+)+", re.ASCII)
_GROUP = re.compile(r"\d+", re.ASCII)
# Part of each of them, and of no date, house number or postcode: a quick first look.
_IN_A_ROW = re.compile(r"[0-9][0-9 .\u00a0\u202f]{4}")
# These identify somebody by a number of the school or the library, of which one in eleven passes
# by chance; a column that holds state numbers is dropped as a whole, whatever its name.
_NUMBERS = frozenset({"external_number", "card_number"})


def blank_state_numbers(text: str) -> str:
    """Return the text with ``[BSN]`` for each nine digits that pass the test, if there are any."""
    if len(text) < _DIGITS:
        return text
    return _GROUPS.sub(_blank_groups, _NINE.sub(_blank, text))


def may_hold_state_numbers(texts: Sequence[str]) -> bool:
    """Return whether any of them looks like one: a look at many cells together.

    Raises TypeError where some are no texts.
    """
    if max(map(len, texts), default=0) < _DIGITS:
        return False
    joined = "\0".join(texts)
    return _IN_A_ROW.search(joined) is not None and any(
        each.search(joined) is not None for each in (_NINE, _GROUPS)
    )


def blank_cell(value: Any, field: str | None = None) -> Any:
    """Return the value as it may be kept in a column of that field."""
    if value is None or isinstance(value, date) or (type(value) is str and len(value) < _DIGITS):
        return value
    text = to_text(value)
    if field in _NUMBERS and not any(map(str.isalpha, text)):
        return value
    if field == "phone" and sum(map(str.isdigit, text)) >= _PHONE_DIGITS:
        return value
    blanked = blank_state_numbers(text)
    return value if blanked == text else blanked


def _blank(found: re.Match[str]) -> str:
    return BLANKED if _passes(found[0]) else found[0]


def _blank_groups(found: re.Match[str]) -> str:
    """Blank the neighbouring groups that are nine digits together and pass."""
    text, groups = found[0], list(_GROUP.finditer(found[0]))
    kept, done = "", 0
    number = _count_of_phone(found, groups)
    while number < len(groups):
        last = _find_last_of_nine(groups, number)
        if last is not None and _passes(text[groups[number].start() : groups[last].end()]):
            kept += text[done : groups[number].start()] + BLANKED
            done, number = groups[last].end(), last
        number += 1
    return kept + text[done:]


def _count_of_phone(found: re.Match[str], groups: Sequence[re.Match[str]]) -> int:
    """Return how many of the groups are a telephone number that the text begins with."""
    if not (groups[0][0].startswith("0") or found.string[: found.start()].endswith("+")):
        return 0
    digits = 0
    for number, group in enumerate(groups, 1):
        digits += len(group[0])
        if digits >= _PHONE_DIGITS:
            return number
    return 0


def _find_last_of_nine(groups: Sequence[re.Match[str]], first: int) -> int | None:
    digits = 0
    for number in range(first, len(groups)):
        digits += len(groups[number][0])
        if digits >= _DIGITS:
            return number if digits == _DIGITS else None
    return None


def _passes(text: str) -> bool:
    digits = [int(digit) for digit in text if digit.isdecimal()]
    return any(digits) and not sum(w * d for w, d in zip(_WEIGHTS, digits, strict=True)) % 11
