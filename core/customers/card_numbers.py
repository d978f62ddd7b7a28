from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from rosterdesk.core.compare.model import CheckDigit
from rosterdesk.core.protection.spreading import spread
from rosterdesk.core.storage.bulk import select_any
from rosterdesk.core.storage.database import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rosterdesk.core.compare.model import Policy

_SKIP = 10**6  # a serial that is taken moves on by so many: far from the other new ones


@dataclass(frozen=True, slots=True)
class CardNumbering:
    """The library's own shape of a card number; a school's policy may have another prefix."""

    prefix: str
    length: int
    key: bytes = field(default=b"", repr=False)  # spreads the numbers; empty: they run on


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
    make = partial(_make_number, shape=shape, policy=policy)
    numbers = [number or make(serial) for serial, number in zip(serials, wanted, strict=True)]
    generated = [number for number, asked in zip(numbers, wanted, strict=True) if not asked]
    taken = {*await find_taken(generated)} | {number for number in wanted if number}
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
        return replace(numbering, prefix=policy.card_prefix, length=policy.card_length)
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


def _make_number(serial: int, shape: CardNumbering, policy: Policy) -> str:
    if shape.key:
        serial = spread(serial, count_serial_digits(shape.prefix, shape.length, policy), shape.key)
    return generate_number(serial, shape.prefix, shape.length, policy)


def count_serial_digits(prefix: str, length: int, policy: Policy) -> int:
    """Return how many digits of a number are left for its serial."""
    return length - len(prefix) - (policy.card_check_digit is not CheckDigit.NONE)


def generate_number(serial: int, prefix: str, length: int, policy: Policy) -> str:
    """Return prefix, serial with leading zeros and check digit: ``length`` digits in all.

    A serial that does not fit makes the number longer rather than equal to another.
    """
    body = prefix + str(serial).zfill(count_serial_digits(prefix, length, policy))
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
