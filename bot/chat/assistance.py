"""What the bot can do for whoever asks, who they are to it, and the commands Telegram offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import BotCommand, BotCommandScopeChat, CallbackQuery, Message
from aiogram.utils.formatting import Bold, Code, Text, as_list

from rosterdesk.bot.chat.everyone import switch_language
from rosterdesk.bot.chat.menu import MenuAction, show_home
from rosterdesk.bot.chat.rights import is_allowed
from rosterdesk.bot.chat.texts import phrases
from rosterdesk.core.compare.names import show_name
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from aiogram import Bot

    from rosterdesk.bot.chat.person import Member
    from rosterdesk.bot.chat.rights import Role
    from rosterdesk.core.language import Language

COMMANDS = {
    "menu": N_("what you can do here"),
    "new": N_("register a customer"),
    "find": N_("find a customer by card, number or name"),
    "schools": N_("schools, their uploaders and classes"),
    "pending": N_("rosters that wait for a decision"),
    "status": N_("what is going on now"),
    "history": N_("the last decisions"),
    "quiet": N_("hours without a sound"),
    "staff": N_("invite and remove staff"),
    "card": N_("your card as a picture"),
    "password": N_("choose another password"),
    "devices": N_("the chats that are linked to you"),
    "login": N_("log in with a card and a password"),
    "logout": N_("log out of this chat"),
    "unlink": N_("unlink this chat"),
    "whoami": N_("who you are to this library"),
    "language": N_("Dutch or English"),
    "cancel": N_("stop what was begun"),
    "help": N_("this list"),
}


def list_commands(roles: frozenset[Role], language: Language) -> list[tuple[str, str]]:
    """Return the commands that the table of rights allows to these roles."""
    return [
        (name, phrases.say(language, said))
        for name, said in COMMANDS.items()
        if is_allowed(f"/{name}", roles, in_group=False)
    ]


async def show_help(message: Message, bot: Bot, roles: frozenset[Role], language: Language) -> None:
    """Say what can be done, and let the chat program offer just that."""
    commands = list_commands(roles, language)
    lines = [Text(f"/{name}", " ", said) for name, said in commands]
    await message.answer(**as_list(*lines).as_kwargs())
    await bot.set_my_commands(
        [BotCommand(command=name, description=said) for name, said in commands],
        scope=BotCommandScopeChat(chat_id=message.chat.id),
    )


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


async def switch_by_menu(query: CallbackQuery, member: Member | None, language: Language) -> None:
    await query.answer()
    if isinstance(query.message, Message):
        await switch_language(query.message, member, language)


def make_router() -> Router:
    router = Router(name="assistance")
    private = F.chat.type == "private"
    router.message.register(show_help, Command("help"), private)
    router.message.register(tell_who, Command("whoami"), private)
    router.callback_query.register(go_home, MenuAction.filter(F.action == "home"))
    router.callback_query.register(switch_by_menu, MenuAction.filter(F.action == "language"))
    return router
