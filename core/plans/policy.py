"""Setting the rules of schools: what waits is then compared anew, by the new rules."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
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
_WAITING = (SubmissionStatus.WAITING, SubmissionStatus.BLOCKED)


async def set_policy(school_ids: Iterable[int], values: Mapping[str, Any], actor: Actor) -> None:
    """Set these rules for the schools and leave their others; None takes one away again.

    Raises PolicyError, and then nothing is set anywhere.
    """
    ids = sorted(school_ids)
    async with writing():
        await lock_schools(ids)
        for school in await School.filter(id__in=ids).order_by("id"):
            merged = _merge(school.policy, values)
            check_policy(merged)
            if merged == school.policy:
                continue  # it is so already, and what waits there was compared by it
            school.policy = merged
            await school.save(update_fields=["policy"])
            await _compare_again(school)
            changed = SchoolChanged(fields=("policy",), policy=tuple(sorted(values)))
            await record(changed, actor, school_id=school.id)


def _merge(policy: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**policy, **values}
    return {name: value for name, value in merged.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The consequence of setting one rule, for one school; ``waiting`` are compared anew."""

    school: School
    before: Any  # None where the school has not set it
    waiting: int


async def foresee_policy(school_ids: Iterable[int], key: str, value: Any) -> list[Foreseen]:
    """Return the schools that setting the rule would change, by name; raises PolicyError."""
    schools = await School.filter(id__in=sorted(school_ids) or [0]).order_by("name")
    waiting = Counter(
        await Submission.filter(status__in=_WAITING).values_list("school_id", flat=True)
    )
    found = []
    for school in schools:
        check_policy(_merge(school.policy, {key: value}))
        if school.policy.get(key) != value:
            found.append(Foreseen(school, school.policy.get(key), waiting[school.id]))
    return found


async def _compare_again(school: School) -> None:
    found = Submission.filter(school=school, status__in=_WAITING)
    waiting = await found.values_list("id", flat=True)
    if waiting:
        plans = Plan.filter(submission_id__in=waiting, status__in=UNDECIDED)
        await plans.update(status=PlanStatus.STALE)
        await Submission.filter(id__in=waiting).update(status=SubmissionStatus.READ)
