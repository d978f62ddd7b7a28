from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rosterdesk.core.compare.model import CheckDigit
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.protection.spreading import spread
from rosterdesk.core.storage.bulk import select_any
from rosterdesk.core.storage.database import connection, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rosterdesk.core.compare.model import Policy

_SKIP = 10**6  # a serial that is taken moves on by so many: far from the other new ones
_AT_ONCE = 5000  # candidates that are looked up together


class CardRangeFullError(RosterdeskError):
    """Every number that the school's cards may have is in use."""


@dataclass(frozen=True, slots=True)
class CardNumbering:
    """The library's own shape of a card number; a school's policy may have another prefix."""

    prefix: str
    length: int
    key: bytes = field(default=b"", repr=False)  # spreads the numbers; empty: they run on


@dataclass(frozen=True, slots=True)
class CardShape:
    """The numbers that are generated for a school: prefix, a serial of a range, check digit."""

    prefix: str
    length: int
    policy: Policy
    first: int
    size: int
    key: bytes = field(default=b"", repr=False)

    def make(self, serial: int) -> str:
        """Return the number of a serial; serials that differ by less than the size never clash."""
        place = serial % self.size
        if self.key:
            place = self._spread(place)
        return generate_number(self.first + place, self.prefix, self.length, self.policy)

    def _spread(self, place: int) -> int:
        """Return another place of the range: what falls outside it is spread once more."""
        digits = len(str(self.size - 1))
        place = spread(place, digits, self.key)
        while place >= self.size:
            place = spread(place, digits, self.key)
        return place

    @property
    def ends(self) -> tuple[str, str]:
        """The first and the last number of the range, apart from their check digits."""
        digits = count_serial_digits(self.prefix, self.length, self.policy)
        last = self.first + self.size - 1
        return tuple(f"{self.prefix}{end:0{digits}}" for end in (self.first, last))  # type: ignore[return-value] # two go in


async def make_card_numbers(
    serials: Sequence[int],
    wanted: Sequence[str | None],
    policy: Policy,
    numbering: CardNumbering,
) -> list[str]:
    """Return a number for each serial: the wanted one, or a free one made from the serial.

    A serial is the id of the card's row, so numbers made here differ from each other as long as
    the range has room for all ids; what is taken (by pre-printed cards, by those of the loan
    system, by earlier rounds through a short range) is passed over. The caller has checked the
    wanted ones (`find_taken`). Raises CardRangeFullError where no number is left.
    """
    shape = choose_shape(policy, numbering)
    numbers = [number or shape.make(serial) for serial, number in zip(serials, wanted, strict=True)]
    generated = [number for number, asked in zip(numbers, wanted, strict=True) if not asked]
    taken = {*await find_taken(generated)} | {number for number in wanted if number}
    used = Counter(generated)
    if taken.isdisjoint(used) and len(used) == len(generated):
        return numbers
    clashing = [
        at
        for at, number in enumerate(numbers)
        if not wanted[at] and (number in taken or used[number] > 1)
    ]
    start = min(serials[at] for at in clashing) + _SKIP
    free = await _find_free(len(clashing), start, shape, {*numbers, *taken})
    for at, number in zip(clashing, free, strict=True):
        numbers[at] = number
    return numbers


def choose_shape(policy: Policy, numbering: CardNumbering) -> CardShape:
    """Return the school's own shape where its policy has a prefix, else the library's."""
    prefix, length = numbering.prefix, numbering.length
    if policy.card_prefix:
        prefix = policy.card_prefix.replace("{branch}", policy.card_branch)
        length = policy.card_length
    digits = count_serial_digits(prefix, length, policy)
    room: int = 10**digits if digits > 0 else 0
    last = room - 1 if policy.card_last is None else min(policy.card_last, room - 1)
    return CardShape(
        prefix, length, policy, policy.card_first, last - policy.card_first + 1, numbering.key
    )


async def _find_free(count: int, start: int, shape: CardShape, used: set[str]) -> list[str]:
    found: list[str] = []
    for first in range(0, shape.size, _AT_ONCE):
        here = range(start + first, start + min(first + _AT_ONCE, shape.size))
        candidates = [number for number in map(shape.make, here) if number not in used]
        taken = await find_taken(candidates)
        found += [number for number in candidates if number not in taken]
        if len(found) >= count:
            return found[:count]
    first_number, last_number = shape.ends
    raise CardRangeFullError(
        N_("All card numbers from {first} to {last} are in use: give the school another range."),
        first=first_number,
        last=last_number,
    )


async def count_used(shape: CardShape) -> int:
    """Return how many numbers of the range are on a card, whatever its status."""
    lowest, highest = shape.ends
    found = await rows(
        "SELECT count(*) AS n FROM card WHERE number >= ? AND number <= ? AND length(number) = ?",
        [lowest, f"{highest}X", shape.length],  # X: the highest check digit
    )
    return int(found[0]["n"])


async def find_taken(numbers: Iterable[str]) -> dict[str, int]:
    """Return those of the numbers that are on a card already, and whose, whatever its status."""
    found = await select_any(
        connection(), "SELECT number, customer_id FROM card WHERE", "number", list(numbers)
    )
    return {row["number"]: row["customer_id"] for row in found}


def count_serial_digits(prefix: str, length: int, policy: Policy) -> int:
    """Return how many digits of a number are left for its serial."""
    return length - len(prefix) - (policy.card_check_digit is not CheckDigit.NONE)


def generate_number(serial: int, prefix: str, length: int, policy: Policy) -> str:
    """Return prefix, serial with leading zeros and check digit: ``length`` digits in all."""
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
