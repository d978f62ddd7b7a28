"""Two librarians in the same moment: one decision, on both kinds of database."""

from __future__ import annotations

from tests.core.approval.rivals import run_deciders
from tests.core.roster.making import make_pupils

from rosterdesk.core.models import Event, Plan, Staff, StaffRole, Vote
from rosterdesk.core.trail.kinds import Kind

NAMES = ("Anna Smit", "Bo Jansen")


async def add_librarians() -> None:
    for name in NAMES:
        await Staff.create(name=name, role=StaffRole.LIBRARIAN)


async def test_one_of_two_approvals_wins_and_the_other_is_told(world, database):
    await add_librarians()
    submission = await world.send_pupils(make_pupils(5))
    what = [f"approve {name}" for name in NAMES]
    said = run_deciders(database, submission.reference, what)
    plan = await Plan.get(submission=submission)
    assert said.count("decided") == 1
    assert sum(each.startswith(f"{plan.decided_by} approved this already") for each in said) == 1
    assert await Event.filter(kind=Kind.PLAN_APPROVED).count() == 1


async def test_one_of_approving_and_rejecting_wins(world, database):
    await add_librarians()
    submission = await world.send_pupils(make_pupils(5))
    what = [f"approve {NAMES[0]}", f"reject {NAMES[1]}"]
    said = run_deciders(database, submission.reference, what)
    plan = await Plan.get(submission=submission)
    assert said.count("decided") == 1
    assert any(each.startswith(f"{plan.decided_by} {plan.status} this already") for each in said)


async def test_two_votes_at_once_are_both_counted(world, database):
    """The second sees the first: neither would wait for ever for the other."""
    await add_librarians()
    submission = await world.send_pupils(make_pupils(5))
    what = [f"approve {name}" for name in NAMES]
    said = run_deciders(database, submission.reference, what, approvers=2)
    assert sorted(said) == ["counts", "decided"]
    assert await Vote.all().count() == 2
    assert await Event.filter(kind=Kind.PLAN_APPROVED).count() == 1
