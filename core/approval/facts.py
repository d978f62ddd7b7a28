"""The facts that the rules ask for, as the database has them at the moment of deciding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.approval.caretakers import list_caretakers
from rosterdesk.core.approval.rules import Act, Case, Decider, NotYoursError, may
from rosterdesk.core.customers.identity import Identity
from rosterdesk.core.customers.persons import (
    belongs_to_school,
    identify_customer,
    identify_staff,
)
from rosterdesk.core.language import N_
from rosterdesk.core.models import (
    Channel,
    Customer,
    Event,
    Plan,
    Staff,
    StaffRole,
    Submission,
    Vote,
)
from rosterdesk.core.trail.actors import name_staff, read_staff_id
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from rosterdesk.core.approval.settings import ApprovalSettings
    from rosterdesk.core.trail.actors import Actor


async def load_case(submission: Submission) -> Case:
    caretakers = await list_caretakers(submission.school_id)
    return Case(
        frozenset(each.id for each in caretakers),
        await _find_sender(submission),
        await _find_importer(submission),
    )


async def load_case_of_school(school_id: int, importer: Actor) -> Case:
    """Return the case of a file that somebody is about to bring to the command line."""
    caretakers = await list_caretakers(school_id)
    staff = await _find_staff(importer.reference)
    sender = await identify_staff(staff) if staff else Identity()
    return Case(frozenset(each.id for each in caretakers), sender, importer.reference)


async def _find_sender(submission: Submission) -> Identity:
    sender = await Customer.get_or_none(id=submission.sender_id or 0)
    if sender is not None:
        return await identify_customer(sender)
    importer = await _find_staff(await _find_importer(submission) or "")
    return await identify_staff(importer) if importer else Identity()


async def _find_importer(submission: Submission) -> str | None:
    """Return who brought the file to the command line: there nobody else sends it."""
    if submission.channel is not Channel.SHELL:
        return None
    arrived = Event.filter(submission_id=submission.id, kind=Kind.SUBMISSION_RECEIVED)
    event = await arrived.order_by("id").first()
    return event.actor_reference if event else None


async def _find_staff(reference: str) -> Staff | None:
    staff_id = read_staff_id(reference)
    return await Staff.get_or_none(id=staff_id) if staff_id else None


async def find_decider(actor: Actor, school_id: int) -> Decider:
    """Return who wants to decide about a school; raises NotYoursError for who may never."""
    if actor.is_shell:
        return Decider(actor.reference)
    staff = await _find_staff(actor.reference)
    if staff is None or not staff.active:
        raise NotYoursError(N_("Only a librarian decides about this."))
    return await describe_staff(staff, school_id)


async def describe_staff(staff: Staff, school_id: int) -> Decider:
    person = await identify_staff(staff)
    of_school = await belongs_to_school(person, school_id)
    return Decider(name_staff(staff.id), staff.id, staff.role, person, of_school)


async def who_may_decide(submission: Submission, settings: ApprovalSettings) -> list[Staff]:
    """Return the librarians who may approve the submission at this moment, by name."""
    case = await load_case(submission)
    staff = await Staff.filter(active=True, role=StaffRole.LIBRARIAN).order_by("name")
    return [
        each
        for each in staff
        if may(Act.APPROVE, await describe_staff(each, submission.school_id), case, settings)
    ]


async def list_voters(plan: Plan, school_id: int) -> list[Decider]:
    """Return those who approved this version and still work here, in the order of their votes."""
    votes = await Vote.filter(plan=plan).order_by("id")
    staff = await Staff.in_bulk([vote.staff_id for vote in votes], "id")
    active = [one for vote in votes if (one := staff.get(vote.staff_id)) and one.active]
    return [await describe_staff(each, school_id) for each in active]
