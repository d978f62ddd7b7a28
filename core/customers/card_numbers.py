from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rosterdesk.core.compare.model import CheckDigit
from rosterdesk.core.storage.bulk import select_any
from rosterdesk.core.storage.database import connection, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rosterdesk.core.compare.model import Policy

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
    """Return a number for each serial: the wanted one, or a free one made from the serial.

    A serial is the id of the card's row, so numbers made here differ from each other; the
    check against what exists is for pre-printed cards of the same shape. The caller has
    checked the wanted ones (`find_taken`).
    """
    shape = choose_shape(policy, numbering)
    make = partial(generate_number, prefix=shape.prefix, length=shape.length, policy=policy)
    numbers = [number or make(serial) for serial, number in zip(serials, wanted, strict=True)]
    generated = [number for number, asked in zip(numbers, wanted, strict=True) if not asked]
    taken = await _find_taken_between(generated) | {number for number in wanted if number}
    clashing = taken.intersection(generated)
    if not clashing:
        return numbers
    return [
        number if asked or number not in clashing else await _next_free(serial, make, taken)
        for serial, number, asked in zip(serials, numbers, wanted, strict=True)
    ]


def choose_shape(policy: Policy, numbering: CardNumbering) -> CardNumbering:
    """Return the school's own shape where its policy has a prefix, else the library's."""
    if policy.card_prefix:
        return CardNumbering(policy.card_prefix, policy.card_length)
    return numbering


async def _next_free(serial: int, make: Callable[[int], str], taken: set[str]) -> str:
    while True:
        serial += _SKIP
        number = make(serial)
        if number not in taken and not await find_taken([number]):
            return number


async def find_taken(numbers: Iterable[str]) -> dict[str, int]:
    """Return those of the numbers that are on a card already, and whose, whatever its status."""
    found = await select_any(
        connection(), "SELECT number, customer_id FROM card WHERE", "number", list(numbers)
    )
    return {row["number"]: row["customer_id"] for row in found}


async def _find_taken_between(numbers: Sequence[str]) -> set[str]:
    """Return the cards in the range of these numbers: one look at the index, not thousands."""
    if not numbers:
        return set()
    found = await rows(
        "SELECT number FROM card WHERE number >= ? AND number <= ?", [min(numbers), max(numbers)]
    )
    return {row["number"] for row in found}


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


def has_check_digit(number: str, policy: Policy) -> bool:
    """Tell whether the number ends in the school's check digit; True where it uses none."""
    body, last = number[:-1], number[-1:]
    if policy.card_check_digit is CheckDigit.NONE:
        return True
    if not body.isdecimal():
        return False
    make = _luhn_digit if policy.card_check_digit is CheckDigit.LUHN else _mod11_digit
    return make(body) == last


def _luhn_digit(body: str) -> str:
    """ISO/IEC 7812-1, annex B."""
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body))]
    return str(-sum(n // 10 + n % 10 for n in doubled) % 10)


def _mod11_digit(body: str) -> str:
    """Weights 2, 3, 4, … from the right; a remainder of ten is written as X (as in ISBN-10)."""
    total = sum(int(d) * weight for weight, d in enumerate(reversed(body), 2))
    digit = -total % 11
    return "X" if digit == 10 else str(digit)
