"""The history of one customer: which import or person changed what, when."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tortoise.expressions import Q

from rosterdesk.core.models import Change, Event
from rosterdesk.core.plans.changes import row_to_change
from rosterdesk.core.trail.kinds import SHOWING
from rosterdesk.core.trail.payloads import CustomerChanged, StaffChanged, read_payload

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.core.compare.model import FieldValues
    from rosterdesk.core.models import Customer


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a history, ``what`` is a kind of change or of event.

    An import has its reference, who approved it, and each field before and after; of what a
    person did by hand only the names of the fields are kept, in ``names``.
    """

    at: datetime
    what: str
    who: str
    reference: str | None = None
    fields: FieldValues = field(default_factory=dict)
    names: tuple[str, ...] = ()
    undone_at: datetime | None = None


async def list_history(customer: Customer) -> list[Happening]:
    """Return all that happened to the customer, the oldest first."""
    return sorted(
        [*await _list_imports(customer), *await _list_events(customer)], key=lambda one: one.at
    )


async def _list_imports(customer: Customer) -> list[Happening]:
    lines = await Change.filter(
        Q(customer_id=customer.id) | Q(id=customer.origin_change_id),
        plan__applied_at__isnull=False,
        kind__not_in=("conflict", "skipped"),
    ).prefetch_related("plan__submission")
    return [_to_happening(line) for line in lines]


def _to_happening(line: Change) -> Happening:
    plan = line.plan
    change = row_to_change(line.kind, None, None, line.name, None, line.details)
    assert plan.applied_at is not None
    return Happening(
        plan.applied_at,
        line.kind,
        plan.decided_by or "",
        plan.submission.reference,
        change.fields,
        undone_at=line.undone_at,
    )


async def _list_events(customer: Customer) -> list[Happening]:
    found = Event.filter(customer_id=customer.id).exclude(kind__in=SHOWING)
    events = await found.prefetch_related("submission")
    return [
        Happening(
            event.at,
            event.kind,
            event.actor,
            event.submission.reference if event.submission else None,
            names=_list_fields(event),
        )
        for event in events
    ]


def _list_fields(event: Event) -> tuple[str, ...]:
    said = read_payload(event)
    return said.fields if isinstance(said, CustomerChanged | StaffChanged) else ()
