"""Searches: whom they show is in the register, for whoever asks, and has a limit."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from tests.core.worlds import WHO

from rosterdesk.core.clock import now, today
from rosterdesk.core.customers.finding.looking import look_up
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.customers.staff import add_staff
from rosterdesk.core.models import Channel, Delivery, Event, Look, StaffRole
from rosterdesk.core.settings import CoreSettings
from rosterdesk.core.trail.actors import shell_actor, staff_actor
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.sightings import TooManyLooksError, forget_looks, list_shown

ROOT = Path(__file__).resolve().parents[3]
FEW = CoreSettings(unusual_looks=3, most_looks=5)


async def make_desk(world, name="Dirk"):
    staff, _ = await add_staff(name, StaffRole.DESK, WHO, world.library.keys, 1)
    return staff_actor(staff, Channel.CHAT)


async def register(world, surname, count=1):
    made = [
        await add_customer(world.school, WHO, world.library.numbering, surname=surname)
        for _ in range(count)
    ]
    return [customer.id for customer, _ in made]


async def list_noted():
    events = await Event.filter(kind=Kind.CUSTOMERS_LISTED).order_by("id")
    return [(each.actor_reference, each.data["customers"]) for each in events]


async def test_whom_a_search_shows_is_in_the_register_once_a_day(world):
    dirk = await make_desk(world)
    ids = await register(world, "Bakker", 2)
    (other,) = await register(world, "Kloosterman")
    for text in ("Bakker", "bakkr", "Bakker", "Niemand", "Kloosterman"):
        await look_up(text, dirk, CoreSettings())
    assert await list_noted() == [(dirk.reference, ids), (dirk.reference, [other])]
    yesterday = now() - timedelta(days=1)
    for customer_id in (*ids, other):
        found = await list_shown(yesterday, customer_id)
        assert [(each.kind, each.actor) for each in found] == [(Kind.CUSTOMERS_LISTED, "Dirk")]
    await Look.all().update(day=today() - timedelta(days=1))
    await look_up("Bakker", dirk, CoreSettings())
    assert len(await list_noted()) == 3


async def test_each_person_has_their_own_count(world):
    (one,) = await register(world, "Bakker")
    for name in ("Dirk", "Els"):
        await look_up("Bakker", await make_desk(world, name), CoreSettings())
    assert [customers for _, customers in await list_noted()] == [[one], [one]]


async def test_administrators_hear_once_of_somebody_who_looks_at_many(world):
    await add_staff("Bea", StaffRole.ADMINISTRATOR, WHO, world.library.keys, 1)
    dirk = await make_desk(world)
    told = []
    for surname in ("Aarts", "Bakker", "Claassen", "Dekker"):
        await register(world, surname)
        await look_up(surname, dirk, FEW)
        told.append(await Delivery.filter(event__kind=Kind.MANY_LOOKED_AT).count())
    assert told == [0, 0, 1, 1]
    event = await Event.get(kind=Kind.MANY_LOOKED_AT)
    assert (event.actor, event.data["count"]) == ("Dirk", 3)


async def test_nobody_is_shown_more_than_the_most_of_a_day(world):
    dirk = await make_desk(world)
    await register(world, "Aarts", 5)
    await look_up("Aarts", dirk, FEW)
    await register(world, "Bakker")
    with pytest.raises(TooManyLooksError):
        await look_up("Bakker", dirk, FEW)
    assert len(await look_up("Aarts", dirk, FEW)) == 5  # whom they saw already
    assert len(await list_noted()) == 1
    assert await forget_looks(today()) == 0
    assert await forget_looks(today() + timedelta(days=1)) == 5
    assert len(await look_up("Bakker", dirk, FEW)) == 1


async def test_the_command_line_is_noted_and_not_refused(world):
    await register(world, "Aarts", 7)
    assert len(await look_up("Aarts", shell_actor("root"), FEW)) == 7
    assert len(await list_noted()) == 1


def test_no_door_searches_without_noting():
    """``find_customers`` shows people to nobody; doors ask ``look_up``."""
    doors = [path for name in ("bot", "mailbox", "printer") for path in (ROOT / name).rglob("*.py")]
    assert len(doors) > 100
    found = [path for path in doors if re.search(r"\bfind_customers\b", path.read_text())]
    assert found == []
