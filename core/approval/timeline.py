"""The timeline of a submission: what happened to it, who did it, and when; from the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.models import Event
from rosterdesk.core.slips.queue import count_slips_of
from rosterdesk.core.trail.kinds import SHOWING, Kind

if TYPE_CHECKING:
    from rosterdesk.core.models import Submission

STEPS = (
    *(Kind.SUBMISSION_RECEIVED, Kind.SUBMISSION_REFUSED, Kind.SUBMISSION_NEEDS_MAPPING),
    *(Kind.SUBMISSION_DIVIDED, Kind.SCHOOL_CODE_ANSWERED, Kind.COLUMNS_MAPPED),
    *(Kind.QUESTION_ASKED, Kind.QUESTION_ANSWERED, Kind.PLAN_MADE, Kind.PLAN_ANSWERED),
    *(Kind.GUARD_LIFTED, Kind.PLAN_VOTED, Kind.PLAN_APPROVED, Kind.PLAN_REJECTED),
    *(Kind.PLAN_APPLIED, Kind.PLAN_UNDONE, Kind.PLAN_STALE, Kind.PLAN_ESCALATED),
    Kind.SLIPS_REQUESTED,
)


async def list_steps(submission: Submission) -> list[Event]:
    """Return the events that its timeline shows, the oldest first."""
    return await Event.filter(submission=submission, kind__in=STEPS).order_by("id")


async def see_submission(submission: Submission) -> object:
    """Return what differs as soon as something happened to it; who looked at it is no matter."""
    events = Event.filter(submission=submission).exclude(kind__in=SHOWING)
    last = await events.order_by("-id").first()
    slips = await count_slips_of(submission)
    return last.id if last else 0, sorted(slips.items())
