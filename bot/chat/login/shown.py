"""A card number and its password that somebody shows without being asked, wherever they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram import BaseMiddleware
from aiogram.types import Message

from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.chat.vanishing import forget
from rosterdesk.bot.words.shown_passwords import shows_password
from rosterdesk.bot.words.texts import phrases

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram.types import TelegramObject

    from rosterdesk.core.language import Language


class ForgetShown(BaseMiddleware):
    """Delete it before anything else, whoever writes it and whatever carries it."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if isinstance(event, Message) and shows_password(event.text or event.caption or ""):
            await forget(event)
            if event.chat.type != "private":
                await _warn(event, data["language"])
        return await handler(event, data)


async def _warn(message: Message, language: Language) -> None:
    """Tell it in private: where the bot may delete nothing, it still stands in the group."""
    person = message.from_user
    if person is None or person.is_bot:
        return
    said = phrases.say(
        language,
        "You wrote a password in a group, where others may have read it. Delete it there if you"
        " still see it, and ask the desk of your library for a new slip.",
    )
    assert message.bot is not None
    await quietly(message.bot.send_message(person.id, said))
