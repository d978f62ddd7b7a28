"""The message in each chat that a reader looks at: the last one, or the one they pressed.

A card above other messages is changed where nobody looks. It is kept in memory: after a restart
nothing is known of a chat until something happens there, and a card is changed where it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram import Bot
    from aiogram.client.session.base import BaseSession
    from aiogram.types import TelegramObject

# By the session of a bot: two bots with one token are equal, and one may have ended.
_seen: WeakKeyDictionary[BaseSession, dict[int, int]] = WeakKeyDictionary()


class NoteLatest(BaseMiddleware):
    """Note where a person writes, and which message they press."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        message = event.message if isinstance(event, CallbackQuery) else event
        if isinstance(message, Message):
            note_message(data["bot"], message)
        return await handler(event, data)


def note_message(bot: Bot, message: Message) -> None:
    _seen.setdefault(bot.session, {})[message.chat.id] = message.message_id


def note_sent(bot: Bot, name: str, answer: object) -> None:
    """Note a message that the bot sent by this method of the API."""
    messages = answer if isinstance(answer, list) else [answer]
    if name.startswith("send") and messages and isinstance(messages[-1], Message):
        note_message(bot, messages[-1])


def is_looked_at(bot: Bot, chat_id: int, message_id: int) -> bool:
    """Return False where something came after the message; True where nothing is known."""
    return _seen.get(bot.session, {}).get(chat_id, message_id) == message_id
