"""The senders and deciders: everybody is linked, and their chats are open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.bot.chat.access.accounts import link_account
from rosterdesk.core.customers.card_numbers import CardNumbering
from rosterdesk.core.customers.registering import add_customer, grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.customers.staff import Person as Owner
from rosterdesk.core.models import Staff, StaffRole
from rosterdesk.core.trail.actors import shell_actor

if TYPE_CHECKING:
    from rosterdesk.bot.demo.stage import World
    from rosterdesk.bot.standins.botapi.people import Person

WHO = shell_actor("tester")
_ANNA, _TEACHERS = 1001, 2000


@dataclass(frozen=True)
class Cast:
    """A librarian, and of each school a teacher who may send its roster."""

    anna: Person
    teachers: list[Person]


async def prepare(world: World, schools: int) -> Cast:
    staff = await Staff.create(name="Anna Smit", role=StaffRole.LIBRARIAN)
    anna = await _link(world, _ANNA, "Anna", Owner(staff=staff))
    return Cast(anna, [await _add_teacher(world, n) for n in range(schools)])


async def _add_teacher(world: World, n: int) -> Person:
    school = await add_school(code_of(n), f"School {n}", WHO)
    facts = {"first_name": "Juf", "surname": f"Van {chr(ord('A') + n)}", "email": address_of(n)}
    teacher, _ = await add_customer(school, WHO, CardNumbering("2", 10), role="teacher", **facts)
    await grant_uploads(teacher, school, WHO)
    return await _link(world, _TEACHERS + n, "Juf", Owner(customer=teacher))


async def _link(world: World, number: int, name: str, owner: Owner) -> Person:
    await link_account(number, number, owner)
    person = world.chat.person(number, name)
    person.chat.started = True
    return person


def code_of(n: int) -> str:
    return f"12AB{n:02}"


def address_of(n: int) -> str:
    return f"juf@school{n}.example"
