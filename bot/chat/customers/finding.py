"""Finding a customer: a scanned card, a number, a name typed as it is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import F
from aiogram.filters import CommandObject, StateFilter
from aiogram.utils.formatting import Bold, Text

from rosterdesk.bot.chat.access.rights import STAFF
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.customers.showing import show_customer
from rosterdesk.bot.chat.screen.buttons import Buttons, CustomerAction, button, keyboard
from rosterdesk.bot.words.people import format_class
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.finding.looking import look_up
from rosterdesk.core.person_names import show_name
from rosterdesk.core.trail.sightings import TooManyLooksError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram import Bot
    from aiogram.types import Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.customers.finding.search import FoundCustomer
    from rosterdesk.core.language import Language

_MOST = 10


async def find_by_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    member: Member,
    settings: Settings,
    language: Language,
) -> None:
    if command.args:
        await answer_find(command.args, message, bot, member, settings, language)
    else:
        said = phrases.say(language, "Scan a card, or type a number or a name.")
        await message.answer(said)


async def find_typed(
    message: Message,
    bot: Bot,
    member: Member,
    settings: Settings,
    language: Language,
) -> None:
    """Search for the text that staff type or scan outside a dialog."""
    await answer_find(message.text or "", message, bot, member, settings, language)


async def answer_find(
    text: str,
    message: Message,
    bot: Bot,
    member: Member,
    settings: Settings,
    language: Language,
) -> None:
    try:
        found = await look_up(text[:100], member.actor, settings, limit=_MOST + 1)
    except TooManyLooksError as error:
        await message.answer(error.say(language))
        return
    if len(found) == 1:
        await show_customer(bot, message.chat.id, None, found[0].id, member, settings, language)
        return
    if not found:
        await message.answer(
            phrases.say(language, "Nobody found. Try only the surname, or /new registers somebody.")
        )
        return
    words = _describe_found(len(found), language)
    await message.answer(
        **Text(Bold(words)).as_kwargs(), reply_markup=keyboard(draw_found(found[:_MOST]))
    )


def _describe_found(count: int, language: Language) -> str:
    if count > _MOST:
        return phrases.say(language, "The best {most}. A first name too narrows it.", most=_MOST)
    return phrases.say_many(language, count, "{count} found", "{count} found")


def draw_found(found: Sequence[FoundCustomer]) -> Buttons:
    """Return a button for each: name, class and school."""
    return [
        [button(_describe_line(customer), CustomerAction(action="show", id=customer.id))]
        for customer in found
    ]


def _describe_line(customer: FoundCustomer) -> str:
    where = format_class(customer.class_name, customer.class_code, None)
    return " · ".join(part for part in (show_name(customer), where, customer.school_name) if part)


ROUTES = Routes("finding")
ROUTES.command(find_by_command, "find")
ROUTES.typed(
    find_typed,
    StateFilter(None),
    F.text,
    ~F.text.startswith("/"),
    asks="typed:find",
    right=STAFF,
    skips=True,
)
