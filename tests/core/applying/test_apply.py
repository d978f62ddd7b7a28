"""Each kind of change, applied and undone, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from tests.core.dumps import dump_people
from tests.core.roster.making import cells_to_csv, make_pupils
from tests.core.worlds import WHO, World, latest_plan, refresh

from rosterdesk.core.applying.undo import undo
from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.clock import today
from rosterdesk.core.compare.model import ChangeKind
from rosterdesk.core.customers.registering import change_customer
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.models import (
    Card,
    CardStatus,
    Change,
    Customer,
    Event,
    Membership,
    MembershipKind,
    Plan,
    PlanStatus,
    School,
    SubmissionStatus,
)
from rosterdesk.core.pipeline import advance
from rosterdesk.core.plans.changes import load_changes
from rosterdesk.core.plans.current import StalePlanError
from rosterdesk.core.plans.settling import settle_conflict
from rosterdesk.core.privacy.housekeeping import block_due_cards

HEADERS = ["Stamnummer", "Roepnaam", "Achternaam", "Geboortedatum", "Klas", "Leerjaar", "Pasnummer"]
NAMES = {
    "anna": ["Anna", "Bakker", "21-02-2014"],
    "bram": ["Bram", "Visser", "23-04-2014"],
    "carl": ["Carlijn", "Hendriks", "25-06-2014"],
    "dirk": ["Dirk", "Oosterhout", "27-08-2014"],
}


def write_rows(*rows: tuple[str, str, str], klass: str = "5A") -> bytes:
    """Write (pupil number, who, card number) as a file."""
    return cells_to_csv(
        [HEADERS, *([number, *NAMES[who], klass, 5, card] for number, who, card in rows)]
    )


async def take_in(world: World, data: bytes) -> Plan:
    """Send, approve and apply; return the plan."""
    submission = (await world.send(data)).submission
    plan = await latest_plan(submission)
    assert plan.status is PlanStatus.WAITING, plan.warnings
    await approve(submission.reference, plan.version, WHO)
    await advance(submission.id, world.library)
    return await latest_plan(submission)


async def take_back(plan: Plan) -> int:
    submission = await plan.submission
    return (await undo(submission.reference, WHO, days=14)).people


async def set_policy(world: World, **policy: object) -> None:
    await School.filter(id=world.school.id).update(policy=policy)


async def open_second(world: World) -> World:
    return replace(world, school=await add_school("34CD00", "De Vlinder", WHO))


async def find(name: str) -> Customer:
    return await Customer.get(first_name=NAMES[name][0])


async def list_cards(name: str) -> list[tuple[str, str]]:
    cards = await Card.filter(customer=await find(name)).order_by("id")
    return [(card.number, str(card.status)) for card in cards]


async def list_memberships(name: str) -> list[tuple[str, int | None]]:
    """Return (kind, days from today until it ends)."""
    found = await Membership.filter(customer=await find(name)).order_by("id")
    return [(str(m.kind), (m.ends_on - today()).days if m.ends_on else None) for m in found]


async def test_undoing_a_first_import_leaves_nothing(world):
    plan = await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", "")))
    assert await take_back(plan) == 2
    assert await dump_people() == {"customer": [], "card": [], "membership": [], "uploader": []}
    assert (await latest_plan(await plan.submission)).status is PlanStatus.UNDONE
    assert (await refresh(await plan.submission)).status is SubmissionStatus.UNDONE


async def test_changed_customer_gets_the_new_values_and_undo_the_old_ones(world):
    await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", "")))
    before = await dump_people()
    plan = await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", ""), klass="6A"))
    assert (await find("anna")).class_code == "6A"
    await take_back(plan)
    assert await dump_people() == before


async def test_moved_customer_keeps_the_card_and_leaves_the_old_schools_number_behind(world):
    other = await open_second(world)
    await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", "")))
    card = await list_cards("anna")
    before = await dump_people()
    first, second = await School.all().order_by("id")
    plan = await take_in(other, write_rows(("77", "anna", "")))
    anna = await find("anna")
    assert (anna.school_id, anna.external_number) == (other.school.id, "77")
    assert await list_cards("anna") == card
    assert await list_memberships("anna") == [("school_library", None)]
    after = await School.all().order_by("id")
    assert [s.revision for s in after] == [first.revision + 1, second.revision + 1]
    await take_back(plan)
    assert await dump_people() == before


async def test_plan_is_stale_when_a_customer_of_another_school_changed(world):
    other = await open_second(world)
    await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", "")))
    moving = (await other.send(write_rows(("77", "anna", "")))).submission
    await change_customer(await find("anna"), WHO, phone="0612345678")
    with pytest.raises(StalePlanError, match="De Vlinder changed after version 1"):
        await approve(moving.reference, 1, WHO)


async def test_change_between_approval_and_applying_applies_nothing_and_asks_again(world):
    await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", "")))
    submission = await world.send(write_rows(("1", "anna", ""), ("2", "bram", ""), klass="6A"))
    await approve(submission.submission.reference, 1, WHO)
    await change_customer(await find("anna"), WHO, class_code="5Z")
    await advance(submission.submission.id, world.library)
    assert (await find("bram")).class_code == "5A"
    plan = await latest_plan(submission.submission)
    assert (plan.version, plan.status) == (2, PlanStatus.WAITING)
    assert await Plan.filter(version=1, status=PlanStatus.STALE).count() == 1
    assert await Event.filter(kind="plan.stale").count() == 1


async def test_leaving_ends_the_school_library_after_the_days_of_grace(world):
    await set_policy(world, grace_days=20)
    await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", "")))
    plan = await take_in(world, write_rows(("2", "bram", "")))
    assert await list_memberships("anna") == [("school_library", 20)]
    assert (await list_cards("anna"))[0][1] == "active"
    before = (await dump_people())["membership"]
    await take_back(plan)
    assert await list_memberships("anna") == [("school_library", None)]
    assert (await dump_people())["membership"] != before


@pytest.mark.parametrize(
    ("policy", "at_once", "in_grace", "after_grace"),
    [
        ("at_once", "blocked", "blocked", "blocked"),
        ("after_grace", "active", "active", "blocked"),
        ("never", "active", "active", "active"),
    ],
)
async def test_cards_of_leavers_are_blocked_when_the_policy_says(
    world, policy, at_once, in_grace, after_grace
):
    await set_policy(world, block_cards=policy, grace_days=10)
    await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", "")))
    before = await dump_people()
    plan = await take_in(world, write_rows(("2", "bram", "")))
    seen = [(await list_cards("anna"))[0][1]]
    for days in (9, 10, 10):
        await block_due_cards(today() + timedelta(days=days))
        seen.append((await list_cards("anna"))[0][1])
    assert seen == [at_once, in_grace, after_grace, after_grace]
    assert (await list_cards("bram"))[0][1] == "active"
    await take_back(plan)
    assert await dump_people() == before


@pytest.mark.parametrize("policy", ["at_once", "after_grace"])
async def test_card_of_a_leaver_who_is_a_member_of_the_public_library_stays(world, policy):
    await set_policy(world, block_cards=policy, grace_days=10)
    await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", "")))
    await Membership.create(
        customer=await find("anna"), kind=MembershipKind.PUBLIC_LIBRARY, starts_on=today()
    )
    await take_in(world, write_rows(("2", "bram", "")))
    await block_due_cards(today() + timedelta(days=30))
    assert (await list_cards("anna"))[0][1] == "active"
    assert await list_memberships("anna") == [("school_library", 10), ("public_library", None)]


async def test_card_that_a_person_unblocked_after_the_grace_is_not_blocked_again(world):
    await set_policy(world, block_cards="after_grace", grace_days=0)
    await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", "")))
    await take_in(world, write_rows(("2", "bram", "")))
    tomorrow = today() + timedelta(days=1)
    assert await block_due_cards(tomorrow) == 1
    await Card.filter(customer=await find("anna")).update(
        status=CardStatus.ACTIVE, changed_at=datetime.combine(tomorrow, time(9), UTC)
    )
    assert await block_due_cards(tomorrow + timedelta(days=1)) == 0


@pytest.mark.parametrize("policy", ["at_once", "after_grace"])
async def test_returned_pupil_has_the_same_card_unblocked(world, policy):
    await set_policy(world, block_cards=policy, grace_days=0)
    await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", "")))
    card = await list_cards("anna")
    await take_in(world, write_rows(("2", "bram", "")))
    await block_due_cards(today())
    assert (await list_cards("anna"))[0][1] == "blocked"
    before = await dump_people()
    plan = await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", ""), klass="5B"))
    assert plan.counts["returned"] == 1
    assert await list_cards("anna") == card
    assert await list_memberships("anna") == [("school_library", 0), ("school_library", None)]
    await take_back(plan)
    assert await dump_people() == before


async def test_card_that_a_person_blocked_stays_blocked_when_the_pupil_returns(world):
    await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", "")))
    await take_in(world, write_rows(("2", "bram", "")))
    await Card.filter(customer=await find("anna")).update(status=CardStatus.BLOCKED)
    await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", ""), klass="5B"))
    assert (await list_cards("anna"))[0][1] == "blocked"


async def test_pupil_who_is_back_within_the_grace_goes_on_with_the_same_membership(world):
    await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", "")))
    await take_in(world, write_rows(("2", "bram", "")))
    await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", ""), klass="5B"))
    assert await list_memberships("anna") == [("school_library", None)]


async def test_card_number_of_the_file_replaces_the_card_and_may_come_back(world):
    await set_policy(world, card_numbers="file")
    await take_in(world, write_rows(("1", "anna", "29990001"), ("2", "bram", "29990002")))
    before = await dump_people()
    plan = await take_in(world, write_rows(("1", "anna", "29990009"), ("2", "bram", "29990002")))
    assert await list_cards("anna") == [("29990001", "replaced"), ("29990009", "active")]
    back = await take_in(
        world, write_rows(("1", "anna", "29990001"), ("2", "bram", "29990002"), klass="5B")
    )
    assert await list_cards("anna") == [("29990001", "active"), ("29990009", "replaced")]
    await take_back(back)
    await take_back(plan)
    assert await dump_people() == before


async def test_card_number_that_another_customer_had_once_is_not_given(world):
    await set_policy(world, card_numbers="file")
    await take_in(world, write_rows(("1", "anna", "29990001"), ("2", "bram", "29990002")))
    await take_in(world, write_rows(("1", "anna", "29990009"), ("2", "bram", "29990002")))
    plan = await take_in(
        world,
        write_rows(("1", "anna", "29990009"), ("2", "bram", "29990002"), ("3", "carl", "29990001")),
    )
    (new,) = [change for _, change in await load_changes(plan.id, [ChangeKind.NEW])]
    assert new.remarks == ("card_in_use",)
    ((number, status),) = await list_cards("carl")
    assert (number[0], len(number), status) == ("2", 10, "active")
    assert number != "29990001"


async def test_pupil_number_is_the_card_number_where_the_policy_says_so(world):
    await set_policy(world, card_numbers="external_number")
    await take_in(world, write_rows(("1001", "anna", ""), ("1002", "bram", "")))
    assert await list_cards("anna") == [("1001", "active")]


async def test_generated_number_that_a_preprinted_card_has_is_passed_over(world):
    await take_in(world, write_rows(("1", "anna", "")))
    ((number, _),) = await list_cards("anna")
    await Card.create(customer=await find("anna"), number=str(int(number) + 2))
    await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", ""), ("3", "carl", "")))
    numbers = [card.number for card in await Card.all()]
    assert len(set(numbers)) == len(numbers) == 4


async def test_pupil_numbers_that_change_hands_in_a_circle(world):
    pupils = (("1", "anna", ""), ("2", "bram", ""), ("3", "carl", ""), ("4", "dirk", ""))
    await take_in(world, write_rows(*pupils))
    before = await dump_people()
    submission = (
        await world.send(
            write_rows(("2", "anna", ""), ("3", "bram", ""), ("1", "carl", ""), ("4", "dirk", ""))
        )
    ).submission
    plan = await latest_plan(submission)
    for change in [c for _, c in await load_changes(plan.id, [ChangeKind.CONFLICT])]:
        known = await Customer.get(first_name=change.name.split()[0])
        plan = await settle_conflict(
            submission.reference,
            plan.version,
            (change.sheet, change.row),
            known.id,
            WHO,
            world.library.files,
        )
    await approve(submission.reference, plan.version, WHO)
    await advance(submission.id, world.library)
    numbers = {c.first_name: c.external_number for c in await Customer.all()}
    assert numbers == {"Anna": "2", "Bram": "3", "Carlijn": "1", "Dirk": "4"}
    await take_back(plan)
    assert await dump_people() == before


async def test_number_of_a_leaver_that_a_new_pupil_got(world):
    await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", "")))
    before = await dump_people()
    submission = (await world.send(write_rows(("1", "carl", ""), ("2", "bram", "")))).submission
    plan = await latest_plan(submission)
    ((_, conflict),) = await load_changes(plan.id, [ChangeKind.CONFLICT])
    plan = await settle_conflict(
        submission.reference, 1, (conflict.sheet, conflict.row), None, WHO, world.library.files
    )
    await approve(submission.reference, plan.version, WHO)
    await advance(submission.id, world.library)
    assert (await find("carl")).external_number == "1"
    assert (await find("anna")).external_number is None
    await take_back(plan)
    assert await dump_people() == before


@pytest.mark.parametrize(
    ("policy", "members"),
    [
        ({"public_library": "never"}, 0),
        ({"public_library": "everyone"}, 2),
        ({"public_library": "everyone", "public_library_from_year": 6}, 0),
        ({"public_library": "consent"}, 0),
    ],
)
async def test_public_library_by_policy(world, policy, members):
    await set_policy(world, **policy)
    plan = await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", "")))
    assert await Membership.filter(kind=MembershipKind.PUBLIC_LIBRARY).count() == members
    await take_back(plan)
    assert await Membership.all().count() == 0


async def test_address_of_the_file_is_not_kept_where_the_school_stands_in(world):
    await set_policy(world, address="school")
    pupils = make_pupils(3)
    assert pupils[0].postcode
    await world.import_pupils(pupils)
    addresses = await Customer.all().values_list("street", "house_number", "postcode", "city")
    assert addresses == [(None, None, None, None)] * 3


async def test_changes_come_back_from_their_rows_as_they_went_in(world):
    await take_in(world, write_rows(("1", "anna", ""), ("2", "bram", "")))
    submission = (await world.send(write_rows(("1", "anna", ""), ("3", "carl", "")))).submission
    plan = await latest_plan(submission)
    loaded = {change.name: change for _, change in await load_changes(plan.id)}
    assert loaded["Carlijn Hendriks"].fields["school_member"] == (False, True)
    assert loaded["Carlijn Hendriks"].fields["birth_date"][1].isoformat() == "2014-06-25"
    assert loaded["Bram Visser"].ends_on == today() + timedelta(days=30)
    assert await Change.filter(plan=plan).count() == 2
