"""Numbers that the state gives a person are recognised by their value: headers lie."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stdnum.be import nn
from stdnum.nl import bsn, onderwijsnummer

from rosterdesk.core.roster.values.days import could_be_date
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from rosterdesk.core.roster.grids import Cells

_DATE = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{4}|\d{4}([-/.])\d{1,2}\2\d{1,2}")
# One in eleven nine-digit numbers passes by chance, so most of a column must.
_SHARE = 0.8
_SHORTEST = 8  # nine digits, of which a spreadsheet may have taken a zero
_SAMPLE = 25  # a third of the share in these, or the column is not looked at further
_ENOUGH_UNDER_A_KNOWN_HEADER = 4


def holds_state_numbers(cells: Cells, *, header_known: bool) -> bool:
    """True for a column of burgerservicenummers, onderwijsnummers or rijksregisternummers.

    A pupil number of nine digits may pass the test by chance; under a header that is known
    that takes four of them, where chance is one in fifteen thousand.
    """
    sample = cells.distinct[:: len(cells.distinct) // _SAMPLE + 1]
    if sum(is_state_number(to_text(value)) for value in sample) < _SHARE * len(sample) / 3:
        return False
    if all(could_be_date(value) for value in sample):
        return False  # eight digits, and one date in eleven passes the test
    values = [to_text(value) for value in cells.used()]
    passed = sum(is_state_number(value) for value in values)
    enough = _ENOUGH_UNDER_A_KNOWN_HEADER if header_known else 1
    return passed >= enough and passed >= _SHARE * len(values)


def is_state_number(text: str) -> bool:
    """True for a burgerservicenummer, an onderwijsnummer or a Belgian rijksregisternummer."""
    if len(text) < _SHORTEST or not text[0].isdecimal():
        return False
    if _DATE.fullmatch(text):
        return False
    digits = "".join(filter(str.isdecimal, text))
    if not digits.isascii() or len(text) > len(digits) + 4:
        return False
    if len(digits) in (8, 9):
        number = digits.zfill(9)
        return bool(bsn.is_valid(number) or onderwijsnummer.is_valid(number))
    return len(digits) == 11 and bool(nn.is_valid(digits))
