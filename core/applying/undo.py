"""Taking an import back: everybody whom it touched becomes what they were, byte for byte.

Who changed since then stands in the way: the later change must be undone first. The others can
then be undone by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.applying.undo_obstacles import Obstacle, find_obstacles
from rosterdesk.core.applying.undo_restoring import restore
from rosterdesk.core.applying.undo_slips import find_dead_slips
from rosterdesk.core.applying.undo_touched import lock_touched
from rosterdesk.core.clock import now
from rosterdesk.core.collecting import collector_paused
from rosterdesk.core.customers.locking import bump_revision
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.language import N_
from rosterdesk.core.models import Event, Plan, PlanStatus, Submission, SubmissionStatus
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import librarians, record, sender_of
from rosterdesk.core.trail.payloads import PlanUndone
from rosterdesk.core.trail.touches import note_touched

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rosterdesk.core.applying.undo_slips import DeadSlip
    from rosterdesk.core.trail.actors import Actor


class UndoRefusedError(RosterdeskError):
    """The import cannot be undone; ``obstacles`` are the people who stand in the way, if any."""

    def __init__(
        self, message: str, /, obstacles: Sequence[Obstacle] = (), **values: object
    ) -> None:
        super().__init__(message, **values)
        self.obstacles = list(obstacles)


@dataclass(frozen=True, slots=True)
class Undone:
    """The number of ``people`` who are as they were before, and the slips to throw away."""

    people: int
    dead_slips: list[DeadSlip]


async def undo(
    reference: str,
    actor: Actor,
    *,
    days: int,
    people: Collection[int] | None = None,
    alone: bool = False,
    quiet: bool = False,
) -> Undone:
    """Undo an applied import, or only these customers of it.

    ``days``: for how long after applying that is possible. ``alone``: the library's rules were
    passed over, as the audit trail says; ``quiet``: nobody is told. Raises UndoRefusedError, and
    then nothing is undone.
    """
    submission = await find_submission(reference)
    with collector_paused():
        async with writing() as client:
            plan = await _require_applied(submission, days)
            touched = await lock_touched(client, plan, submission.school_id)
            plan = await _require_applied(submission, days)  # nobody was faster
            wanted = touched if people is None else touched.only(people)
            if people is not None and not wanted.ids:
                raise UndoRefusedError(
                    N_("{reference} did not change these people, or that was undone before."),
                    reference=reference,
                )
            obstacles = await find_obstacles(client, plan, wanted)
            if obstacles:
                raise UndoRefusedError(
                    N_("{stuck} of the {count} people were changed after this import."),
                    obstacles,
                    stuck=len({obstacle.customer_id for obstacle in obstacles}),
                    count=len(wanted.ids),
                )
            dead = await find_dead_slips(wanted.made)
            await restore(client, plan, wanted)
            for school_id in sorted(touched.schools | {submission.school_id}):
                await bump_revision(school_id)
            said = PlanUndone(
                version=plan.version,
                people=len(wanted.ids),
                left=len(touched.ids) - len(wanted.ids),
                slips=sum(each.count for each in dead),
                alone=alone,
            )
            event = await _finish(plan, submission, actor, said, quiet=quiet)
            await note_touched(client, event.id, wanted.ids)
    return Undone(len(wanted.ids), dead)


async def list_obstacles(reference: str, *, days: int) -> tuple[list[Obstacle], list[int]]:
    """Return what stands in the way of undoing, and the customers who can be undone without it."""
    submission = await find_submission(reference)
    async with writing() as client:
        plan = await _require_applied(submission, days)
        touched = await lock_touched(client, plan, submission.school_id)
        obstacles = await find_obstacles(client, plan, touched)
        free = touched.ids - {obstacle.customer_id for obstacle in obstacles}
        while more := await find_obstacles(client, plan, touched.only(free)):
            free -= {obstacle.customer_id for obstacle in more}
    return obstacles, sorted(free)


async def _require_applied(submission: Submission, days: int) -> Plan:
    plan = await Plan.get_or_none(submission=submission, status=PlanStatus.APPLIED)
    if plan is None or plan.applied_at is None:
        raise UndoRefusedError(
            N_("{reference} is not applied, so there is nothing to undo."),
            reference=submission.reference,
        )
    if plan.applied_at < now() - timedelta(days=days):
        raise UndoRefusedError(
            N_("An import can be undone for {days} days; {reference} is older."),
            reference=submission.reference,
            days=days,
        )
    return plan


async def _finish(
    plan: Plan, submission: Submission, actor: Actor, said: PlanUndone, *, quiet: bool
) -> Event:
    if said.left == 0:
        await Plan.filter(id=plan.id).update(status=PlanStatus.UNDONE)
        await Submission.filter(id=submission.id).update(status=SubmissionStatus.UNDONE)
    return await record(
        said,
        actor,
        submission=submission,
        to=() if quiet else [*sender_of(submission), *await librarians()],
    )
