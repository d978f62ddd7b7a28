"""The stand-in as a whole: it listens on loopback and is directed from Python."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self, TypeVar

from aiohttp import web

from rosterdesk.bot.standins.botapi.channels import ChannelDesk
from rosterdesk.bot.standins.botapi.control.routes import build_control
from rosterdesk.bot.standins.botapi.courier import deliver_for_ever
from rosterdesk.bot.standins.botapi.dispatch import run_call
from rosterdesk.bot.standins.botapi.faults import Fault, FaultKind, Order
from rosterdesk.bot.standins.botapi.groups import Group
from rosterdesk.bot.standins.botapi.people import Person
from rosterdesk.bot.standins.botapi.routes import build_app
from rosterdesk.bot.standins.botapi.state.accounts import Account
from rosterdesk.bot.standins.botapi.state.chats import Channel, GroupChat, PrivateChat
from rosterdesk.bot.standins.botapi.state.world import World
from rosterdesk.bot.standins.botapi.watching import wait_for_message

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from rosterdesk.bot.standins.botapi.state.chats import Chat
    from rosterdesk.bot.standins.botapi.state.clock import Clock
    from rosterdesk.bot.standins.botapi.state.messages import Message
    from rosterdesk.bot.standins.botapi.state.world import Call
    from rosterdesk.bot.standins.botapi.watching import Wanted

T = TypeVar("T")
DEMO_TOKEN = "8000000001:demo-token-that-opens-nothing-anywhere"  # noqa: S105 - says it itself
GROUP_OWNER = Account(8000000002, "Owner")
LOOPBACK = "127.0.0.1"


class BreachError(Exception):
    """The bot's calls broke the published description, whatever became of them."""


