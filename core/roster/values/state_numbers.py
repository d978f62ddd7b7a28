"""Burgerservicenummers in any text that is kept: blanked, and the blank says so."""

from __future__ import annotations

import re
from typing import Any

from rosterdesk.core.roster.values.text import to_text

BLANKED = "[BSN]"
_DIGITS = 9
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)  # the "elfproef" of the BSN
_PHONE_DIGITS = 10  # a telephone number has as many or more
# Nine in a row, or written in groups; groups beside further ones are of a longer number.
_LIKELY = re.compile(r"(?<!\d)\d{9}(?!\d)|(?<!\d)(?<!\d[ .])\d(?:[ .]?\d){8}(?![ .]?\d)", re.ASCII)
# These identify somebody by a number of the school or the library, of which one in eleven passes
# by chance; a column that holds state numbers is dropped as a whole, whatever its name.
_NUMBERS = frozenset({"external_number", "card_number"})


def blank_state_numbers(text: str) -> str:
    """Return the text with ``[BSN]`` for each nine digits that pass the test, if there are any."""
    if len(text) < _DIGITS:
        return text
    return _LIKELY.sub(_blank, text)


def may_hold_state_numbers(text: str) -> bool:
    """Return whether anything in it looks like one: a look at many cells together."""
    return _LIKELY.search(text) is not None


def blank_cell(value: Any, field: str | None = None) -> Any:
    """Return the value as it may be kept in a column of that field."""
    if value is None or (type(value) is str and len(value) < _DIGITS):
        return value
    text = to_text(value)
    if field in _NUMBERS and not any(map(str.isalpha, text)):
        return value
    if field == "phone" and sum(map(str.isdigit, text)) >= _PHONE_DIGITS:
        return value
    blanked = blank_state_numbers(text)
    return value if blanked == text else blanked


def _blank(found: re.Match[str]) -> str:
    digits = [int(digit) for digit in found[0] if digit.isdecimal()]
    passes = any(digits) and not sum(w * d for w, d in zip(_WEIGHTS, digits, strict=True)) % 11
    return BLANKED if passes else found[0]
