"""A plan as files: its difference as a workbook, and its customers for the Wise client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.clock import LOCAL
from rosterdesk.core.compare.model import ChangeKind, Counts, Difference, PlanWarning
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Customer, Plan, PlanStatus, School
from rosterdesk.core.person_names import show_name
from rosterdesk.core.plans.changes import load_changes
from rosterdesk.core.plans.known import load_customers_of_plan
from rosterdesk.core.reports.sheets import ReportMeta
from rosterdesk.core.reports.wise import Address
from rosterdesk.core.storage.database import connection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.core.compare.model import Change, Known
    from rosterdesk.core.models import Submission

# Who leaves is not in the file: Wise would make members of them again.
_FOR_WISE = (ChangeKind.CHANGED, ChangeKind.MOVED, ChangeKind.RETURNED)


class NothingToExportError(RosterdeskError):
    """The submission has no plan, or none that was applied."""


async def find_latest_plan(submission: Submission) -> Plan:
    """Return the version that stands, with its submission and school.

    Raises NothingToExportError where the file was never compared.
    """
    plan = (
        await Plan.filter(submission=submission)
        .order_by("-version")
        .prefetch_related("submission__school")
        .first()
    )
    if plan is None:
        raise NothingToExportError(
            N_("There is no plan yet for {reference}."), reference=submission.reference
        )
    return plan


async def load_difference(plan: Plan) -> Difference:
    changes = [change for _, change in await load_changes(plan.id)]
    return Difference(
        changes,
        Counts(**plan.counts),
        [PlanWarning(**warning) for warning in plan.warnings],
        blocked=plan.status is PlanStatus.BLOCKED,
    )


async def describe_plan(plan: Plan, changes: Iterable[Change]) -> ReportMeta:
    """Return what a report says of itself, with the names of the people and schools in it."""
    candidates = {number for change in changes for number in change.candidates}
    customers = await Customer.filter(id__in=candidates) if candidates else []
    schools = {
        number
        for change in changes
        for number in change.fields.get("school_id", ())
        if number is not None
    }
    found = await School.filter(id__in=schools) if schools else []
    return ReportMeta(
        school=plan.submission.school.name,
        file=plan.submission.file_name,
        reference=plan.submission.reference,
        version=plan.version,
        made_on=plan.made_at.astimezone(LOCAL).date(),
        customers={customer.id: show_name(customer) for customer in customers},
        schools={school.id: school.name for school in found},
    )


async def load_for_wise(plan: Plan) -> list[Known]:
    """Return the new and changed customers of an applied plan, as they are now.

    Raises NothingToExportError where it was not applied, or was undone.
    """
    if plan.status is not PlanStatus.APPLIED:
        raise NothingToExportError(
            N_("{reference} is not applied: there are no customers of it for Wise."),
            reference=plan.submission.reference,
        )
    return await load_customers_of_plan(connection(), plan.id, _FOR_WISE)


def get_address(school: School) -> Address | None:
    """Return the school's address, which stands in for that of a pupil who has none."""
    if not (school.street and school.house_number and school.postcode and school.city):
        return None
    suffix = school.house_number_suffix or ""
    return Address(school.street, school.house_number, school.postcode, school.city, suffix)
