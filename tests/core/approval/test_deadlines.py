"""Reminders, escalation and the end of what waits, with a plan and without one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.core.approval.rivals import run_deciders
from tests.core.roster.making import make_pupils
from tests.core.worlds import WHO, refresh

from rosterdesk.core.approval.caretakers import change_caretaker
from rosterdesk.core.approval.deadlines import keep_deadlines
from rosterdesk.core.approval.settings import ApprovalSettings
from rosterdesk.core.approval.waiting import find_waiting
from rosterdesk.core.customers.persons import change_address
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.customers.staff import remove_staff
from rosterdesk.core.intake.mapping import map_columns
from rosterdesk.core.intake.reading import load_roster
from rosterdesk.core.language import Language
from rosterdesk.core.models import (
    Delivery,
    Event,
    Plan,
    Reminder,
    Staff,
    StaffRole,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.pipeline import advance
from rosterdesk.core.trail.kinds import Kind

UNCLEAR = b"leerlingnummer,voornaam,Xq1,klas\n1,Noor,Bakker,5a\n2,Daan,Smit,5a\n"
SETTINGS = ApprovalSettings()
STEPS = ["plan.reminded", "plan.escalated", "plan.expires"]


async def add(name: str, role: StaffRole = StaffRole.LIBRARIAN) -> Staff:
    return await Staff.create(name=name, role=role)


async def pass_time(since, **span) -> bool:
    return await keep_deadlines(since + timedelta(**span), SETTINGS, Language.EN)


async def list_kinds() -> list[str]:
    return [each.kind for each in await Event.filter(kind__in=STEPS).order_by("id")]


async def list_recipients(kind: Kind) -> set[str]:
    return {each.recipient for each in await Delivery.filter(event__kind=kind)}


@pytest.mark.parametrize("clear", [True, False], ids=["plan", "unclear columns"])
async def test_each_step_comes_once_and_the_end_tells_the_sender_why(world, clear):
    anna, boss = await add("Anna Smit"), await add("Cas Mulder", StaffRole.ADMINISTRATOR)
    if clear:
        submission = await world.send_pupils(make_pupils(5))
    else:
        submission = (await world.send(UNCLEAR)).submission
    since = (await find_waiting(submission.id)).since
    assert not await pass_time(since, hours=23)
    for span in ({"hours": 25}, {"hours": 73}, {"days": 13, "hours": 1}):
        assert await pass_time(since, **span)
        assert not await pass_time(since, **span)
    assert await list_kinds() == STEPS
    assert await list_recipients(Kind.PLAN_REMINDED) == {f"staff:{anna.id}"}
    escalated = await list_recipients(Kind.PLAN_ESCALATED)
    assert escalated == {f"staff:{anna.id}", f"staff:{boss.id}"}
    assert await pass_time(since, days=14)
    assert (await refresh(submission)).status is SubmissionStatus.REJECTED
    event = await Event.get(kind=Kind.PLAN_REJECTED)
    assert event.actor_reference == "system"
    assert "14 days" in event.facts["reason"]
    assert not await pass_time(since, days=15)


async def test_columns_that_are_unclear_once_more_are_reminded_of_once_more(world):
    await add("Anna Smit")
    submission = (await world.send(UNCLEAR)).submission
    since = (await find_waiting(submission.id)).since
    assert await pass_time(since, hours=25)
    await Reminder.all().update(done_at=since)  # events cannot be moved: it was before the answer
    roster = await load_roster(await Submission.get(id=submission.id), world.library.files)
    await map_columns(submission.reference, roster, {}, WHO)  # an answer that helps nobody
    await advance(submission.id, world.library)
    again = await find_waiting(submission.id)
    assert (again.version, again.since > since) == (0, True)
    assert await pass_time(again.since, hours=25)
    assert await list_kinds() == ["plan.reminded"] * 2


async def test_a_new_version_begins_to_wait_anew(world):
    await add("Anna Smit")
    submission = await world.send_pupils(make_pupils(5))
    since = (await find_waiting(submission.id)).since
    assert await pass_time(since, hours=25)
    later = since + timedelta(days=2)
    await Plan.filter(submission=submission).update(version=2, made_at=later)
    assert not await pass_time(later, hours=1)
    assert await pass_time(later, hours=25)
    assert await list_kinds() == ["plan.reminded"] * 2


async def test_only_those_who_may_decide_are_reminded(world):
    """Not the librarian who sent it, not one who left, and caretakers only where there are any."""
    anna, bo, cas = [await add(name) for name in ("Anna Smit", "Bo Jansen", "Cas Mulder")]
    teacher, _ = await add_customer(
        world.school,
        WHO,
        world.library.numbering,
        surname="Smit",
        role="teacher",
        email="a.smit@school.example",
    )
    await change_address(anna, "A.Smit@school.example", WHO)
    await remove_staff(cas, WHO, sure=True)
    submission = await world.send_pupils(make_pupils(5), sender=teacher)
    since = (await find_waiting(submission.id)).since
    assert await pass_time(since, hours=25)
    assert await list_recipients(Kind.PLAN_REMINDED) == {f"staff:{bo.id}"}
    dora = await add("Dora Berg")
    await change_caretaker(dora, world.school, WHO, cares=True)
    other = await world.send_pupils(make_pupils(6))
    assert await pass_time((await find_waiting(other.id)).since, hours=25)
    reminded = {f"staff:{bo.id}", f"staff:{dora.id}"}
    assert await list_recipients(Kind.PLAN_REMINDED) == reminded


async def test_five_processes_remind_once(world, database):
    await add("Anna Smit")
    submission = await world.send_pupils(make_pupils(5))
    made = (await Plan.get(submission=submission)).made_at
    await Plan.filter(submission=submission).update(made_at=made - timedelta(hours=25))
    said = run_deciders(database, submission.reference, ["remind"] * 5)
    assert sorted(said) == ["False"] * 4 + ["True"]
    assert await list_kinds() == ["plan.reminded"]
