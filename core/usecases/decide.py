"""Approving and rejecting: one conditional change, so that there is exactly one decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from rosterdesk.core.clock import LOCAL, now
from rosterdesk.core.database import writing
from rosterdesk.core.errors import NotThereError, RosterdeskError
from rosterdesk.core.events import Kind, librarians, record, sender_of
from rosterdesk.core.language import N_
from rosterdesk.core.models import Plan, PlanStatus, School, Submission, SubmissionStatus
from rosterdesk.core.usecases.locking import are_customers_same, lock_school

if TYPE_CHECKING:
    from rosterdesk.core.actors import Actor


_ALREADY = {
    PlanStatus.APPROVED: N_("{name} approved this already, at {time}."),
    PlanStatus.REJECTED: N_("{name} rejected this already, at {time}."),
}


class NoSuchSubmissionError(NotThereError):
    """No submission has that reference."""


class StalePlanError(RosterdeskError):
    """The version that was decided on is not the one that stands: a fresh one must be shown."""


class AlreadyDecidedError(RosterdeskError):
    """Somebody was first; ``plan`` says who, when and what."""

    def __init__(self, plan: Plan) -> None:
        assert plan.decided_at is not None
        super().__init__(
            _ALREADY[PlanStatus.REJECTED]
            if plan.status is PlanStatus.REJECTED
            else _ALREADY[PlanStatus.APPROVED],
            name=plan.decided_by,
            time=f"{plan.decided_at.astimezone(LOCAL):%H:%M}",
        )
        self.plan = plan


class BlockedPlanError(RosterdeskError):
    """A guard stopped the plan; a person must lift it first."""


async def find_submission(reference: str) -> Submission:
    submission = await Submission.get_or_none(reference=reference.strip().upper()).prefetch_related(
        "school", "sender"
    )
    if submission is None:
        raise NoSuchSubmissionError(
            N_("There is no submission with the reference {reference}."), reference=reference
        )
    return submission


async def approve(reference: str, version: int, actor: Actor, *, alone: bool = False) -> Plan:
    """Approve exactly the version that was shown.

    ``alone`` says in the audit trail that the library's rule of more librarians was passed over.
    Raises StalePlanError where the file or the school's customers changed since,
    AlreadyDecidedError, and BlockedPlanError.
    """
    submission = await find_submission(reference)
    async with writing():
        await lock_school(submission.school_id)
        plan = await _decide(submission, version, PlanStatus.APPROVED, actor)
        await Submission.filter(id=submission.id).update(status=SubmissionStatus.APPROVED)
        await record(
            Kind.PLAN_APPROVED,
            actor,
            submission=submission,
            data={"version": version, "content": plan.content} | ({"alone": True} if alone else {}),
            to=await librarians(),
        )
    return plan


async def reject(reference: str, version: int, reason: str, actor: Actor) -> None:
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
            Kind.PLAN_REJECTED,
            actor,
            submission=submission,
            data={"version": version},
            private={"reason": reason},
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
    school = await School.get(id=submission.school_id)
    if school.revision != plan.school_revision or not await are_customers_same(plan.id):
        raise StalePlanError(
            N_("The customers of {school} changed after version {version} was shown."),
            school=school.name,
            version=version,
        )


async def explain_undecidable(submission: Submission, version: int) -> NoReturn:
    """Raise the error that says why this version cannot be decided on."""
    latest = await Plan.filter(submission=submission).order_by("-version").first()
    if latest is None:
        raise StalePlanError(
            N_("There is no plan yet for {reference}."), reference=submission.reference
        )
    if latest.decided_by is not None:
        raise AlreadyDecidedError(latest)
    if latest.version != version:
        raise StalePlanError(
            N_("Version {version} is no longer current: version {latest} is."),
            version=version,
            latest=latest.version,
        )
    if latest.status is PlanStatus.BLOCKED:
        raise BlockedPlanError(N_("A guard stopped this plan: look at its warnings first."))
    raise StalePlanError(N_("A newer file of this school took the place of this one."))
