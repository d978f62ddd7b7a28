from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.compare.model import CardNumbers, CheckDigit
from rosterdesk.core.database import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rosterdesk.core.compare.model import Policy

_MOST_VALUES = 500
_SKIP = 10**6  # a serial that is taken moves on by so many: far from the other new ones


@dataclass(frozen=True, slots=True)
class CardNumbering:
    """The library's own shape of a card number; a school's policy may have another prefix."""

    prefix: str
    length: int


async def make_card_numbers(
    serials: Sequence[int],
    wanted: Sequence[str | None],
    policy: Policy,
    numbering: CardNumbering,
) -> list[str]:
    """Return one free number for each serial: the wanted one, or one made from the serial.

    A serial is the id of the card's row, so numbers made here differ from each other; the
    check against what exists is for pre-printed cards of the same shape.
    """
    prefix = policy.card_prefix or numbering.prefix
    own = policy.card_numbers is not CardNumbers.GENERATED
    numbers = [
        number if own and number else generate_number(serial, prefix, numbering.length, policy)
        for serial, number in zip(serials, wanted, strict=True)
    ]
    taken = await find_taken(numbers)
    return [
        number
        if number not in taken
        else await _next_free(serial, prefix, numbering.length, policy)
        for serial, number in zip(serials, numbers, strict=True)
    ]


async def _next_free(serial: int, prefix: str, length: int, policy: Policy) -> str:
    while True:
        serial += _SKIP
        number = generate_number(serial, prefix, length, policy)
        if not await find_taken([number]):
            return number


async def find_taken(numbers: Iterable[str]) -> set[str]:
    """Return those of the numbers that are on a card already."""
    wanted = list(numbers)
    taken: set[str] = set()
    for start in range(0, len(wanted), _MOST_VALUES):
        part = wanted[start : start + _MOST_VALUES]
        marks = ", ".join("?" * len(part))
        found = await rows(f"SELECT number FROM card WHERE number IN ({marks})", part)
        taken.update(row["number"] for row in found)
    return taken


def generate_number(serial: int, prefix: str, length: int, policy: Policy) -> str:
    """Return prefix, serial with leading zeros and check digit: ``length`` digits in all.

    A serial that does not fit makes the number longer rather than equal to another.
    """
    check = 0 if policy.card_check_digit is CheckDigit.NONE else 1
    body = prefix + str(serial).zfill(length - len(prefix) - check)
    if policy.card_check_digit is CheckDigit.LUHN:
        return body + _luhn_digit(body)
    if policy.card_check_digit is CheckDigit.MOD11:
        return body + _mod11_digit(body)
    return body


def _luhn_digit(body: str) -> str:
    """ISO/IEC 7812-1, annex B."""
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body))]
    return str(-sum(n // 10 + n % 10 for n in doubled) % 10)


def _mod11_digit(body: str) -> str:
    """Weights 2, 3, 4, … from the right; a remainder of ten is written as X (as in ISBN-10)."""
    total = sum(int(d) * weight for weight, d in enumerate(reversed(body), 2))
    digit = -total % 11
    return "X" if digit == 10 else str(digit)
