"""Taking an import back as a whole, or per person where later changes stand in the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.core.applying.test_apply import find, open_second, take_back, take_in, write_rows
from tests.core.dumps import dump_people
from tests.core.worlds import WHO, latest_plan, refresh

from rosterdesk.core.applying.undo import UndoRefusedError, list_obstacles, undo
from rosterdesk.core.applying.undo_obstacles import Reason
from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.clock import now
from rosterdesk.core.customers.registering import change_customer, grant_uploads
from rosterdesk.core.language import Language
from rosterdesk.core.models import (
    Before,
    Channel,
    Customer,
    Delivery,
    Event,
    OneTimePassword,
    Plan,
    Staff,
    StaffRole,
    SubmissionStatus,
)
from rosterdesk.core.pipeline import advance
from rosterdesk.core.plans.settling import overwrite_hand_edits
from rosterdesk.core.privacy.housekeeping import forget_befores
from rosterdesk.core.reports.history import list_history

TWO = (("1", "anna", ""), ("2", "bram", ""))


async def reference_of(plan: Plan) -> str:
    return str((await plan.submission).reference)


async def refuse(plan: Plan) -> UndoRefusedError:
    with pytest.raises(UndoRefusedError) as refused:
        await take_back(plan)
    return refused.value


async def test_imports_are_undone_one_after_the_other_down_to_nothing(world):
    dumps, plans = [], []
    for rows, klass in (
        (TWO, "5A"),
        ((*TWO, ("3", "carl", "")), "5A"),
        ((("2", "bram", ""), ("3", "carl", "")), "6A"),
        ((("1", "anna", ""), ("2", "bram", ""), ("4", "dirk", "")), "6B"),
    ):
        dumps.append(await dump_people())
        plans.append(await take_in(world, write_rows(*rows, klass=klass)))
    for plan, dump in zip(reversed(plans), reversed(dumps), strict=True):
        await take_back(plan)
        assert await dump_people() == dump


async def test_earlier_import_waits_for_the_later_one_that_touched_the_same_people(world):
    first = await take_in(world, write_rows(*TWO))
    second = await take_in(world, write_rows(*TWO, klass="6A"))
    refused = await refuse(first)
    assert {(o.reason, o.by) for o in refused.obstacles} == {
        (Reason.IMPORTED, await reference_of(second))
    }
    assert "2 of the 2 people" in str(refused)
    await take_back(second)
    await take_back(first)
    assert await Customer.all().count() == 0


async def test_hand_edit_stands_in_the_way_and_the_others_are_undone_alone(world):
    await take_in(world, write_rows(*TWO))
    before = await dump_people()
    plan = await take_in(world, write_rows(*TWO, klass="6A"))
    anna, bram = await find("anna"), await find("bram")
    await change_customer(anna, WHO, phone="0612345678")
    refused = await refuse(plan)
    assert [o.say(Language.EN) for o in refused.obstacles] == [
        "Anna Bakker was changed by tester after this import."
    ]
    assert [o.say(Language.NL) for o in refused.obstacles] == [
        "Anna Bakker is na deze import gewijzigd door tester."
    ]
    reference = await reference_of(plan)
    obstacles, free = await list_obstacles(reference, days=14)
    assert (len(obstacles), free) == (1, [bram.id])
    assert (await undo(reference, WHO, days=14, people=free)).people == 1
    with pytest.raises(UndoRefusedError, match="undone before"):
        await undo(reference, WHO, days=14, people=free)
    assert await Event.filter(kind="plan.undone").count() == 1
    after = await dump_people()
    assert [r for r in after["customer"] if r["id"] == bram.id] == [
        r for r in before["customer"] if r["id"] == bram.id
    ]
    assert (await find("anna")).class_code == "6A"
    assert (await refresh(await plan.submission)).status is SubmissionStatus.APPLIED
    with pytest.raises(UndoRefusedError, match="1 of the 1 people"):
        await undo(reference, WHO, days=14)


async def test_new_person_who_may_send_or_has_logged_in_is_not_deleted(world):
    plan = await take_in(world, write_rows(*TWO))
    await grant_uploads(await find("anna"), world.school, WHO)
    await OneTimePassword.create(
        customer=await find("bram"), hash="x", expires_at=now(), used_at=now()
    )
    refused = await refuse(plan)
    assert {o.name: o.reason for o in refused.obstacles} == {
        "Anna Bakker": Reason.MAY_SEND,
        "Bram Visser": Reason.LOGGED_IN,
    }


async def test_number_that_went_to_another_customer_stands_in_the_way(world):
    other = await open_second(world)
    await take_in(world, write_rows(*TWO))
    plan = await take_in(other, write_rows(("77", "anna", "")))
    await Customer.create(school=world.school, surname="Nieuw", external_number="1")
    assert [o.reason for o in (await refuse(plan)).obstacles] == [Reason.NUMBER_TAKEN]


async def test_undo_is_possible_for_so_many_days(world):
    plan = await take_in(world, write_rows(*TWO))
    reference = await reference_of(plan)
    await Plan.filter(id=plan.id).update(applied_at=now() - timedelta(days=15))
    with pytest.raises(UndoRefusedError, match="for 14 days"):
        await undo(reference, WHO, days=14)
    assert (await undo(reference, WHO, days=20)).people == 2
    with pytest.raises(UndoRefusedError, match="not applied"):
        await undo(reference, WHO, days=20)


async def test_what_undoing_needs_is_deleted_when_its_days_are_over(world):
    await take_in(world, write_rows(*TWO))
    old = await take_in(world, write_rows(*TWO, klass="6A"))
    await take_in(world, write_rows(*TWO, klass="7A"))
    await Plan.filter(id=old.id).update(applied_at=now() - timedelta(days=15))
    assert await forget_befores(14) == 2
    assert await forget_befores(14) == 0
    assert await Before.all().count() == 2
    told = await Event.get(kind="data.forgotten")
    assert told.data["forgotten"] == {"befores": 2}


async def test_undone_plan_is_told_to_the_librarians_and_makes_waiting_plans_stale(world):
    await Staff.create(name="Ada", role=StaffRole.LIBRARIAN)
    plan = await take_in(world, write_rows(*TWO))
    waiting = (await world.send(write_rows(*TWO, ("3", "carl", "")))).submission
    await take_back(plan)
    event = await Event.get(kind="plan.undone")
    assert (event.actor, event.data) == ("tester", {"version": 1, "people": 2, "left": 0})
    assert await Delivery.filter(event=event, channel=Channel.CHAT).count() == 1
    with pytest.raises(Exception, match="changed after version 1"):
        await approve(waiting.reference, 1, WHO)


async def test_same_file_may_be_sent_again_after_undoing(world):
    data = write_rows(*TWO)
    await take_back(await take_in(world, data))
    again = await world.send(data)
    assert not again.repeated
    assert (await latest_plan(again.submission)).counts["new"] == 2


async def test_overwritten_hand_edit_comes_back_as_such(world):
    await take_in(world, write_rows(*TWO))
    await change_customer(await find("anna"), WHO, class_code="5Z", phone="0612345678")
    before = await dump_people()
    submission = (await world.send(write_rows(*TWO, klass="6A"))).submission
    anna = await find("anna")
    plan = await overwrite_hand_edits(
        submission.reference, 1, WHO, world.library.files, anna.id, ["class_code"]
    )
    await approve(submission.reference, plan.version, WHO)
    await advance(submission.id, world.library)
    anna = await find("anna")
    assert (anna.class_code, anna.hand_edited) == ("6A", ["phone"])
    await take_back(plan)
    assert await dump_people() == before


async def test_history_says_which_import_or_person_changed_what(world):
    other = await open_second(world)
    first = await take_in(world, write_rows(*TWO))
    await change_customer(await find("anna"), WHO, phone="0612345678")
    second = await take_in(world, write_rows(*TWO, klass="6A"))
    third = await take_in(other, write_rows(("77", "anna", ""), klass="6A"))
    await take_back(third)
    lines = await list_history(await find("anna"))
    assert [(line.what, line.who, line.reference) for line in lines] == [
        ("new", "tester", await reference_of(first)),
        ("customer.changed", "tester", None),
        ("changed", "tester", await reference_of(second)),
        ("moved", "tester", await reference_of(third)),
    ]
    assert lines[1].names == ("phone",)
    assert lines[2].fields["class_code"] == ("5A", "6A")
    assert [line.undone_at is not None for line in lines] == [False, False, False, True]
