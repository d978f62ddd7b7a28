"""A roster of which the person in whose name it came says that it is not theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.compare.model import PlanWarning
from rosterdesk.core.customers.locking import lock_school
from rosterdesk.core.models import Plan, PlanStatus, Submission, SubmissionStatus
from rosterdesk.core.plans.policy import UNDECIDED
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.payloads import PlanStale

if TYPE_CHECKING:
    from rosterdesk.core.compare.model import Difference
    from rosterdesk.core.plans.answers import Answers

DENIED = "denied"  # in the origin of a submission
CODE = "sender_denies"
_STILL_OPEN = (
    SubmissionStatus.WAITING,
    SubmissionStatus.BLOCKED,
    SubmissionStatus.APPROVED,
)


async def note_denial(submission: Submission) -> None:
    """Hold a roster behind a guard that a person must lift, if it was not applied yet.

    Call it inside ``writing()``. Its plan becomes stale, so that nobody approves what was shown
    before, and the next version has the guard.
    """
    await lock_school(submission.school_id)  # as whoever applies it does
    await submission.refresh_from_db(fields=["status", "origin"])
    submission.origin = {**submission.origin, DENIED: 1}
    await Submission.filter(id=submission.id).update(origin=submission.origin)
    if submission.status not in _STILL_OPEN:
        return
    undecided = Plan.filter(submission=submission, status__in=(*UNDECIDED, PlanStatus.APPROVED))
    latest = await undecided.order_by("-version").first()
    await undecided.update(status=PlanStatus.STALE)
    open_still = Submission.filter(id=submission.id, status__in=_STILL_OPEN)
    await open_still.update(status=SubmissionStatus.READ)
    if latest is not None:
        stale = PlanStale(version=latest.version)
        await record(stale, SYSTEM, submission=submission, to=await librarians())


def warn_of_denial(submission: Submission, difference: Difference, answers: Answers) -> None:
    """Stop the plan of such a roster until a person lifts the warning."""
    if not submission.origin.get(DENIED):
        return
    lifted = CODE in answers.get("lifted", {})
    difference.warnings.append(PlanWarning(CODE, blocks=not lifted, lifted=lifted))
    difference.blocked = difference.blocked or not lifted
