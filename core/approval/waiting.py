"""The submissions that wait for a librarian's decision, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.models import Event, Plan, PlanStatus, Submission, SubmissionStatus
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from datetime import datetime

UNDECIDED = (SubmissionStatus.WAITING, SubmissionStatus.BLOCKED, SubmissionStatus.NEEDS_MAPPING)
_UNDECIDED_PLANS = (PlanStatus.WAITING, PlanStatus.BLOCKED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission that waits. Version 0 has no plan yet: its columns are not clear."""

    submission: Submission
    version: int
    since: datetime


async def list_waiting() -> list[Waiting]:
    """Return all that waits, plans first, the oldest submission of each first."""
    plans = (
        await Plan.filter(status__in=_UNDECIDED_PLANS, submission__status__in=UNDECIDED)
        .order_by("submission_id")
        .prefetch_related("submission__school")
    )
    unclear = Submission.filter(status=SubmissionStatus.NEEDS_MAPPING).order_by("id")
    return [
        *(Waiting(each.submission, each.version, each.made_at) for each in plans),
        *[await _describe_unclear(each) for each in await unclear.prefetch_related("school")],
    ]


async def list_undecided() -> list[Submission]:
    """Return the submissions that anybody must decide about, the oldest first."""
    waiting = Submission.filter(status__in=UNDECIDED).order_by("received_at", "id")
    return await waiting.prefetch_related("school")


async def find_waiting(submission_id: int) -> Waiting | None:
    """Return how a submission waits, None where it does not, or not any more."""
    submission = await Submission.get_or_none(id=submission_id).prefetch_related("school")
    return await _describe(submission) if submission else None


async def _describe(submission: Submission) -> Waiting | None:
    if submission.status is SubmissionStatus.NEEDS_MAPPING:
        return await _describe_unclear(submission)
    plan = await Plan.filter(submission=submission).order_by("-version").first()
    if plan is None or plan.status not in _UNDECIDED_PLANS:
        return None
    return Waiting(submission, plan.version, plan.made_at)


async def _describe_unclear(submission: Submission) -> Waiting:
    asked = Event.filter(submission=submission, kind=Kind.SUBMISSION_NEEDS_MAPPING)
    event = await asked.order_by("-id").first()
    return Waiting(submission, 0, event.at if event else submission.received_at)
