"""Everything the stand-in knows, and the few ways in which it changes."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rosterdesk.bot.standins.botapi.faults import Faults
from rosterdesk.bot.standins.botapi.flood import FloodGate
from rosterdesk.bot.standins.botapi.published.check import find_update_breaches
from rosterdesk.bot.standins.botapi.state.accounts import Account
from rosterdesk.bot.standins.botapi.state.bell import Bell
from rosterdesk.bot.standins.botapi.state.chats import Chat, GroupChat, PrivateChat
from rosterdesk.bot.standins.botapi.state.clock import Clock
from rosterdesk.bot.standins.botapi.state.files import Files
from rosterdesk.bot.standins.botapi.state.messages import Content, Message
from rosterdesk.bot.standins.botapi.state.updates import UpdateQueue
from rosterdesk.bot.standins.botapi.state.webhook import Webhook

if TYPE_CHECKING:
    from pathlib import Path

    from rosterdesk.bot.standins.botapi.state.queries import CallbackResult, InlineResult


@dataclass(frozen=True)
class Call:
    """One call of the bot. ``error`` is the description that it was refused with, else empty."""

    method: str
    params: dict[str, Any]
    result: Any
    error: str = ""


class World:
    """One bot and the people and groups that it meets.

    ``strict`` refuses parameters that a method does not have (Telegram ignores them); ``local``
    behaves as a Bot API server of one's own; ``privacy`` is the bot's privacy mode in groups.
    """

    def __init__(
        self,
        token: str,
        username: str,
        *,
        strict: bool = True,
        local: bool = False,
        privacy: bool = True,
    ) -> None:
        self.token = token
        self.strict = strict
        self.folder: Path | None = None  # where a local server lays files for the bot
        self.local = local
        self.privacy = privacy
        self.bell = Bell()
        self.clock = Clock(self.bell.ring)
        self.closing = asyncio.Event()
        self.bot = Account(int(token.partition(":")[0]), "Rosterdesk", username, is_bot=True)
        self.accounts: dict[int, Account] = {self.bot.id: self.bot}
        self.chats: dict[int, Chat] = {}
        self.files = Files()
        self.updates = UpdateQueue(self.clock)
        self.webhook = Webhook()
        self.faults = Faults()
        self.flood = FloodGate(self.clock)
        self.callbacks: dict[str, CallbackResult] = {}
        self.inline_queries: dict[str, InlineResult] = {}
        self.calls: list[Call] = []
        self.crashes: list[Exception] = []  # of the stand-in itself
        self.breaches: list[str] = []  # calls that break the published description
        self.settings: dict[tuple[str, ...], Any] = {}  # commands, menu buttons, descriptions
        self.held = 0  # calls that wait to be released
        self._releases = 0
        self._last_id = 0
        self.revision = 0

    def next_revision(self) -> int:
        self.revision += 1
        return self.revision

    def post(self, chat: Chat, sender: Account, content: Content, **facts: Any) -> Message:
        """Put a message into a chat; ``facts`` are further fields of Message."""
        message = Message(
            id=self._next_message_id(chat),
            chat=chat,
            sender=sender,
            date=self.clock.now(),
            content=content,
            revision=self.next_revision(),
            **facts,
        )
        chat.messages[message.id] = message
        self.bell.ring()
        return message

    def change(self, message: Message, content: Content, *, dated: bool = True) -> None:
        """Replace a message's content; ``dated`` is False for a change of the keyboard alone."""
        date = self.clock.now() if dated else None
        message.replace(content, revision=self.next_revision(), date=date)
        self.bell.ring()

    def delete(self, message: Message) -> None:
        message.deleted = True
        message.revision = self.next_revision()
        self.bell.ring()

    def notify(self, kind: str, payload: dict[str, object]) -> None:
        """Queue an update for the bot."""
        if breaches := find_update_breaches(kind, payload):
            self.crashes.append(AssertionError(breaches))
        self.updates.add(kind, payload)
        self.bell.ring()

    async def wait_for_release(self) -> None:
        """Return when held calls are let go on, or the stand-in stops."""
        before = self._releases
        self.held += 1
        self.bell.ring()
        try:
            await self.bell.wait_until(
                lambda: self._releases > before or self.closing.is_set() or None, None
            )
        finally:
            self.held -= 1

    def release(self) -> None:
        self._releases += 1
        self.bell.ring()

    def private_chat(self, person_id: int) -> PrivateChat:
        chat = self.chats[person_id]
        assert isinstance(chat, PrivateChat)
        return chat

    def new_id(self) -> str:
        return str(secrets.randbits(62))

    def forget_before(self, date: int) -> None:
        """Drop older messages, presses and files, and every call: for runs of many hours."""
        for chat in self.chats.values():
            kept = [each for each in chat.messages.values() if each.date >= date]
            chat.messages = {message.id: message for message in kept}
            chat.actions = [action for action in chat.actions if action.date >= date]
        self.callbacks = {key: each for key, each in self.callbacks.items() if each.date >= date}
        self.inline_queries = {
            key: each for key, each in self.inline_queries.items() if each.date >= date
        }
        self.files.keep_only(self._used_files())
        self.calls.clear()

    def _used_files(self) -> set[str]:
        messages = [each for chat in self.chats.values() for each in chat.messages.values()]
        contents = [content for each in messages for content in (each.content, *each.edits)]
        files = [file for each in contents for file in (each.document, each.photo) if file]
        return {file.id for file in files}

    def _next_message_id(self, chat: Chat) -> int:
        """Supergroups count for themselves; all other chats of a bot share one count."""
        if isinstance(chat, GroupChat) and chat.is_supergroup:
            chat.last_id += 1
            return chat.last_id
        self._last_id += 1
        return self._last_id
