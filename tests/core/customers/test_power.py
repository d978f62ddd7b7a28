"""People with several hats, what lets somebody act as them, and the doors it is changed through."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from tests.core.worlds import WHO

from rosterdesk.bot.chat.access.accounts import link_account
from rosterdesk.core.clock import now
from rosterdesk.core.customers.cards import add_card, block_card, replace_card
from rosterdesk.core.customers.power import Hat, PowerError, describe_asker
from rosterdesk.core.customers.registering import (
    add_customer,
    change_customer,
    confirm_address,
    grant_uploads,
    uploaders_at,
)
from rosterdesk.core.customers.resetting import end_sessions
from rosterdesk.core.customers.staff import Person, add_staff, make_link_code, remove_staff
from rosterdesk.core.login.own_password import make_shown_password
from rosterdesk.core.models import Channel, Customer, Delivery, Event, Slip, StaffRole
from rosterdesk.core.slips.requests import Whom, request_class, request_slip
from rosterdesk.core.trail.actors import SYSTEM, customer_actor, staff_actor
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from tests.core.worlds import World

    from rosterdesk.core.trail.actors import Actor

DESK, LIBRARIAN, ADMINISTRATOR = StaffRole.DESK, StaffRole.LIBRARIAN, StaffRole.ADMINISTRATOR
OLD, NEW = "noor@school.example", "dirk@elders.example"
HATS = {
    "customer": frozenset[Hat](),
    "uploader": frozenset({Hat.UPLOADER}),
    "staff": frozenset({Hat.STAFF}),
    "both": frozenset({Hat.UPLOADER, Hat.STAFF}),
}
MAY = {
    DESK: {"customer"},
    LIBRARIAN: {"customer", "uploader"},
    ADMINISTRATOR: set(HATS),
    None: {"customer"},
}
ACTIONS = [
    *("address", "user name", "block", "replace", "add card"),
    *("password", "slip", "sessions", "code"),
]


@pytest.mark.parametrize(("role", "person"), list(product(MAY, HATS)))
def test_only_who_grants_a_right_changes_how_its_owner_is_known(role, person):
    assert describe_asker(role).may_change(HATS[person]) == (person in MAY[role])


async def register(world: World, hats: frozenset[Hat], number: int) -> Customer:
    customer, _ = await add_customer(
        world.school, WHO, world.library.numbering, surname=f"Bakker{number}", email=OLD
    )
    if Hat.UPLOADER in hats:
        await grant_uploads(customer, world.school, WHO)
    if Hat.STAFF in hats:
        name = f"Noor {number}"
        staff, _ = await add_staff(name, DESK, WHO, world.library.keys, hours=1)
        await link_account(number, number, Person(staff=staff))
    await link_account(number, number, Person(customer=customer))
    return customer


async def act(world: World, action: str, customer: Customer, actor: Actor) -> None:
    card = await customer.cards.all().first()
    numbering = world.library.numbering
    match action:
        case "address":
            await change_customer(customer, actor, email=NEW)
        case "user name":
            await change_customer(customer, actor, user_name=f"naam{customer.id}")
        case "block":
            await block_card(card, actor)
        case "replace":
            await replace_card(card, actor, numbering)
        case "add card":
            await add_card(customer, actor, numbering)
        case "password":
            await make_shown_password(customer, actor, world.library)
        case "slip":
            await request_slip(customer, "balie", actor)
        case "sessions":
            await end_sessions(customer, actor, None)
        case "code":
            await make_link_code(Person(customer=customer), actor, world.library.keys, 1)


@pytest.mark.parametrize("action", ACTIONS)
async def test_each_change_through_each_door_is_allowed_told_or_refused(world, action):
    doors: dict[str, tuple[Actor, set[str]]] = {
        "command line": (WHO, set(HATS)),
        "the program": (SYSTEM, set(HATS)),
    }
    for role in (DESK, LIBRARIAN, ADMINISTRATOR):
        staff, _ = await add_staff(str(role), role, WHO, world.library.keys, hours=1)
        doors[role] = (staff_actor(staff, Channel.CHAT), MAY[role])
    left, _ = await add_staff("left", ADMINISTRATOR, WHO, world.library.keys, hours=1)
    await remove_staff(left, WHO)
    doors["no longer there"] = (staff_actor(left, Channel.CHAT), {"customer"})
    other = await register(world, frozenset(), 3000)
    doors["a customer"] = (customer_actor(other, Channel.CHAT), {"customer"})
    for number, ((door, (actor, may)), (person, hats)) in enumerate(
        product(doors.items(), HATS.items()), 3001
    ):
        customer = await register(world, hats, number)
        told = Event.filter(kind=Kind.POWER_CHANGED, customer_id=customer.id)
        before = await told.count()
        try:
            await act(world, action, customer, actor)
        except PowerError:
            assert person not in may, (door, person)
            assert (await Customer.get(id=customer.id)).email == OLD
            assert await told.count() == before
        else:
            assert person in may, (door, person)
            assert await told.count() == before + bool(hats), (door, person)


async def test_a_changed_address_sends_nothing_until_it_is_confirmed(world):
    """Any change counts: a roster's too, in the database, behind the back of every door."""
    noor = await register(world, frozenset({Hat.UPLOADER}), 2001)
    librarian, _ = await add_staff("Anna", LIBRARIAN, WHO, world.library.keys, hours=1)
    desk, _ = await add_staff("Dirk", DESK, WHO, world.library.keys, hours=1)
    anna, dirk = (staff_actor(each, Channel.CHAT) for each in (librarian, desk))
    assert await uploaders_at(OLD.upper()) == [noor]
    await change_customer(noor, anna, email=NEW)
    assert await uploaders_at(NEW) == []
    assert await uploaders_at(OLD) == []
    event = await Event.get(kind=Kind.POWER_CHANGED)
    assert event.facts["address"] == OLD
    told = await Delivery.filter(event=event).values_list("channel", "recipient")
    own = f"customer:{noor.id}"
    assert set(told) == {("chat", f"staff:{librarian.id}"), ("chat", own), ("mail", own)}
    with pytest.raises(PowerError):
        await confirm_address(noor, dirk)
    assert await uploaders_at(NEW) == []
    await confirm_address(noor, anna)
    assert await uploaders_at(NEW) == [noor]
    await Customer.filter(id=noor.id).update(email="roster@elders.example")
    assert await uploaders_at("roster@elders.example") == []


