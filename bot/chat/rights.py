"""THE table of rights: who may ask what of the chat (docs/rights.md shows it to people).

Every command, button and kind of message has a row; what has none is refused. The rows of
buttons are ``prefix:action`` of their callback data, or ``prefix`` for all of a prefix. A role
is of the person who asks, as the database has it at that moment: never of the chat, the group or
the message that is answered. Every refusal is in the audit trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, InlineQuery, Message

from rosterdesk.bot.chat.texts import phrases
from rosterdesk.core.actors import SYSTEM
from rosterdesk.core.database import writing
from rosterdesk.core.events import Kind, record
from rosterdesk.core.usecases.customers import schools_to_send_for

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram.types import TelegramObject, User

    from rosterdesk.bot.chat.person import Member
    from rosterdesk.core.language import Language


class Role(StrEnum):
    STRANGER = "stranger"
    NEWCOMER = "newcomer"  # logged in with a one-time password, has no own one yet
    CUSTOMER = "customer"
    UPLOADER = "uploader"  # a customer who may send rosters for some school today
    DESK = "desk"
    LIBRARIAN = "librarian"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Right:
    roles: frozenset[Role]
    in_groups: bool = False


def _allow(*roles: Role, in_groups: bool = False) -> Right:
    return Right(frozenset(roles), in_groups)


_ANYBODY = _allow(*Role)
_ANYWHERE = _allow(*Role, in_groups=True)
_CUSTOMERS = _allow(Role.CUSTOMER, Role.UPLOADER)
_LOGGED_IN = _allow(Role.NEWCOMER, Role.CUSTOMER, Role.UPLOADER)
_UPLOADERS = _allow(Role.UPLOADER)
_DESK = _allow(Role.DESK, Role.LIBRARIAN, Role.ADMINISTRATOR)
_LIBRARIANS = _allow(Role.LIBRARIAN, in_groups=True)
_GRANTERS = _allow(Role.LIBRARIAN, Role.ADMINISTRATOR)
_ADMINISTRATORS = _allow(Role.ADMINISTRATOR)
_PRINT = _allow(Role.LIBRARIAN, Role.DESK)
_PRINTERS = _allow(Role.LIBRARIAN, Role.DESK, in_groups=True)

RIGHTS: dict[str, Right] = {
    "/start": _ANYBODY,
    "/cancel": _ANYBODY,
    "/language": _ANYBODY,
    "/help": _ANYBODY,
    "/whoami": _ANYBODY,
    "/menu": _ANYBODY,
    "/login": _ANYBODY,
    "/logout": _LOGGED_IN,
    "/card": _CUSTOMERS,
    "/password": _CUSTOMERS,
    "/devices": _CUSTOMERS,
    "/pending": _LIBRARIANS,
    "/held": _allow(Role.LIBRARIAN),
    "/status": _ANYBODY,
    "/history": _allow(Role.UPLOADER, Role.DESK, Role.LIBRARIAN, Role.ADMINISTRATOR),
    "/quiet": _DESK,
    "/unlink": _ANYBODY,
    "/here": _allow(Role.LIBRARIAN, Role.ADMINISTRATOR, in_groups=True),
    "/new": _DESK,
    "/find": _DESK,
    "/schools": _DESK,
    "/print": _PRINT,
    "/staff": _ADMINISTRATORS,
    # what is typed or dropped
    "text": _ANYBODY,
    "document": _UPLOADERS,
    "inline": _DESK,
    "typed:login": _ANYBODY,
    "typed:new": _DESK,
    "typed:change": _DESK,
    "typed:card": _DESK,
    "typed:staff": _ADMINISTRATORS,
    "typed:reject": _LIBRARIANS,
    "typed:plan": _allow(Role.LIBRARIAN, Role.ADMINISTRATOR, in_groups=True),
    "typed:vouch": _allow(Role.LIBRARIAN),
    # a code that links a chat: the code is the right
    "link": _ANYBODY,
    "unlink": _ANYBODY,
    # a roster's card
    "plan:approve": _LIBRARIANS,
    "plan:reject": _LIBRARIANS,
    "plan:print": _PRINTERS,
    "plan": _allow(Role.LIBRARIAN, Role.ADMINISTRATOR, in_groups=True),
    "for": _UPLOADERS,
    "rem": _UPLOADERS,
    # printing: a job, and the question whether one pupil's slip is on paper
    "job": _PRINTERS,
    "slip": _PRINT,
    "prt": _PRINT,
    "typed:job": _PRINTERS,
    # mails that were not taken
    "mail": _allow(Role.LIBRARIAN),
    "vouch": _allow(Role.LIBRARIAN),
    # a held mail in one's own name
    "mine": _UPLOADERS,
    # the menu of somebody who is logged in
    "menu:card": _CUSTOMERS,
    "menu:details": _CUSTOMERS,
    "menu:password": _CUSTOMERS,
    "menu:devices": _CUSTOMERS,
    "menu:logout": _LOGGED_IN,
    "menu:language": _ANYBODY,
    "menu:login": _ANYBODY,
    "menu:forgotten": _ANYBODY,
    "menu:upload": _UPLOADERS,
    "menu:sent": _UPLOADERS,
    "menu:template": _UPLOADERS,
    "menu:uploaders": _UPLOADERS,
    "menu:home": _ANYBODY,
    "menu:new": _DESK,
    "menu:schools": _DESK,
    "menu:staff": _ADMINISTRATORS,
    "dev": _CUSTOMERS,
    # registering a customer
    "new": _DESK,
    # a customer's card
    "cus": _DESK,
    "cls": _DESK,
    "crd": _DESK,
    "mem": _DESK,
    "pwd": _DESK,
    "sch": _DESK,
    "car": _ADMINISTRATORS,
    "map": _allow(Role.LIBRARIAN),
    "upl:list": _DESK,
    "upl": _GRANTERS,
    # staff
    "team": _ADMINISTRATORS,
}

# The group of states of a dialog -> the row for what is typed in it.
STATES = {
    "LoggingIn": "typed:login",
    "Choosing": "typed:login",
    "Registering": "typed:new",
    "Changing": "typed:change",
    "Replacing": "typed:card",
    "Inviting": "typed:staff",
    "Rejecting": "typed:reject",
    "Asking": "typed:plan",
    "Searching": "typed:plan",
    "Restarting": "typed:job",
    "Vouching": "typed:vouch",
}

# Group administrators who write as the group, Telegram's own account, posts of channels: these
# ids are shared by everybody who does so, so that none of them is a person.
NOBODY = frozenset({1087968824, 777000, 136817688})


async def find_roles(member: Member | None, user: User | None) -> frozenset[Role]:
    """Return the roles of who asks; several for staff who are customers too, none for nobody."""
    if user is None or user.is_bot or user.id in NOBODY:
        return frozenset()
    return await find_roles_of(member)


async def find_roles_of(member: Member | None) -> frozenset[Role]:
    if member is None:
        return frozenset({Role.STRANGER})
    roles = {Role(member.staff.role)} if member.staff else set()
    if member.customer and member.account.must_choose:
        roles.add(Role.NEWCOMER)
    elif member.customer:
        roles.add(Role.CUSTOMER)
        if await schools_to_send_for(member.customer):
            roles.add(Role.UPLOADER)
    return frozenset(roles)


def find_right(request: str) -> Right | None:
    return RIGHTS.get(request) or RIGHTS.get(request.partition(":")[0])


def is_allowed(request: str, roles: frozenset[Role], *, in_group: bool) -> bool:
    right = find_right(request)
    return right is not None and bool(right.roles & roles) and (right.in_groups or not in_group)


def name_request(event: TelegramObject, state: str | None) -> str:
    """Return the row that an update needs."""
    if isinstance(event, CallbackQuery):
        prefix, _, rest = (event.data or "").partition(":")
        return f"{prefix}:{rest.partition(':')[0]}"
    if isinstance(event, InlineQuery):
        return "inline"
    assert isinstance(event, Message)
    command = (event.text or "").split(maxsplit=1)[:1]
    name = command[0].partition("@")[0].lower() if command else ""
    if name.startswith("/") and name in RIGHTS:
        return name
    if event.document and not state:
        return "document"
    return STATES.get((state or "").partition(":")[0], "text")


class CheckRights(BaseMiddleware):
    """Nothing reaches a handler that the table does not allow."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        user: User | None = data.get("event_from_user")
        request = name_request(event, data.get("raw_state"))
        roles = data["roles"] = await find_roles(data.get("member"), user)
        if is_allowed(request, roles, in_group=_is_in_group(event)):
            return await handler(event, data)
        if _is_small_talk(event, request):
            return None
        await write_refusal(data.get("member"), user, request)
        await _say_no(event, data["language"], roles)
        return None


