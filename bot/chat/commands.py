"""The commands that a chat program offers, per role, place and language.

Telegram keeps them; they are set when the service starts, and in a chat when its menu is shown or
its person's role changed. What is offered is no right: the table of rights decides at each use.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from rosterdesk.bot.chat.person import choose_language, find_member
from rosterdesk.bot.chat.rights import Role, find_roles_of, is_allowed
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.chat.texts import phrases
from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.language import N_, Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram import Bot

COMMANDS = {
    "menu": N_("what you can do here"),
    "new": N_("register a customer"),
    "find": N_("find a customer by card, number or name"),
    "schools": N_("schools, their uploaders and classes"),
    "pending": N_("rosters that wait for a decision"),
    "held": N_("mails that were not taken"),
    "print": N_("print slips, and the print jobs of now"),
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
_IN_GROUPS = {
    "pending": N_("rosters that wait for a decision"),
    "here": N_("show the cards of rosters in this group"),
}

Commands = list[tuple[str, str]]


def list_commands(roles: frozenset[Role], language: Language) -> Commands:
    """Return the commands that the table of rights allows to these roles."""
    return [
        (name, phrases.say(language, said))
        for name, said in COMMANDS.items()
        if is_allowed(f"/{name}", roles, in_group=False)
    ]


async def offer_to_everybody(bot: Bot, default: Language) -> bool:
    """Set what strangers and groups are offered, in each language; return whether that worked."""
    strangers = frozenset({Role.STRANGER})
    done = []
    for code in (None, *Language):  # None: for those whose program speaks neither
        language = code or default
        in_groups = [(name, phrases.say(language, said)) for name, said in _IN_GROUPS.items()]
        for scope, commands in (
            (BotCommandScopeDefault(), list_commands(strangers, language)),
            (BotCommandScopeAllGroupChats(), in_groups),
        ):
            call = bot.set_my_commands(_convert(commands), scope=scope, language_code=code)
            done.append(await quietly(call))
    return all(done)


async def offer_to_staff(bot: Bot, default: Language) -> None:
    """Set what each member of staff is offered where that is not what their role can do now."""
    for account in await ChatAccount.filter(reachable=True, staff_id__not_isnull=True):
        await offer_commands(bot, account.user_id, choose_language(account, None, default))


async def offer_commands(bot: Bot, user_id: int, language: Language) -> None:
    """Set what this person is offered in their own chat, unless it is offered already."""
    member = await find_member(user_id)
    account = member.account if member else await ChatAccount.get_or_none(user_id=user_id)
    if account is None:
        return
    commands = list_commands(await find_roles_of(member), language)
    digest = hashlib.sha256(repr(commands).encode()).hexdigest()
    if account.offered == digest:
        return
    scope = BotCommandScopeChat(chat_id=account.chat_id)
    if await quietly(bot.set_my_commands(_convert(commands), scope=scope)):
        await ChatAccount.filter(id=account.id).update(offered=digest)


async def withdraw_commands(bot: Bot, chat_id: int) -> None:
    """Let a chat that was unlinked offer what strangers are offered."""
    await quietly(bot.delete_my_commands(scope=BotCommandScopeChat(chat_id=chat_id)))


def _convert(commands: Sequence[tuple[str, str]]) -> list[BotCommand]:
    return [BotCommand(command=name, description=said) for name, said in commands]
