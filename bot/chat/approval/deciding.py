"""Who may decide on which plan, and how many must: the rules around the one decision of core."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.models import Caretaker, Vote
from rosterdesk.core.approval.deciding import approve
from rosterdesk.core.clock import now
from rosterdesk.core.customers.locking import lock_school
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.language import N_
from rosterdesk.core.models import Plan, PlanStatus, Staff, StaffRole, Submission, SubmissionStatus
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import Kind, librarians, record

if TYPE_CHECKING:
    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.chat_settings import ApprovalSettings
    from rosterdesk.core.models import School
    from rosterdesk.core.trail.actors import Actor

_ENOUGH = 2**31
UNDECIDED = (SubmissionStatus.WAITING, SubmissionStatus.BLOCKED, SubmissionStatus.NEEDS_MAPPING)


class NotYoursError(RosterdeskError):
    """Another librarian may decide on this plan, but not this one."""

    package = "rosterdesk.bot"


async def cares_for(staff_id: int, school_id: int) -> bool:
    """Whether a librarian decides about a school: it is theirs, or it is everybody's."""
    caretakers = await list_caretakers(school_id)
    return not caretakers or any(each.id == staff_id for each in caretakers)


async def list_caretakers(school_id: int) -> list[Staff]:
    """Return who decides about the school; none of them here any more: it is everybody's again."""
    return await Staff.filter(
        cares_for__school_id=school_id, active=True, role=StaffRole.LIBRARIAN
    ).order_by("name")


async def change_caretaker(staff: Staff, school: School, actor: Actor, cares: bool) -> None:
    """Let a librarian decide about the school or no longer; who may now gets what waits."""
    async with writing():
        if cares:
            await Caretaker.get_or_create(staff=staff, school=school)
        else:
            await Caretaker.filter(staff=staff, school=school).delete()
        facts = {"staff": staff.id, "cares": cares}
        await record(Kind.CARETAKERS_CHANGED, actor, school_id=school.id, data=facts)
        for submission in await Submission.filter(school=school, status__in=UNDECIDED):
            to = await librarians()
            await record(Kind.CARETAKERS_CHANGED, actor, submission=submission, data=facts, to=to)


async def require_caretaker(submission: Submission, member: Member) -> None:
    assert member.staff is not None
    if not await cares_for(member.staff.id, submission.school_id):
        raise NotYoursError(N_("Other librarians decide about this school."))


async def give_approval(
    reference: str, version: int, member: Member, settings: ApprovalSettings
) -> Plan | None:
    """Approve, or add this librarian's yes where more are needed; None while others must follow.

    All in one transaction under the lock of the school: the last of two who press at the same
    moment sees the first. Raises what `decide.approve` raises, and NotYoursError.
    """
    submission = await find_submission(reference)
    await require_caretaker(submission, member)
    _require_other_eyes(submission, member, settings)
    async with writing():
        await lock_school(submission.school_id)
        given = await _vote(submission, version, member)
        if given < settings.approvers:
            await record(
                Kind.PLAN_VOTED,
                member.actor,
                submission=submission,
                data={"version": version, "given": given, "needed": settings.approvers},
                to=await librarians(),
            )
            return None
        return await approve(reference, version, member.actor)


def _require_other_eyes(submission: Submission, member: Member, settings: ApprovalSettings) -> None:
    customer = member.customer
    if not settings.four_eyes or customer is None:
        return
    if customer.id == submission.sender_id:
        raise NotYoursError(N_("You sent this file yourself: another librarian must approve it."))
    if customer.school_id == submission.school_id:
        raise NotYoursError(N_("You are of this school yourself: another librarian must approve."))


async def _vote(submission: Submission, version: int, member: Member) -> int:
    """Write the yes down and return how many there are for this version."""
    assert member.staff is not None
    plan = await Plan.get_or_none(submission=submission, version=version, status=PlanStatus.WAITING)
    if plan is None:
        return _ENOUGH  # approving itself says what is wrong
    await Vote.get_or_create(
        {"name": member.staff.name, "voted_at": now()}, plan=plan, staff_id=member.staff.id
    )
    return await Vote.filter(plan=plan).count()
