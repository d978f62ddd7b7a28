"""The people who lifted a guard of a submission, or took its import back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.models import Event
from rosterdesk.core.plans.changes import APPLIED
from rosterdesk.core.storage.database import rows
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import GuardLifted, PlanUndone

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.core.models import Plan, Submission


@dataclass(frozen=True, slots=True)
class Lifting:
    code: str
    number: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Undoing:
    """An undoing of ``people``; ``left`` are still as the import made them.

    ``slips`` were on paper by then and open nothing any more.
    """

    by: str
    at: datetime
    people: int
    left: int
    slips: int


async def list_liftings(submission: Submission) -> list[Lifting]:
    """Return them in order: a guard that came back with another number is lifted once more."""
    events = await Event.filter(submission=submission, kind=Kind.GUARD_LIFTED).order_by("id")
    said = [(each, GuardLifted.read(each)) for each in events]
    return [Lifting(lifted.code, lifted.number, each.actor, each.at) for each, lifted in said]


async def list_undoings(submission: Submission) -> list[Undoing]:
    events = await Event.filter(submission=submission, kind=Kind.PLAN_UNDONE).order_by("id")
    said = [(each, PlanUndone.read(each)) for each in events]
    return [
        Undoing(each.actor, each.at, undone.people, undone.left, undone.slips)
        for each, undone in said
    ]


async def count_standing(plan: Plan) -> dict[str, int]:
    """Return the counts of an applied plan without the people of whom it was undone."""
    undone = await rows(
        'SELECT kind, count(*) AS n FROM "change" WHERE plan_id = ? AND undone_at IS NOT NULL'
        " GROUP BY kind",
        [plan.id],
    )
    taken = {row["kind"]: int(row["n"]) for row in undone}
    return {name: count - taken.get(name, 0) for name, count in plan.counts.items()}


def can_be_undone(plan: Plan, days: int | None) -> bool:
    """Tell whether an applied plan changed anything, and not too long ago."""
    if days is not None and (plan.applied_at or now()) < now() - timedelta(days=days):
        return False
    return any(plan.counts.get(str(kind)) for kind in APPLIED)
