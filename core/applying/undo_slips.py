"""Slips on paper that open nothing any more once an import is undone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.models import Customer, Slip, SlipStatus
from rosterdesk.core.person_names import show_name

if TYPE_CHECKING:
    from collections.abc import Iterable

# One that is being sent comes out of the printer after all.
_ON_PAPER = (SlipStatus.SENDING, SlipStatus.SENT, SlipStatus.CONFIRMED, SlipStatus.UNKNOWN)


@dataclass(frozen=True, slots=True, order=True)
class DeadSlip:
    """A slip to throw away, as it lies in its pile: by class and name; ``count`` of them."""

    class_name: str
    name: str
    count: int = 1

    def __str__(self) -> str:
        named = f"{self.class_name} · {self.name}" if self.class_name else self.name
        return f"{named} ({self.count}×)" if self.count > 1 else named


async def find_dead_slips(made: Iterable[int]) -> list[DeadSlip]:
    """Return the printed slips of the customers whom undoing deletes.

    Call it in the transaction that deletes them: none is printed meanwhile and then forgotten.
    """
    slips = Slip.filter(customer_id__in=sorted(made) or [0], status__in=_ON_PAPER)
    printed = Counter([slip.customer_id for slip in await slips.select_for_update()])
    customers = await Customer.filter(id__in=list(printed) or [0])
    return sorted(
        DeadSlip(each.class_name or each.class_code or "", show_name(each), printed[each.id])
        for each in customers
    )
