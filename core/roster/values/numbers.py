"""The school's own pupil number: text that spreadsheets like to take for an amount."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.roster.hints import Hints

LONGEST_NUMBER = 20  # Wise, LEERLINGNUMMER
_AMOUNT = re.compile(r"(\d+)[.,]0+")
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d+")
_SPACED = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f](?=\d)")  # 11 998
_TWO_NUMBERS = re.compile(r"\d{3,}(?: \d{5,})+|\d{5,} \d{3,}")
_GROUPED = re.compile(r"\d{1,3}(?:([.,'])\d{3})(?:\1\d{3})*")  # 104.211, as an amount is written
_THOUSANDS = re.compile(r"[.,']")
_QUOTES = re.compile('["\'`´‘’‚“”„«»]|^=|(?<=["”])&(?=["“])')  # ="L"&"00123" is a text too
_EXACT = 1e15  # a spreadsheet keeps fifteen digits of an amount
_WITH_BRIN = re.compile(r"\d\d[A-Z]{2}(?:\d\d)?[-_ ]?(\d+)")


def read_number(cell: object) -> tuple[str, str | None]:
    """The number as text and the code of a remark: '12345.0' -> ('12345', 'number_repaired')."""
    text = to_text(cell)
    if _TWO_NUMBERS.fullmatch(text):
        return text, "number_unlikely"
    plain = _SPACED.sub("", text) if text.isascii() else _SPACED.sub("", _to_ascii_digits(text))
    if plain != text:
        number, code = read_number(plain)
        return number, code or "number_repaired"
    if isinstance(cell, float) and abs(cell) >= _EXACT:
        return text, "number_invalid"
    if text.isalnum() and "e" not in text and "E" not in text:
        return text, None
    text = text.lstrip("'")
    if (bare := _QUOTES.sub("", text)) != text:
        number, code = read_number(bare)
        return number, code or "number_repaired"
    if amount := _AMOUNT.fullmatch(text):
        return amount[1], "number_repaired"
    if _SHORTENED.fullmatch(text):
        return text, "number_invalid"
    return text, None


def is_shortened(text: str) -> bool:
    """True for a number of which a spreadsheet took the last digits: 1,04E+11."""
    return bool(_SHORTENED.fullmatch(text))


def _to_ascii_digits(text: str) -> str:
    """'１００１' and '١٠٠١' are 1001 to a person, and so they are here."""
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)


def are_grouped(texts: Sequence[str]) -> bool:
    """Return whether all are written as amounts with one mark between the thousands."""
    found = [_GROUPED.fullmatch(text) for text in texts if text]
    return all(found) and len({each[1] for each in found if each}) == 1


def join_thousands(text: str) -> str:
    """'104.211' -> '104211'."""
    return _THOUSANDS.sub("", text)


def find_width(texts: Sequence[str]) -> int | None:
    """The width to which the numbers of a column were padded, seen from those that still are.

    None where no number has a leading zero, or where the padded ones differ in width.
    """
    joined = "|".join(texts)
    if not joined.startswith("0") and "|0" not in joined:
        return None
    digits = [text for text in texts if text.isdecimal()]
    widths = {len(text) for text in digits if text[0] == "0" and len(text) > 1}
    if len(widths) != 1:
        return None
    width = widths.pop()
    return width if max(map(len, digits)) == width else None


def fit_number(text: str, width: int | None, hints: Hints) -> str:
    """The number as the school's customers have it: zeros lost are put back, or taken off."""
    known = hints.known_numbers
    if text in known or not text:
        return text
    for other in (text.upper(), text.lower()):
        if other in known:
            return other
    if not text.isdecimal():
        found = _WITH_BRIN.fullmatch(text)
        return found[1] if found and found[1] in known else text
    if width and len(text) < width:
        return text.zfill(width)
    stripped = text.lstrip("0")
    return stripped if stripped in known else text
