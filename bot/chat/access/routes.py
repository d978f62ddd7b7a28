"""Handlers with their rights: one list for each part of the chat, and the check of every update.

A handler is listed here together with what it is asked by and who may ask it, so that none can be
registered without a right. The right is checked when the handler that will run is known: whatever
brought an update to it (a text, a caption, an edited message, a button, a forgotten filter), the
same right applies. ``docs/rights.md`` is made from these lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiogram import BaseMiddleware, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Command, CommandStart
from aiogram.types import CallbackQuery, InlineQuery, Message

from rosterdesk.bot.chat.access.commands import COMMANDS
from rosterdesk.bot.chat.access.rights import SERVICE, Right, find_roles
from rosterdesk.bot.chat.screen.dialogs import end_dialog, is_said_where_asked
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.language import N_
from rosterdesk.core.login.roles import Role
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.payloads import AccessRefused
from rosterdesk.core.trail.refusals import note_refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from aiogram import Dispatcher
    from aiogram.filters.callback_data import CallbackData
    from aiogram.types import TelegramObject, User

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.core.language import Language

    Handler = Callable[..., Awaitable[Any]]

_OBSERVERS = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")


@dataclass(frozen=True, slots=True)
class Route:
    """One handler: what brings an update to it, and who may ask that.

    ``asks`` names it in the table of rights. Where ``skips``, an update of somebody without the
    right goes on to later handlers instead of being refused.
    """

    observer: str
    run: Handler
    filters: tuple[Any, ...]
    asks: tuple[str, ...]
    right: Right
    skips: bool = False

    @property
    def is_command(self) -> bool:
        return self.asks[:1] != () and self.asks[0].startswith("/")


class Routes:
    """The handlers of one part of the chat, in the order in which an update is offered to them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.routes: list[Route] = []

    def command(self, run: Handler, name: str, *filters: Any) -> None:
        """Add a command; the table of commands has its right.

        A command is a text. The caption of a file or photograph is a note about it, and a
        document with ``/status`` as its caption stays a document.
        """
        filters = filters or (Command(name),)
        self._add("message", run, (F.text, *filters), (f"/{name}",), COMMANDS[name].right)

    def start(self, run: Handler, *, deep_link: bool = False) -> None:
        """Add an answer to /start, with or without something behind it."""
        self.command(run, "start", CommandStart(deep_link=deep_link))

    def typed(
        self, run: Handler, *filters: Any, asks: str, right: Right, skips: bool = False
    ) -> None:
        """Add a message that is no command; in private only, unless the right reaches groups."""
        if right.in_groups:
            filters = (*filters, is_said_where_asked)
        else:
            filters = (F.chat.type == "private", *filters)
        self._add("message", run, filters, (asks,), right, skips=skips)

    def edited(
        self, run: Handler, *filters: Any, asks: str, right: Right, skips: bool = False
    ) -> None:
        where = () if right.in_groups else (F.chat.type == "private",)
        self._add("edited_message", run, (*where, *filters), (asks,), right, skips=skips)

    def press(self, run: Handler, data: type[CallbackData], *actions: str, right: Right) -> None:
        """Add the buttons of some actions, or all of a kind of data that has no actions."""
        if not actions:
            self._add("callback_query", run, (data.filter(),), (data.__prefix__,), right)
            return
        asks = tuple(f"{data.__prefix__}:{action}" for action in actions)
        chosen = data.filter(F.action.in_(set(actions)))
        self._add("callback_query", run, (chosen,), asks, right)

    def other_button(self, run: Handler, *filters: Any, asks: str, right: Right) -> None:
        self._add("callback_query", run, filters, (asks,), right)

    def inline(self, run: Handler, *, right: Right) -> None:
        self._add("inline_query", run, (), ("inline",), right)

    def service(self, observer: str, run: Handler, *filters: Any) -> None:
        """Add what a chat reports of itself."""
        self._add(observer, run, filters, (), SERVICE)

    def _add(
        self,
        observer: str,
        run: Handler,
        filters: tuple[Any, ...],
        asks: tuple[str, ...],
        right: Right,
        *,
        skips: bool = False,
    ) -> None:
        self.routes.append(Route(observer, run, filters, asks, right, skips))


def make_router(parts: Sequence[Routes]) -> Router:
    """Return an aiogram router of these parts; it belongs to one dispatcher.

    All commands come first: in a dialog a command is never taken for what was asked. One router,
    and not one for each part: aiogram makes some thirty observers for each.
    """
    router = Router(name="chat")
    routes = [route for part in parts for route in part.routes]
    for route in sorted(routes, key=lambda each: not each.is_command):
        observer = router.observers[route.observer]
        observer.register(route.run, *route.filters, flags={"route": route})
    return router


def check_rights(dispatcher: Dispatcher) -> None:
    """Let every handler run only for people whom its route allows."""
    for name in _OBSERVERS:
        dispatcher.observers[name].middleware(CheckRights())


_STOPPED = N_("What I asked has stopped. That command works only in a chat with me alone.")


class CheckRights(BaseMiddleware):
    """Nothing reaches a handler that its route does not allow; a refusal is written down."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        route: Route | None = data["handler"].flags.get("route")
        user: User | None = data.get("event_from_user")
        roles = data["roles"] = await find_roles(data.get("member"), user)
        if route is not None and route.is_command:
            # Who asks for something else has left it.
            data["left_dialog"] = await end_dialog(data["state"])
        if route is not None and route.right.allows(roles, in_group=_is_in_group(event)):
            return await handler(event, data)
        if route is not None and route.skips:
            raise SkipHandler
        await write_refusal(data.get("member"), user, _name_request(event, route))
        await _refuse(event, data["language"], roles)
        if data.get("left_dialog") and isinstance(event, Message) and _is_in_group(event):
            # Else the words typed next would vanish, with the question still standing there.
            await event.reply(phrases.say(data["language"], _STOPPED))
        return None


def _is_in_group(event: TelegramObject) -> bool:
    """Return whether others may read along; so it is where nobody says which chat it was."""
    if isinstance(event, CallbackQuery):
        return event.message is None or event.message.chat.type != "private"
    chat = getattr(event, "chat", None)
    return chat is not None and chat.type != "private"


def _name_request(event: TelegramObject, route: Route | None) -> str:
    """Return what was asked as the table of rights names it: a client can write anything."""
    asks = route.asks if route is not None else ()
    if isinstance(event, CallbackQuery):
        prefix, _, rest = (event.data or "").partition(":")
        pressed = f"{prefix}:{rest.partition(':')[0]}"
        if pressed in asks:
            return pressed
    return asks[0] if asks else type(event).__name__


async def write_refusal(member: Member | None, user: User | None, request: str) -> None:
    """Write down who was refused what; one who goes on is summed up."""
    number = user.id if user else None
    actor = member.actor if member else SYSTEM
    await note_refusal(AccessRefused(user=number, request=request), actor, f"chat:{number}")


async def _refuse(event: TelegramObject, language: Language, roles: frozenset[Role]) -> None:
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