async def test_an_address_beside_a_right_without_one_is_held_too(world):
    customer, _ = await add_customer(world.school, WHO, world.library.numbering, surname="Vis")
    await grant_uploads(customer, world.school, WHO)
    await change_customer(customer, WHO, email=NEW)
    assert await uploaders_at(NEW) == []
    await grant_uploads(customer, world.school, WHO)
    assert await uploaders_at(NEW) == [customer]


async def test_a_right_that_has_ended_gives_no_power(world):
    noor = await register(world, frozenset(), 2001)
    await grant_uploads(noor, world.school, WHO, now())
    desk, _ = await add_staff("Dirk", DESK, WHO, world.library.keys, hours=1)
    await change_customer(noor, staff_actor(desk, Channel.CHAT), email=NEW)
    assert (await Customer.get(id=noor.id)).email == NEW


async def test_a_class_full_of_slips_has_none_of_an_uploader_for_the_desk(world):
    noor = await register(world, frozenset({Hat.UPLOADER}), 2001)
    pupil = await register(world, frozenset(), 2002)
    desk, _ = await add_staff("Dirk", DESK, WHO, world.library.keys, hours=1)
    for actor, expected in (
        (staff_actor(desk, Channel.CHAT), {pupil.id}),
        (WHO, {pupil.id, noor.id}),
    ):
        await Slip.all().delete()
        await request_class(world.school, None, "balie", actor, whom=Whom.EVERYBODY)
        assert {slip.customer_id for slip in await Slip.all()} == expected
