from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from rosterdesk.core.actors import SYSTEM
from rosterdesk.core.bulk import insert_rows
from rosterdesk.core.clock import now, today
from rosterdesk.core.compare.comparing import compare
from rosterdesk.core.compare.elsewhere import Elsewhere
from rosterdesk.core.compare.model import Context, Decisions, Difference, LastImport, Policy
from rosterdesk.core.database import writing
from rosterdesk.core.events import Kind, librarians, record, sender_of
from rosterdesk.core.models import (
    Plan,
    PlanStatus,
    School,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.usecases.changes import COLUMNS, change_to_row
from rosterdesk.core.usecases.known import (
    load_born_on,
    load_school_customers,
    load_with_cards,
)
from rosterdesk.core.usecases.locking import lock_school
from rosterdesk.core.usecases.read import load_roster

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient

    from rosterdesk.core.compare.model import Known
    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.core.roster.model import Roster

POLICY: TypeAdapter[Policy] = TypeAdapter(Policy)
_UNDECIDED = (PlanStatus.WAITING, PlanStatus.BLOCKED)
_COMPARABLE = (
    SubmissionStatus.READ,
    SubmissionStatus.WAITING,
    SubmissionStatus.BLOCKED,
)


async def compare_submission(submission_id: int, files: FileStore) -> Plan | None:
    """Make the next version of the plan: the exact difference with the customers of now.

    Returns None where the submission was decided or superseded in the meantime.
    """
    submission = await Submission.get(id=submission_id).prefetch_related("school")
    if submission.status not in _COMPARABLE:
        return None
    roster = await load_roster(submission, files)
    async with writing() as client:
        await lock_school(submission.school_id)
        await submission.refresh_from_db(fields=["status"])
        if submission.status not in _COMPARABLE:
            return None
        school = await School.get(id=submission.school_id)
        difference = await _compare(roster, submission, school)
        plan = await _keep_plan(client, submission, school, difference)
        await _supersede_others(submission)
        return plan


async def _compare(roster: Roster, submission: Submission, school: School) -> Difference:
    known = await load_school_customers(school.id)
    elsewhere = Elsewhere(await _load_elsewhere(school.id, roster, known))
    context = Context(
        today=today(),
        brin=school.code[:4],
        location=school.code[4:6] or None,
        last_import=await _last_import(school.id),
        decisions=Decisions(),
    )
    del submission
    policy = POLICY.validate_python(school.policy)
    # Off the loop: a hundred thousand pupils take seconds, and the chat must answer meanwhile.
    return await asyncio.to_thread(compare, roster, school.id, known, elsewhere, policy, context)


async def _load_elsewhere(school_id: int, roster: Roster, known: Sequence[Known]) -> list[Known]:
    here = {customer.external_number for customer in known}
    strangers = [pupil for pupil in roster.pupils if pupil.external_number not in here]
    found = await load_born_on(school_id, (p.birth_date for p in strangers if p.birth_date))
    cards = await load_with_cards(
        school_id, (p.card_number for p in roster.pupils if p.card_number)
    )
    return list({customer.id: customer for customer in [*found, *cards]}.values())


async def _last_import(school_id: int) -> LastImport | None:
    plan = (
        await Plan.filter(submission__school_id=school_id, status=PlanStatus.APPLIED)
        .order_by("-id")
        .first()
    )
    return LastImport(plan.decided_at.date()) if plan and plan.decided_at else None


async def _keep_plan(
    client: BaseDBAsyncClient, submission: Submission, school: School, difference: Difference
) -> Plan:
    latest = await Plan.filter(submission=submission).order_by("-version").first()
    await Plan.filter(submission=submission, status__in=_UNDECIDED).update(status=PlanStatus.STALE)
    status = PlanStatus.BLOCKED if difference.blocked else PlanStatus.WAITING
    plan = await Plan.create(
        submission=submission,
        version=latest.version + 1 if latest else 1,
        status=status,
        school_revision=school.revision,
        counts=asdict(difference.counts),
        warnings=[asdict(warning) for warning in difference.warnings],
        made_at=now(),
    )
    await insert_rows(
        client,
        "change",
        COLUMNS,
        [change_to_row(plan.id, n, change) for n, change in enumerate(difference.changes)],
    )
    await _show_plan(submission, plan)
    return plan


async def _show_plan(submission: Submission, plan: Plan) -> None:
    await Submission.filter(id=submission.id).update(status=SubmissionStatus(plan.status.value))
    submission.status = SubmissionStatus(plan.status.value)
    # The sender hears once that the library has it; later versions are the librarian's matter.
    to = [*await librarians(), *(sender_of(submission) if plan.version == 1 else [])]
    data: dict[str, Any] = {"version": plan.version, "counts": plan.counts}
    await record(Kind.PLAN_MADE, SYSTEM, submission=submission, data=data, to=to)


async def _supersede_others(submission: Submission) -> None:
    """A newer roster of the school takes the place of the plans that still wait."""
    others = await Submission.filter(
        school_id=submission.school_id,
        id__lt=submission.id,
        status__in=(SubmissionStatus.WAITING, SubmissionStatus.BLOCKED),
    )
    for other in others:
        await Plan.filter(submission=other, status__in=_UNDECIDED).update(
            status=PlanStatus.SUPERSEDED
        )
        await Submission.filter(id=other.id).update(status=SubmissionStatus.SUPERSEDED)
        await record(
            Kind.PLAN_STALE,
            SYSTEM,
            submission=other,
            data={"superseded_by": submission.reference},
            to=await librarians(),
        )
