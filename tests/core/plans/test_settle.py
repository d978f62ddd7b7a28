"""The librarian's answers: each is in the trail and makes the next version at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.core.applying.test_apply import find, take_in, write_rows
from tests.core.roster.making import make_pupils
from tests.core.worlds import WHO, World, latest_plan, refresh

from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.clock import today
from rosterdesk.core.compare.model import Change, ChangeKind
from rosterdesk.core.customers.registering import change_customer
from rosterdesk.core.models import (
    Customer,
    Event,
    Membership,
    MembershipKind,
    Plan,
    PlanStatus,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.pipeline import advance
from rosterdesk.core.plans.changes import load_changes
from rosterdesk.core.plans.current import AlreadyDecidedError, BlockedPlanError, StalePlanError
from rosterdesk.core.plans.making import compare_submission
from rosterdesk.core.plans.settling import (
    NotAQuestionError,
    OtherNumberError,
    lift_guard,
    overwrite_hand_edits,
    renumber,
    settle_all,
    settle_conflict,
)

TWO = (("1", "anna", ""), ("2", "bram", ""))


async def send_double(world: World) -> tuple[Submission, Change]:
    """Have Anna come in under another number: is it the same person?"""
    await take_in(world, write_rows(*TWO))
    submission = (await world.send(write_rows(("9", "anna", ""), ("2", "bram", "")))).submission
    plan = await latest_plan(submission)
    ((_, conflict),) = await load_changes(plan.id, [ChangeKind.CONFLICT])
    return submission, conflict


async def finish(world: World, submission: Submission, plan: Plan) -> None:
    await approve(submission.reference, plan.version, WHO)
    await advance(submission.id, world.library)
    assert (await refresh(submission)).status is SubmissionStatus.APPLIED


async def test_conflict_settled_as_the_same_customer(world):
    submission, conflict = await send_double(world)
    anna = await find("anna")
    plan = await settle_conflict(
        submission.reference, 1, (conflict.sheet, conflict.row), anna.id, WHO, world.library.files
    )
    assert (plan.version, plan.counts["conflicts"], plan.counts["changed"]) == (2, 0, 1)
    await finish(world, submission, plan)
    assert (await find("anna")).external_number == "9"
    event = await Event.get(kind="plan.answered")
    assert event.data == {
        "version": 1,
        "answer": "conflict",
        "row": [conflict.sheet, conflict.row],
        "customer": anna.id,
    }


async def test_conflict_settled_as_another_person(world):
    submission, conflict = await send_double(world)
    row = (conflict.sheet, conflict.row)
    plan = await settle_conflict(submission.reference, 1, row, None, WHO, world.library.files)
    await finish(world, submission, plan)
    assert await Customer.filter(first_name="Anna").count() == 2


async def test_answer_can_be_changed_until_the_decision(world):
    submission, conflict = await send_double(world)
    row, files = (conflict.sheet, conflict.row), world.library.files
    await settle_conflict(submission.reference, 1, row, None, WHO, files)
    with pytest.raises(NotAQuestionError):
        await settle_conflict(submission.reference, 2, row, None, WHO, files)
    assert (await compare_submission(submission.id, files)).counts["new"] == 1


async def test_answer_on_an_older_version_is_refused_and_changes_nothing(world):
    submission, conflict = await send_double(world)
    files = world.library.files
    await compare_submission(submission.id, files)
    with pytest.raises(StalePlanError, match="Version 1 is no longer current: version 2 is"):
        await settle_conflict(
            submission.reference, 1, (conflict.sheet, conflict.row), None, WHO, files
        )
    await approve(submission.reference, 2, WHO)
    with pytest.raises(AlreadyDecidedError):
        await settle_all(submission.reference, 2, "same", WHO, files)
    assert await Event.filter(kind="plan.answered").count() == 0


async def test_customer_who_is_not_a_candidate_cannot_be_chosen(world):
    submission, conflict = await send_double(world)
    bram = await find("bram")
    row = (conflict.sheet, conflict.row)
    with pytest.raises(NotAQuestionError, match="not one of the people"):
        await settle_conflict(submission.reference, 1, row, bram.id, WHO, world.library.files)


@pytest.mark.parametrize(("choice", "people"), [("same", 1), ("another", 2)])
async def test_all_conflicts_settled_at_once(world, choice, people):
    submission, _ = await send_double(world)
    plan = await settle_all(submission.reference, 1, choice, WHO, world.library.files)
    assert plan.counts["conflicts"] == 0
    await finish(world, submission, plan)
    assert await Customer.filter(first_name="Anna").count() == people


@pytest.mark.parametrize(("accept", "changed", "conflicts"), [(True, 20, 0), (False, 0, 20)])
async def test_whole_renumbering_is_taken_over_or_asked_about(world, accept, changed, conflicts):
    pupils = make_pupils(20)
    await world.import_pupils(pupils)
    numbered = [replace(p, external_number=f"77{n:04}") for n, p in enumerate(pupils)]
    submission = await world.send_pupils(numbered)
    assert submission.status is SubmissionStatus.BLOCKED
    plan = await renumber(submission.reference, 1, WHO, world.library.files, accept=accept)
    assert (plan.counts["changed"], plan.counts["conflicts"]) == (changed, conflicts)
    assert plan.status is PlanStatus.WAITING


async def send_leaving(world: World, missing: int) -> Submission:
    pupils = make_pupils(30)
    await world.import_pupils(pupils)
    # Every third pupil, so that no class is missing as a whole.
    leaving = {p.external_number for p in pupils[::2][:missing]}
    return await world.send_pupils([p for p in pupils if p.external_number not in leaving])


async def test_guard_is_lifted_by_repeating_its_number(world):
    submission = await send_leaving(world, 12)
    files = world.library.files
    with pytest.raises(BlockedPlanError):
        await approve(submission.reference, 1, WHO)
    with pytest.raises(OtherNumberError, match="The warning says 12, not 11"):
        await lift_guard(submission.reference, 1, "many_leaving", 11, WHO, files)
    plan = await lift_guard(submission.reference, 1, "many_leaving", 12, WHO, files)
    assert (plan.version, plan.status) == (2, PlanStatus.WAITING)
    assert (await Event.get(kind="guard.lifted")).data["number"] == 12
    with pytest.raises(NotAQuestionError, match="cannot be lifted"):
        await lift_guard(submission.reference, 2, "many_leaving", 12, WHO, files)
    await finish(world, submission, plan)
    assert len(await world.members()) == 18


async def test_lifting_ends_where_the_number_changes(world):
    submission = await send_leaving(world, 12)
    files = world.library.files
    await lift_guard(submission.reference, 1, "many_leaving", 12, WHO, files)
    await Customer.create(school=world.school, surname="Extra", external_number="1")
    await Membership.create(
        customer=await Customer.get(surname="Extra"),
        kind=MembershipKind.SCHOOL_LIBRARY,
        starts_on=today(),
    )
    plan = await compare_submission(submission.id, files)
    assert (plan.counts["leaving"], plan.status) == (13, PlanStatus.BLOCKED)
    assert plan.decisions == {"lifted": {}}


async def test_hand_edits_are_overwritten_for_everybody_when_the_librarian_says_so(world):
    await take_in(world, write_rows(*TWO))
    for name in ("anna", "bram"):
        await change_customer(await find(name), WHO, class_code="5Z", class_name="5Z")
    submission = (await world.send(write_rows(*TWO, klass="6A"))).submission
    plan = await latest_plan(submission)
    assert plan.counts["skipped"] == 2
    plan = await overwrite_hand_edits(submission.reference, 1, WHO, world.library.files)
    assert plan.counts["changed"] == 2
    with pytest.raises(NotAQuestionError, match="keeps nothing"):
        await overwrite_hand_edits(submission.reference, 2, WHO, world.library.files)
    await finish(world, submission, plan)
    assert (await find("anna")).hand_edited == []


async def test_file_that_was_overtaken_while_it_was_read_takes_nobodys_place(world):
    older = (await world.receive(write_rows(*TWO))).submission
    newer = (await world.send(write_rows(*TWO, ("3", "carl", "")))).submission
    await advance(older.id, world.library)
    assert (await refresh(older)).status is SubmissionStatus.SUPERSEDED
    assert (await refresh(newer)).status is SubmissionStatus.WAITING
