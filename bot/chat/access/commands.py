"""The commands that a chat program offers, per role, place and language.

Telegram keeps them; they are set when the service starts, and in a chat when its menu is shown or
its person's role changed. The right beside a command decides both: whether it is offered, and
whether it is answered (``routes``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from rosterdesk.bot.chat.access.person import choose_language, find_member
from rosterdesk.bot.chat.access.rights import (
    ADMINISTRATORS,
    ANYBODY,
    ANYBODY_ANYWHERE,
    CUSTOMERS,
    GRANTERS_ANYWHERE,
    LIBRARIANS,
    LIBRARIANS_ANYWHERE,
    LOGGED_IN,
    PRINTING,
    STAFF,
    STAFF_AND_UPLOADERS,
    Right,
    find_roles_of,
)
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.models import ChatAccount
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.language import N_, Language
from rosterdesk.core.login.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram import Bot


@dataclass(frozen=True, slots=True)
class Offer:
    """A command: how a menu describes it (None: it is in no menu of a person), and its right."""

    said: str | None
    right: Right


COMMANDS = {
    "start": Offer(None, ANYBODY),
    "here": Offer(None, GRANTERS_ANYWHERE),
    "menu": Offer(N_("what you can do here"), ANYBODY),
    "new": Offer(N_("register a customer"), STAFF),
    "find": Offer(N_("find a customer by card, number or name"), STAFF),
    "schools": Offer(N_("schools, their uploaders and classes"), STAFF),
    "pending": Offer(N_("rosters that wait for a decision"), LIBRARIANS_ANYWHERE),
    "held": Offer(N_("mails that were not taken"), LIBRARIANS),
    "print": Offer(N_("print slips, and the print jobs of now"), PRINTING),
    "printers": Offer(N_("the printers, and setting one up"), STAFF),
    "status": Offer(N_("what is going on now"), ANYBODY),
    "history": Offer(N_("the last decisions"), STAFF_AND_UPLOADERS),
    "page": Offer(N_("work on the library's page"), STAFF),
    "quiet": Offer(N_("hours without a sound"), STAFF),
    "staff": Offer(N_("invite and remove staff"), ADMINISTRATORS),
    "takeover": Offer(N_("take over the members of the loan system"), ADMINISTRATORS),
    "card": Offer(N_("your card as a picture"), CUSTOMERS),
    "password": Offer(N_("choose another password"), CUSTOMERS),
    "devices": Offer(N_("the chats that are linked to you"), CUSTOMERS),
    "login": Offer(N_("log in with a card and a password"), ANYBODY),
    "logout": Offer(N_("log out of this chat"), LOGGED_IN),
    "unlink": Offer(N_("unlink this chat"), ANYBODY),
    "whoami": Offer(N_("who you are to this library"), ANYBODY),
    "language": Offer(N_("Dutch or English"), ANYBODY),
    "cancel": Offer(N_("stop what was begun"), ANYBODY_ANYWHERE),
    "help": Offer(N_("this list"), ANYBODY),
}
_IN_GROUPS = {
    "pending": N_("rosters that wait for a decision"),
    "here": N_("show the cards of rosters in this group"),
}

Commands = list[tuple[str, str]]


def list_commands(roles: frozenset[Role], language: Language) -> Commands:
    """Return the commands that the table of rights allows to these roles."""
    return [
        (name, phrases.say(language, offer.said))
        for name, offer in COMMANDS.items()
        if offer.said and offer.right.allows(roles, in_group=False)
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
