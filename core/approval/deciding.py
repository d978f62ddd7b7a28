"""Deciding about a submission: what every door asks for, and the rules that hold behind each.

The rules are asked in the transaction of the decision, under the lock of the school: what changed
a moment before (a caretaker, a vote, somebody who left) counts.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.core.approval.deadlines import expire_overdue
from rosterdesk.core.approval.facts import (
    find_decider,
    list_voters,
    load_case,
    load_case_of_school,
)
from rosterdesk.core.approval.rules import Act, choose_votes, require_permission
from rosterdesk.core.approval.verdicts import approve, reject
from rosterdesk.core.clock import now
from rosterdesk.core.customers.locking import lock_school
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.models import Plan, PlanStatus, Submission, Vote
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.payloads import PlanVoted

if TYPE_CHECKING:
    from rosterdesk.core.approval.settings import ApprovalSettings
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import School
    from rosterdesk.core.trail.actors import Actor


class Decision(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


async def decide(
    reference: str,
    version: int,
    decision: Decision,
    actor: Actor,
    settings: ApprovalSettings,
    language: Language,
    *,
    reason: str = "",
    alone: bool = False,
) -> bool:
    """Decide on exactly the version that was shown; return False while others must approve too.

    What is overdue is rejected first, with a reason in the library's ``language``. ``reason`` is
    what the sender reads of a rejection. ``alone`` is an operator's word for passing
    over the library's rules, and stays in the audit trail.
    Raises what the rules and ``verdicts`` raise: nothing is decided then.
    """
    submission = await find_submission(reference)
    await expire_overdue(submission.id, now(), settings, language)
    act = Act.APPROVE if decision is Decision.APPROVE else Act.REJECT
    async with writing():
        await lock_school(submission.school_id)
        alone = await require(act, submission, actor, settings, alone=alone)
        if decision is Decision.REJECT:
            await reject(reference, version, reason, actor, alone=alone)
            return True
        plan = await _find_undecided(submission, version)
        if plan is not None and not await _is_enough(plan, submission, actor, settings):
            return False
        await approve(reference, version, actor, alone=alone)
        return True


async def require(
    act: Act, submission: Submission, actor: Actor, settings: ApprovalSettings, *, alone: bool
) -> bool:
    """Raise the error that says why the actor may not.

    Returns whether the library's rules were passed over, which the audit trail must say.
    """
    decider = await find_decider(actor, submission.school_id)
    case = await load_case(submission)
    return require_permission(act, decider, case, settings, alone=alone)


async def require_import(
    school: School, actor: Actor, settings: ApprovalSettings, *, alone: bool
) -> None:
    """Raise, before the file is taken in, where the actor could not approve it afterwards."""
    decider = await find_decider(actor, school.id)
    case = await load_case_of_school(school.id, actor)
    require_permission(Act.APPROVE, decider, case, settings, alone=alone)


async def _find_undecided(submission: Submission, version: int) -> Plan | None:
    """Return the plan of that version, None where approving itself says what is wrong."""
    return await Plan.get_or_none(submission=submission, version=version, status=PlanStatus.WAITING)


async def _is_enough(
    plan: Plan, submission: Submission, actor: Actor, settings: ApprovalSettings
) -> bool:
    """Write the approval down, and return whether enough people gave theirs by now."""
    decider = await find_decider(actor, submission.school_id)
    if decider.staff_id is None:
        return True  # an operator, whom the rules let pass
    await Vote.get_or_create(
        {"name": actor.name, "voted_at": now()}, plan=plan, staff_id=decider.staff_id
    )
    counting = await _list_counting(plan, submission, settings)
    if len(counting) >= settings.approvers:
        # The others are in the trail; the card of a decided plan names those who counted.
        await Vote.filter(plan=plan).exclude(staff_id__in=counting).delete()
        return True
    voted = PlanVoted(version=plan.version, given=len(counting), needed=settings.approvers)
    await record(voted, actor, submission=submission, to=await librarians())
    return False


async def list_approvers(
    plan: Plan, submission: Submission, settings: ApprovalSettings
) -> list[str]:
    """Return the names of those whose approval counts: of a decided plan, as they counted then."""
    votes = Vote.filter(plan=plan).order_by("id")
    if plan.status is PlanStatus.WAITING:
        votes = votes.filter(staff_id__in=await _list_counting(plan, submission, settings) or [0])
    return [vote.name for vote in await votes]


async def _list_counting(
    plan: Plan, submission: Submission, settings: ApprovalSettings
) -> list[int]:
    voters = await list_voters(plan, submission.school_id)
    chosen = choose_votes(voters, await load_case(submission), settings)
    return [voter.staff_id for voter in chosen if voter.staff_id is not None]
