"""The register of who saw, or took away, what about people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.models import Event
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import SHOWING, record

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.core.models import Submission
    from rosterdesk.core.trail.actors import Actor
    from rosterdesk.core.trail.events import Kind


async def note_shown(
    kind: Kind,
    actor: Actor,
    *,
    submission: Submission | None = None,
    customer_id: int | None = None,
    school_id: int | None = None,
    **data: str,
) -> None:
    """Write down that the actor is about to see it: before, so that nothing is seen unnoted."""
    async with writing():
        await record(
            kind,
            actor,
            submission=submission,
            customer_id=customer_id,
            school_id=school_id,
            data=dict(data),
        )


async def list_shown(since: datetime, customer_id: int | None = None) -> list[Event]:
    """Return the entries since then, the newest first, about everybody or one customer."""
    found = Event.filter(kind__in=SHOWING, at__gte=since)
    if customer_id is not None:
        found = found.filter(customer_id=customer_id)
    return await found.order_by("-id").prefetch_related("submission")
