"""One person of each role, and what is written down of who was refused what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import InlineKeyboardButton
from tests.bot.chat.desks import WHO, make_school

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.customers.registering import grant_uploads
from rosterdesk.core.login.roles import Role
from rosterdesk.core.models import Event, Refusals, StaffRole
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi import Person


async def gather_cast(desk) -> dict[Role, Person]:
    """One person of each role, whose chats are linked."""
    school = await make_school()
    plain, _ = await desk.register(school, first_name="Noor")
    sender, _ = await desk.register(school, first_name="Marijke")
    await grant_uploads(sender, school, WHO)
    fresh, _ = await desk.register(school, first_name="Sam")
    people = {
        Role.STRANGER: desk.person(3001, "Niemand"),
        Role.CUSTOMER: await desk.customer(3002, plain),
        Role.UPLOADER: await desk.customer(3003, sender),
        Role.NEWCOMER: await desk.customer(3004, fresh),
    }
    await ChatAccount.filter(user_id=3004).update(must_choose=True)
    for number, role in enumerate(StaffRole, 3010):
        people[Role(role)] = await desk.staff(number, f"Medewerker {role}", role)
    people[Role.STRANGER].chat.started = True
    return people


async def count_more() -> int:
    return sum([each.more for each in await Refusals.all()])


async def list_refusals() -> list[tuple[int, str]]:
    events = await Event.filter(kind=Kind.ACCESS_REFUSED).order_by("id")
    return [(event.facts["user"], event.facts["request"]) for event in events]


async def wait_for_refusals(count: int) -> list[tuple[int, str]]:
    async def written() -> bool:
        return len(await list_refusals()) >= count

    await wait_for(written)
    return await list_refusals()


def make_button(data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text="x", callback_data=data)
