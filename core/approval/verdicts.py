"""Verdicts: one conditional change, so that there is exactly one decision about a plan.

Nothing here asks who may decide. Doors call ``deciding``, which does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.customers.locking import lock_school
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.language import N_
from rosterdesk.core.models import Plan, PlanStatus, School, Submission, SubmissionStatus
from rosterdesk.core.plans.current import StalePlanError, are_customers_same, explain_undecidable
from rosterdesk.core.plans.replacing import require_unreplaced
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import librarians, record, sender_of
from rosterdesk.core.trail.payloads import PlanApproved, PlanRejected

if TYPE_CHECKING:
    from rosterdesk.core.trail.actors import Actor


async def approve(reference: str, version: int, actor: Actor, *, alone: bool = False) -> Plan:
    """Approve exactly the version that was shown.

    ``alone``: the library's rules were passed over, as the audit trail says.
    Raises StalePlanError where the file or the school's customers changed since,
    AlreadyDecidedError, BlockedPlanError and ReplacedFileError.
    """
    submission = await find_submission(reference)
    async with writing():
        await lock_school(submission.school_id)
        plan = await _decide(submission, version, PlanStatus.APPROVED, actor)
        await Submission.filter(id=submission.id).update(status=SubmissionStatus.APPROVED)
        await record(
            PlanApproved(version=version, content=plan.content, alone=alone),
            actor,
            submission=submission,
            to=await librarians(),
        )
    return plan


async def reject(
    reference: str,
    version: int,
    reason: str,
    actor: Actor,
    *,
    alone: bool = False,
) -> None:
    """Reject the plan with a reason that the sender will read.

    Version 0 is that of a file whose columns nobody named yet: it has no plan.
    """
    submission = await find_submission(reference)
    async with writing():
        await lock_school(submission.school_id)
        if version == 0:
            await _require_unnamed(submission)
        else:
            await _decide(submission, version, PlanStatus.REJECTED, actor, reason)
        await Submission.filter(id=submission.id).update(status=SubmissionStatus.REJECTED)
        await record(
            PlanRejected(version=version, alone=alone, reason=reason),
            actor,
            submission=submission,
            to=[*sender_of(submission), *await librarians()],
        )


async def _require_unnamed(submission: Submission) -> None:
    await submission.refresh_from_db(fields=["status"])
    if submission.status is SubmissionStatus.REJECTED:
        raise StalePlanError(N_("{reference} is rejected already."), reference=submission.reference)
    if submission.status is not SubmissionStatus.NEEDS_MAPPING:
        await explain_undecidable(submission, 0)


async def _decide(
    submission: Submission,
    version: int,
    decision: PlanStatus,
    actor: Actor,
    reason: str | None = None,
) -> Plan:
    allowed = [PlanStatus.WAITING]
    if decision is PlanStatus.REJECTED:
        allowed.append(PlanStatus.BLOCKED)
    else:
        await _require_current(submission, version)
    decided = await Plan.filter(submission=submission, version=version, status__in=allowed).update(
        status=decision, decided_at=now(), decided_by=actor.name, reason=reason
    )
    if decided != 1:
        await explain_undecidable(submission, version)
    return await Plan.get(submission=submission, version=version)


async def _require_current(submission: Submission, version: int) -> None:
    plan = await Plan.get_or_none(submission=submission, version=version, status=PlanStatus.WAITING)
    if plan is None:
        return  # the conditional change fails and says why
    await require_unreplaced(submission)
    school = await School.get(id=submission.school_id)
    if school.revision != plan.school_revision or not await are_customers_same(plan.id):
        raise StalePlanError(
            N_("The customers of {school} changed after version {version} was shown."),
            school=school.name,
            version=version,
        )
