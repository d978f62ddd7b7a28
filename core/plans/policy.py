"""Setting the rules of schools: what waits is then compared anew, by the new rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rosterdesk.core.customers.locking import lock_schools
from rosterdesk.core.customers.policies import check_policy
from rosterdesk.core.models import Plan, PlanStatus, School, Submission, SubmissionStatus
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import SchoolChanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rosterdesk.core.trail.actors import Actor

UNDECIDED = (PlanStatus.WAITING, PlanStatus.BLOCKED)


async def set_policy(school_ids: Iterable[int], values: Mapping[str, Any], actor: Actor) -> None:
    """Set these rules for the schools and leave their others; None takes one away again.

    Raises PolicyError, and then nothing is set anywhere.
    """
    ids = sorted(school_ids)
    async with writing():
        await lock_schools(ids)
        for school in await School.filter(id__in=ids).order_by("id"):
            merged = {**school.policy, **values}
            school.policy = {name: value for name, value in merged.items() if value is not None}
            check_policy(school.policy)
            await school.save(update_fields=["policy"])
            await _compare_again(school)
            changed = SchoolChanged(fields=("policy",), policy=tuple(sorted(values)))
            await record(changed, actor, school_id=school.id)


async def _compare_again(school: School) -> None:
    waiting = await Submission.filter(
        school=school, status__in=(SubmissionStatus.WAITING, SubmissionStatus.BLOCKED)
    ).values_list("id", flat=True)
    if waiting:
        plans = Plan.filter(submission_id__in=waiting, status__in=UNDECIDED)
        await plans.update(status=PlanStatus.STALE)
        await Submission.filter(id__in=waiting).update(status=SubmissionStatus.READ)
