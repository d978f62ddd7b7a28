"""Help: the actions open to the person who asks, and the roles by which the bot knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Code, Text, as_list

from rosterdesk.bot.chat.access.commands import list_commands, offer_commands
from rosterdesk.bot.chat.access.rights import ANYBODY
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.home.everyone import switch_language
from rosterdesk.bot.chat.home.menu import show_home
from rosterdesk.bot.chat.screen.buttons import MenuAction
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.language import N_
from rosterdesk.core.person_names import show_name

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import CallbackQuery, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.core.language import Language
    from rosterdesk.core.login.roles import Role


async def show_help(message: Message, bot: Bot, roles: frozenset[Role], language: Language) -> None:
    """Say what can be done, and let the chat program offer just that."""
    lines = [Text(f"/{name}", " ", said) for name, said in list_commands(roles, language)]
    await message.answer(**as_list(*lines).as_kwargs())
    await offer_commands(bot, message.chat.id, language)


async def tell_who(
    message: Message, member: Member | None, roles: frozenset[Role], language: Language
) -> None:
    assert message.from_user is not None
    lines = [Text(phrases.say(language, "Your chat account:"), " ", Code(message.from_user.id))]
    if member and member.staff:
        lines.append(Bold(member.staff.name))
    if member and member.customer:
        lines.append(Bold(show_name(member.customer)))
    lines.append(Text(", ".join(sorted(phrases.say(language, ROLE_NAMES[r]) for r in roles))))
    await message.answer(**as_list(*lines).as_kwargs())


ROLE_NAMES = {
    "stranger": N_("not linked"),
    "newcomer": N_("customer without an own password"),
    "customer": N_("customer"),
    "uploader": N_("may send rosters"),
    "desk": N_("desk"),
    "librarian": N_("librarian"),
    "administrator": N_("administrator"),
}


async def go_home(query: CallbackQuery, bot: Bot, language: Language) -> None:
    await query.answer()
    await show_home(bot, query.from_user.id, language)


async def switch_by_menu(
    query: CallbackQuery, bot: Bot, member: Member | None, language: Language
) -> None:
    await query.answer()
    if query.message is not None:
        await switch_language(query.message, bot, member, language)


ROUTES = Routes("assistance")
ROUTES.command(show_help, "help")
ROUTES.command(tell_who, "whoami")
ROUTES.press(go_home, MenuAction, "home", right=ANYBODY)
ROUTES.press(switch_by_menu, MenuAction, "language", right=ANYBODY)
