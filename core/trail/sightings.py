"""The register of who saw, or took away, what about people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.expressions import Q

from rosterdesk.core.clock import now, today
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Event, Look
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import administrators, record
from rosterdesk.core.trail.kinds import SHOWING, Kind
from rosterdesk.core.trail.payloads import CustomersListed, ManyLookedAt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from rosterdesk.core.models import Submission
    from rosterdesk.core.trail.actors import Actor
    from rosterdesk.core.trail.payloads import Payload


LOOKING = timedelta(minutes=15)  # of one person's looks at a page within it, one is written down


class TooManyLooksError(RosterdeskError):
    """Somebody looked at as many customers as one may on a day."""


@dataclass(frozen=True, slots=True)
class LookLimits:
    """Customers that searches show one person on a day: when administrators hear, and the most."""

    unusual: int
    most: int


async def note_shown(
    shown: Payload,
    actor: Actor,
    *,
    submission: Submission | None = None,
    customer_id: int | None = None,
    school_id: int | None = None,
) -> None:
    """Write down that the actor is about to see it: before, so that nothing is seen unnoted."""
    async with writing():
        await record(
            shown,
            actor,
            submission=submission,
            customer_id=customer_id,
            school_id=school_id,
        )


async def note_looking(shown: Payload, actor: Actor, submission: Submission) -> None:
    """Write down that the actor looks at it, once in a while: an open page draws itself anew."""
    seen = Event.filter(
        kind=shown.KIND,
        actor_reference=actor.reference,
        submission=submission,
        at__gte=now() - LOOKING,
    )
    if not await seen.exists():
        await note_shown(shown, actor, submission=submission)


async def note_listed(actor: Actor, customers: Sequence[int], limits: LookLimits) -> None:
    """Write down whom a search is about to show the actor; each of them once a day.

    Raises TooManyLooksError, and then the list must not be shown. At the command line nothing is
    refused, because whoever has that has the database.
    """
    async with writing():
        seen = await Look.filter(actor_reference=actor.reference, day=today()).values_list(
            "customer_id", flat=True
        )
        fresh = sorted(set(customers) - set(seen))
        if not fresh:
            return
        if len(seen) + len(fresh) > limits.most and not actor.is_shell:
            raise TooManyLooksError(
                N_("You looked at {count} customers today: that is the most in one day."),
                count=len(seen),
            )
        await Look.bulk_create(
            Look(actor_reference=actor.reference, day=today(), customer_id=each) for each in fresh
        )
        await record(CustomersListed(customers=tuple(fresh)), actor)
        if len(seen) < limits.unusual <= len(seen) + len(fresh):
            many = ManyLookedAt(count=len(seen) + len(fresh))
            await record(many, actor, to=await administrators())


async def forget_looks(before: date) -> int:
    """Delete the counts of earlier days; the register keeps what was seen."""
    return int(await Look.filter(day__lt=before).delete())


async def list_shown(since: datetime, customer_id: int | None = None) -> list[Event]:
    """Return the entries since then, the newest first, about everybody or one customer."""
    found = Event.filter(kind__in=SHOWING, at__gte=since)
    if customer_id is not None:
        found = found.filter(Q(customer_id=customer_id) | Q(kind=Kind.CUSTOMERS_LISTED))
    events = await found.order_by("-id").prefetch_related("submission")
    return [
        each for each in events if customer_id in {None, each.customer_id, *_list_customers(each)}
    ]


def _list_customers(event: Event) -> tuple[int, ...]:
    if event.kind != Kind.CUSTOMERS_LISTED:
        return ()
    return CustomersListed.read(event).customers
