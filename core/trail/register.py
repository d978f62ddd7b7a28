"""The register of who looked at whom, page by page, and where the audit trail ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import LOCAL
from rosterdesk.core.models import Event
from rosterdesk.core.trail.actors import name_staff
from rosterdesk.core.trail.chain import read_tip
from rosterdesk.core.trail.kinds import SHOWING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Wanted:
    """The part of the register that is asked for: of one person, of one day, or all of it.

    ``before`` is the number of an event: only what is older is wanted.
    """

    staff: int | None = None
    day: date | None = None
    before: int | None = None


async def read_register(wanted: Wanted, most: int) -> tuple[Sequence[Event], bool]:
    """Return the newest entries, each with its submission, and whether there are more."""
    found = Event.filter(kind__in=SHOWING)
    if wanted.staff is not None:
        found = found.filter(actor_reference=name_staff(wanted.staff))
    if wanted.day is not None:
        start = datetime.combine(wanted.day, time(), LOCAL)
        end = datetime.combine(wanted.day + timedelta(days=1), time(), LOCAL)
        found = found.filter(at__gte=start, at__lt=end)
    if wanted.before is not None:
        found = found.filter(id__lt=wanted.before)
    events = await found.order_by("-id").limit(most + 1).prefetch_related("submission")
    return events[:most], len(events) > most


async def write_tip() -> str:
    """Return where the trail ends, as ``rosterdesk audit verify`` prints and takes it."""
    position, digest = await read_tip()
    return f"{position}:{digest}"
