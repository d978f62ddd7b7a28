"""Numbers that the state gives a person are recognised by their value: headers lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from rosterdesk.core.roster.grids import Cells

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
# One in eleven nine-digit numbers passes by chance, so most of a column must.
_SHARE = 0.8
_SAMPLE = 100  # a third of the share in these, or the column is not looked at further
_ENOUGH_UNDER_A_KNOWN_HEADER = 4


def holds_state_numbers(cells: Cells, *, header_known: bool) -> bool:
    """True for a column of burgerservicenummers, onderwijsnummers or rijksregisternummers.

    A pupil number of nine digits may pass the test by chance; under a header that is known
    that takes four of them, where chance is one in fifteen thousand.
    """
    sample = cells.distinct[:: len(cells.distinct) // _SAMPLE + 1]
    if sum(is_state_number(to_text(value)) for value in sample) < _SHARE * len(sample) / 3:
        return False
    values = [to_text(value) for value in cells.used()]
    passed = sum(is_state_number(value) for value in values)
    enough = _ENOUGH_UNDER_A_KNOWN_HEADER if header_known else 1
    return passed >= enough and passed >= _SHARE * len(values)


def is_state_number(text: str) -> bool:
    digits = "".join(filter(str.isdecimal, text))
    if not digits.isascii() or len(text) > len(digits) + 4:
        return False
    if len(digits) in (8, 9):
        return _passes_eleven(digits.zfill(9))
    return len(digits) == 11 and _passes_ninety_seven(digits)


def _passes_eleven(digits: str) -> bool:
    """BSN: remainder 0. Onderwijsnummer: begins with 10 and leaves 5 (DUO, elfproef)."""
    if digits == "000000000":
        return False
    rest = sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True)) % 11
    return rest == 0 or (rest == 5 and digits.startswith("10"))


def _passes_ninety_seven(digits: str) -> bool:
    """Belgian rijksregisternummer; those born since 2000 count with a 2 in front."""
    first, check = digits[:9], int(digits[9:])
    return check in (97 - int(first) % 97, 97 - int("2" + first) % 97)