def _is_in_group(event: TelegramObject) -> bool:
    message = event.message if isinstance(event, CallbackQuery) else event
    chat = getattr(message, "chat", None)
    return chat is not None and chat.type != "private"


def _is_small_talk(event: TelegramObject, request: str) -> bool:
    """What people of a group say to each other asks nothing of the bot."""
    return request == "text" and _is_in_group(event)


async def write_refusal(member: Member | None, user: User | None, request: str) -> None:
    """Write down who was refused what; ``request`` is cut: a client can put anything in it."""
    async with writing():
        await record(
            Kind.ACCESS_REFUSED,
            member.actor if member else SYSTEM,
            private={"user": user.id if user else None, "request": request[:40]},
        )


async def _say_no(event: TelegramObject, language: Language, roles: frozenset[Role]) -> None:
    if isinstance(event, CallbackQuery):
        await event.answer(phrases.say(language, "You may not do this."), show_alert=True)
    elif isinstance(event, InlineQuery):
        await event.answer([], cache_time=1, is_personal=True)
    elif isinstance(event, Message) and not _is_in_group(event):
        await event.answer(_explain(event, language, roles))


def _explain(message: Message, language: Language, roles: frozenset[Role]) -> str:
    if Role.NEWCOMER in roles:
        return phrases.say(language, "First choose a password of your own: /start.")
    if message.document:
        return phrases.say(
            language,
            "Only people whom the library authorised for a school can send a roster here."
            " Ask your library.",
        )
    if Role.STRANGER in roles:
        return phrases.say(language, "Please log in first: /login.")
    return phrases.say(language, "You may not do this.")