class BotApi:
    """``async with BotApi() as api``: a Bot API server on a free port of 127.0.0.1.

    ``strict``, ``local`` and ``privacy`` are described at World. Time-outs are in seconds.

    Where it is strict, leaving it raises BreachError if any call of the bot had a name, a type or a
    length that the Bot API does not have.
    """

    def __init__(
        self,
        token: str = DEMO_TOKEN,
        username: str = "rosterdesk_bot",
        *,
        strict: bool = True,
        local: bool = False,
        privacy: bool = True,
        port: int = 0,
    ) -> None:
        self.world = World(token, username, strict=strict, local=local, privacy=privacy)
        self.people: dict[int, Person] = {}
        self._port = port
        self._runner: web.AppRunner | None = None
        self._courier: asyncio.Task[None] | None = None
        self._folder: TemporaryDirectory[str] | None = None

    @property
    def token(self) -> str:
        return self.world.token

    @property
    def clock(self) -> Clock:
        return self.world.clock

    @property
    def flood_limits(self) -> bool:
        """Return whether Telegram's limits per second and minute are enforced; off at first."""
        return self.world.flood.is_on

    @flood_limits.setter
    def flood_limits(self, is_on: bool) -> None:
        self.world.flood.is_on = is_on

    @property
    def base_url(self) -> str:
        return f"http://{LOOPBACK}:{self._port}"

    @property
    def groups(self) -> dict[int, Group]:
        """Every group by its id, also those that groups grew into."""
        chats = [chat for chat in self.world.chats.values() if isinstance(chat, GroupChat)]
        found = [chat for chat in chats if not isinstance(chat, Channel)]
        return {chat.id: Group(self.world, chat, GROUP_OWNER) for chat in found}

    @property
    def channels(self) -> dict[int, ChannelDesk]:
        chats = [chat for chat in self.world.chats.values() if isinstance(chat, Channel)]
        return {chat.id: ChannelDesk(self.world, chat, GROUP_OWNER) for chat in chats}

    @property
    def calls(self) -> list[Call]:
        """Every call of the bot that was answered, also with a refusal, oldest first."""
        return self.world.calls

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()
        if error is not None:
            return
        if self.world.crashes:
            raise ExceptionGroup("the Bot API stand-in itself failed", self.world.crashes)
        if self.world.breaches:
            raise BreachError(sorted(set(self.world.breaches)))

    async def start(self) -> None:
        """Listen, again at the same address after a stop: chats and updates are still there."""
        self.world.closing.clear()
        if self.world.local:
            self._folder = TemporaryDirectory(prefix="botapi-")
            self.world.folder = Path(self._folder.name)
        self._runner = await self._listen()
        self._courier = asyncio.create_task(
            deliver_for_ever(self.world, partial(run_call, self.world))
        )

    async def stop(self) -> None:
        """Be out of reach, as Telegram is at times: connections end, new ones are refused."""
        self.world.closing.set()
        self.world.bell.ring()
        if self._courier is not None:
            self._courier.cancel()
            with suppress(asyncio.CancelledError):
                await self._courier
        if self._runner is not None:
            await self._runner.cleanup()
        if self._folder is not None:
            self._folder.cleanup()

    async def _listen(self) -> web.AppRunner:
        app = build_app(self.world)
        app.add_subapp("/control", build_control(self))
        # With cancellation, a client that gives up ends its call here: no poller outlives its bot.
        runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, LOOPBACK, self._port).start()
        self._port = runner.addresses[0][1]
        return runner

    def person(
        self,
        id: int,  # noqa: A002 - Telegram's word
        first_name: str,
        username: str | None = None,
        language_code: str = "nl",
    ) -> Person:
        """Make a person who has never written to the bot."""
        self._check_free(id)
        account = Account(id, first_name, username, language_code)
        chat = PrivateChat(id, person=account)
        self.world.accounts[id] = account
        self.world.chats[id] = chat
        self.people[id] = Person(self.world, account, chat)
        return self.people[id]

    def group(self, id: int, title: str, topics: bool = False, *, bot: bool = True) -> Group:  # noqa: A002 - Telegram's word
        """Make a group with the bot in it, a plain member. An id below -10^12 is a supergroup."""
        self._check_free(id)
        chat = GroupChat(id, title=title, topics_on=topics)
        self.world.chats[id] = chat
        made = Group(self.world, chat, GROUP_OWNER)
        if bot:
            made.add_bot()
        return made

    def channel(self, id: int, title: str, *, bot: bool = True) -> ChannelDesk:  # noqa: A002 - Telegram's word
        """Make a channel with the bot as an administrator. Its id is below -10^12."""
        self._check_free(id)
        chat = Channel(id, title=title)
        self.world.chats[id] = chat
        made = ChannelDesk(self.world, chat, GROUP_OWNER)
        if bot:
            made.promote_bot()
        return made

    def messages(self, chat: Person | Group | int) -> list[Message]:
        """Return what stands in a chat, oldest first; deleted messages too, marked so."""
        return list(self._find_chat(chat).messages.values())

    async def wait_for(
        self,
        chat: Person | Group | int,
        wanted: Wanted,
        *,
        timeout: float = 30.0,  # noqa: ASYNC109 - seconds until TimeoutError
    ) -> Message:
        """Return the first message, from whoever, that holds the text or passes the test."""
        return await wait_for_message(self.world, self._find_chat(chat), wanted, timeout)

    async def wait_for_call(self, method: str, *, count: int = 1, timeout: float = 30.0) -> Call:  # noqa: ASYNC109 - seconds until TimeoutError
        """Return the ``count``-th call of that method, now or when it comes."""

        def look() -> Call | None:
            found = [call for call in self.calls if call.method.casefold() == method.casefold()]
            return found[count - 1] if len(found) >= count else None

        return await self.wait_until(look, timeout=timeout)

    async def wait_until(self, look: Callable[[], T | None], *, timeout: float = 30.0) -> T:  # noqa: ASYNC109 - seconds until TimeoutError
        """Return what ``look`` finds as soon as it finds something; it looks after each change."""
        return await self.world.bell.wait_until(look, timeout)

    @property
    def pending_updates(self) -> int:
        """Return the number of updates that the bot has not confirmed yet."""
        return len(self.world.updates)

    def fail_next(
        self,
        method: str,
        kind: FaultKind | str,
        *,
        times: int = 1,
        skip: int = 0,
        after: bool = False,
        chat_id: int | None = None,
        retry_after: int = 1,
        migrate_to_chat_id: int = 0,
    ) -> None:
        """Let the next ``times`` calls of a method ("*": of any but getUpdates) go wrong.

        ``skip`` calls go well before that; with ``chat_id`` only calls for that chat count.
        ``after``: the call takes effect, and only its answer is lost. ``retry_after`` in seconds.
        """
        fault = Fault(FaultKind(kind), after, retry_after, migrate_to_chat_id)
        self.world.faults.add(Order(method, fault, skip, chat_id), times)

    async def wait_for_held(self, count: int = 1, *, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - seconds until TimeoutError
        """Return when so many calls are held (the fault "held"): none of them is answered yet."""
        await self.wait_until(lambda: self.world.held >= count or None, timeout=timeout)

    def release(self) -> None:
        """Let the calls go on that are held now."""
        self.world.release()

    def forget_older(self, seconds: float) -> None:
        """Drop what is older, and all calls, so that a run of many hours stays small."""
        self.world.forget_before(self.clock.now() - int(seconds))

    def _check_free(self, chat_id: int) -> None:
        if chat_id in self.world.chats:
            raise ValueError("there is a chat with that id already")

    def _find_chat(self, chat: Person | Group | int) -> Chat:
        return self.world.chats[chat] if isinstance(chat, int) else chat.chat
