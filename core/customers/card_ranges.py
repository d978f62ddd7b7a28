"""The ranges of generated card numbers, and how full they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.customers.card_numbers import CardNumbering, choose_shape, count_used
from rosterdesk.core.customers.policies import read_policy
from rosterdesk.core.models import School

if TYPE_CHECKING:
    from rosterdesk.core.customers.card_numbers import CardShape

_SHORT_PERCENT = 90


@dataclass(frozen=True, slots=True)
class CardRange:
    """The numbers from first to last (apart from check digits) and the schools that use them."""

    first: str
    last: str
    used: int
    size: int
    schools: tuple[str, ...]  # codes

    @property
    def is_short(self) -> bool:
        return self.used * 100 >= self.size * _SHORT_PERCENT


async def measure_ranges(prefix: str, length: int) -> list[CardRange]:
    """Return each range once; prefix and length are the library's own shape."""
    numbering = CardNumbering(prefix, length)
    found: dict[tuple[str, str], tuple[CardShape, list[str]]] = {}
    for school in await School.all().order_by("code"):
        shape = choose_shape(read_policy(school), numbering)
        found.setdefault(shape.ends, (shape, []))[1].append(school.code)
    return [
        CardRange(*ends, await count_used(shape), shape.size, tuple(schools))
        for ends, (shape, schools) in found.items()
    ]
