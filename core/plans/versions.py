"""Finding the versions of plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.models import Plan, PlanStatus

if TYPE_CHECKING:
    from collections.abc import Collection

    from rosterdesk.core.models import Submission

_MOST_EARLIER = 20


async def find_latest(submission: Submission) -> Plan | None:
    return await Plan.filter(submission=submission).order_by("-version").first()


async def find_latest_of(submission_ids: Collection[int]) -> dict[int, Plan]:
    """Return the version that stands of each submission that has one."""
    plans = Plan.filter(submission_id__in=list(submission_ids) or [0]).order_by("version")
    return {plan.submission_id: plan for plan in await plans}


async def find_version(reference: str, version: int) -> Plan | None:
    """Return that version of a submission's plan, with the submission, its school and sender."""
    return await Plan.get_or_none(
        submission__reference=reference, version=version
    ).prefetch_related("submission__school", "submission__sender")


async def list_applied_before(submission: Submission) -> list[Plan]:
    """Return the last plans of the school that were applied before this, the newest first."""
    applied = Plan.filter(
        submission__school_id=submission.school_id,
        submission_id__lt=submission.id,
        status=PlanStatus.APPLIED,
    )
    return await applied.order_by("-applied_at").limit(_MOST_EARLIER)
