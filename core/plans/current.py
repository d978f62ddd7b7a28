"""The version of a plan that can be decided on, and why another one cannot."""

from __future__ import annotations

from typing import NoReturn

from rosterdesk.core.clock import LOCAL
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Plan, PlanStatus, Submission
from rosterdesk.core.plans.changes import APPLIED
from rosterdesk.core.storage.database import rows

_ALREADY = {
    PlanStatus.APPROVED: N_("{name} approved this already, at {time}."),
    PlanStatus.REJECTED: N_("{name} rejected this already, at {time}."),
}


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


async def are_customers_same(plan_id: int) -> bool:
    """Tell whether all whom the plan touches, at whatever school, are as they were in it."""
    marks = ", ".join("?" * len(APPLIED))
    other = await rows(
        'SELECT ch.id FROM "change" ch LEFT JOIN customer c ON c.id = ch.customer_id'
        f" WHERE ch.plan_id = ? AND ch.kind IN ({marks}) AND ch.customer_id IS NOT NULL"
        " AND (c.id IS NULL OR c.revision <> ch.customer_revision) LIMIT 1",
        [plan_id, *map(str, APPLIED)],
    )
    return not other
