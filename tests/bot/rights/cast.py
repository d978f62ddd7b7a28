"""A chat in which nothing runs: only which handler an update would reach, and for whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiogram import BaseMiddleware
from aiogram.types import Update

from rosterdesk.bot.chat.access.rights import NOBODY, Role
from rosterdesk.bot.chat.dispatcher import make_dispatcher
from rosterdesk.bot.chat.telegram.health import ChatHealth
from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.clock import now
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.models import Event, StaffRole
from rosterdesk.core.models.audit import Refusals
from rosterdesk.core.trail.actors import shell_actor
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from aiogram import Dispatcher
    from tests.bot.approval.desk import Desk

    from rosterdesk.bot.chat.access.routes import Route
    from rosterdesk.bot.standins.botapi.channels import ChannelDesk
    from rosterdesk.bot.standins.botapi.groups import Group
    from rosterdesk.bot.standins.botapi.people import Person
    from rosterdesk.bot.standins.botapi.state.chats import Topic
    from rosterdesk.bot.standins.botapi.state.messages import Message

WHO = shell_actor("tester")
_OBSERVERS = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")


class Probe(BaseMiddleware):
    """Stands right before the handlers, behind the check of rights, and lets none of them run."""

    def __init__(self) -> None:
        self.reached: list[Route] = []

    async def __call__(self, handler: object, event: object, data: dict[str, Any]) -> None:
        self.reached.append(data["handler"].flags["route"])


@dataclass(slots=True)
class Cast:
    """One person of each role, in private and in a group with topics; the bot hears everything."""

    desk: Desk
    people: dict[Role, Person]
    group: Group
    small: Group
    prompt: Message  # of the bot, in the small group
    topic: Topic
    channel: ChannelDesk
    dispatcher: Dispatcher
    probe: Probe = field(default_factory=Probe)
    told: int = 0  # the last refusal that was looked at

    async def deliver(self) -> list[Route]:
        """Hand over what people did; return the handlers that it would reach."""
        self.probe.reached = []
        world, bot = self.desk.api.world, self.desk.service.bot
        while waiting := world.updates.waiting():
            world.updates.clear()
            for each in waiting:
                update = Update.model_validate(each.as_json(), context={"bot": bot})
                await self.dispatcher.feed_update(bot, update)
        return self.probe.reached

    async def take_refusals(self) -> list[str]:
        """Return what was refused since the last time."""
        events = await Event.filter(kind=Kind.ACCESS_REFUSED, id__gt=self.told).order_by("id")
        self.told = max((each.id for each in events), default=self.told)
        await Refusals.all().delete()  # of a stranger, the next one would only be counted
        return [each.facts["request"] for each in events]


async def gather_cast(desk: Desk) -> Cast:
    """Make the people; the desk's own service must not run."""
    school = await desk.school()
    facts = {"surname": "Bakker", "role": "teacher"}
    numbering = desk.service.library.numbering
    plain, _ = await add_customer(school, WHO, numbering, first_name="Noor", **facts)
    fresh, _ = await add_customer(school, WHO, numbering, first_name="Sam", **facts)
    people = {
        Role.STRANGER: desk.api.person(3001, "Niemand"),
        Role.NEWCOMER: await desk.sender(fresh, 3002),
        Role.CUSTOMER: await desk.sender(plain, 3003),
        Role.UPLOADER: await desk.sender(await desk.teacher(school), 3004),
        Role.DESK: await desk.staff("Cas", StaffRole.DESK, 3005),
        Role.LIBRARIAN: await desk.staff("Anna", StaffRole.LIBRARIAN, 3006),
        Role.ADMINISTRATOR: await desk.staff("Els", StaffRole.ADMINISTRATOR, 3007),
    }
    await ChatAccount.filter(user_id=3002).update(must_choose=True)
    people[Role.STRANGER].chat.started = True
    librarian = await ChatAccount.get(user_id=3006).prefetch_related("staff")
    for nobody in NOBODY:  # were one of these ever linked, it still is nobody
        await ChatAccount.create(
            user_id=nobody, chat_id=nobody, staff=librarian.staff, linked_at=now()
        )
    group = desk.api.group(-1_000_000_000_500, "Team", topics=True)
    group.add(*people.values())
    group.promote_bot()
    for person in people.values():
        group.promote(person, anonymous=True)
    small = desk.api.group(-501, "Klein")
    small.add(*people.values())
    await desk.service.bot.send_message(small.id, "?")
    prompt = small.messages[-1]
    channel = desk.api.channel(-1_000_000_000_600, "Nieuws")
    dispatcher = make_dispatcher(desk.service.library, desk.settings, ChatHealth())
    cast = Cast(
        desk, people, group, small, prompt, group.add_topic("De Regenboog"), channel, dispatcher
    )
    for name in _OBSERVERS:
        dispatcher.observers[name].middleware(cast.probe)
    await cast.deliver()
    return cast
