"""The ECK-iD is a second key: matched after the number, shown to nobody, erased and exported."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.core.roster.making import make_pupils, write_csv
from tests.core.worlds import WHO, World, latest_plan, refresh

from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.customers.memberships import end_membership
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.handover.feed import Cursor, read_feed
from rosterdesk.core.handover.giving import hand_over
from rosterdesk.core.handover.model import Form, Who
from rosterdesk.core.language import Language
from rosterdesk.core.models import Change, Customer, Event, Membership, Plan, Submission
from rosterdesk.core.pipeline import advance
from rosterdesk.core.plans.changes import load_changes
from rosterdesk.core.plans.policy import set_policy
from rosterdesk.core.privacy.erase import erase_customer
from rosterdesk.core.privacy.personal import gather
from rosterdesk.core.roster.answers import roster_to_json
from rosterdesk.core.roster.reading import read_roster
from rosterdesk.core.roster.samples import SAMPLE_HEADERS

HEADERS = {**SAMPLE_HEADERS, "eck_id": "ECK-iD"}
KEYS = [f"https://ketenid.nl/202701/{number:064x}" for number in range(1, 20)]
PUPILS = [replace(p, eck_id=KEYS[n]) for n, p in enumerate(make_pupils(8))]


def write(pupils) -> bytes:
    return write_csv(pupils, headers=HEADERS)


async def take_in(world: World, pupils, **facts) -> Plan:
    submission = await refresh((await world.send(write(pupils), **facts)).submission)
    plan = await latest_plan(submission)
    await approve(submission.reference, plan.version, WHO)
    await advance(submission.id, world.library)
    return await latest_plan(submission)


async def list_keys() -> dict[str, str]:
    return dict(await Customer.all().values_list("external_number", "eck_id"))


async def test_it_is_kept_and_recognises_who_has_another_number_and_name(world):
    await take_in(world, PUPILS)
    assert await list_keys() == {p.external_number: p.eck_id for p in PUPILS}
    married = replace(PUPILS[0], external_number="999001", surname="Anders", birth_date=None)
    plan = await take_in(world, [married, *PUPILS[1:]])
    assert (plan.counts["new"], plan.counts["changed"], plan.counts["leaving"]) == (0, 1, 0)
    assert (await Customer.get(external_number="999001")).eck_id == PUPILS[0].eck_id


async def test_it_comes_after_the_number(world):
    """Two keys that were swapped change nobody into the other: the number goes before."""
    await take_in(world, PUPILS)
    other = replace(PUPILS[0], eck_id=KEYS[10], city="Elders")
    await take_in(world, [other, *PUPILS[1:]])
    assert (await Customer.get(external_number=other.external_number)).eck_id == KEYS[10]
    taken = replace(PUPILS[1], eck_id=PUPILS[2].eck_id, city="Elders")
    await take_in(world, [other, taken, *PUPILS[2:]])
    keys = await list_keys()
    assert (keys[taken.external_number], len(set(keys.values()))) == (PUPILS[1].eck_id, 8)


async def test_it_finds_who_comes_from_another_school(world):
    await take_in(world, PUPILS)
    other = await add_school("34CD00", "De Wilg", WHO)
    moved = replace(PUPILS[0], external_number="1", surname="Anders", birth_date=None)
    plan = await take_in(world, [moved], school=other)
    assert (plan.counts["moved"], plan.counts["new"]) == (1, 0)


async def test_files_that_bring_it_later_are_compared_for_it(world):
    await world.import_pupils([replace(p, eck_id=None) for p in PUPILS])
    plan = await take_in(world, PUPILS)
    assert plan.counts["changed"] == 8
    ((_, change), *_) = await load_changes(plan.id)
    assert (change.fields, change.remarks) == ({}, ("second_key",))
    assert set((await list_keys()).values()) == {p.eck_id for p in PUPILS}


async def test_nobody_is_shown_it(world):
    await set_policy([world.school.id], {"loan_category": "JEUGD"}, WHO)
    plan = await take_in(world, PUPILS)
    shown = [json.dumps(roster_to_json(read_roster(write(PUPILS), "x.csv"), Language.NL))]
    shown += [str([change.fields for _, change in await load_changes(plan.id)])]
    shown += [str([event.facts for event in await Event.all()])]
    shown += [json.dumps((await read_feed(Cursor())).to_json(), default=str)]
    for form in Form:
        shown.append((await hand_over(world.school, form, Who.EVERYBODY, WHO)).content.decode())
    submission = await Submission.get(id=plan.submission_id)
    shown.append((await world.library.files.load(submission.original)).decode())
    assert not any("ketenid" in each for each in shown)


async def test_it_is_exported_to_its_owner_and_erased(world):
    await take_in(world, PUPILS)
    customer = await Customer.get(eck_id=PUPILS[0].eck_id)
    found = await gather(customer)
    assert found["customer"][0]["eck_id"] == PUPILS[0].eck_id
    for membership in await Membership.filter(customer=customer):
        await end_membership(customer, membership, WHO)
    await erase_customer(customer, WHO)
    assert not await Customer.filter(eck_id=PUPILS[0].eck_id).exists()
    kept = await Change.all().values_list("details", flat=True)
    assert not any(PUPILS[0].eck_id in str(each) for each in kept)


@pytest.mark.parametrize("value", ["nvt", "12345", "see the list", "x" * 200])
def test_what_is_no_key_is_not_taken(value):
    pupil = replace(PUPILS[0], eck_id=value)
    assert read_roster(write([pupil]), "x.csv").pupils[0].eck_id is None
