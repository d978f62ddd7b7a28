"""People to whom nothing could be sent for a while: what came meanwhile and waits is brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram import BaseMiddleware
from aiogram.types import Update

from rosterdesk.bot.chat.approval.showing import Place, show_card
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.chat.telegram.reachability import mark_reachable
from rosterdesk.core.approval.caretakers import list_waiting_for

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram import Bot
    from aiogram.types import TelegramObject

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language

_GONE = ("kicked", "left")


class WelcomeBack(BaseMiddleware):
    """A person who writes, presses or lets the bot in again can be reached, whatever was before."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        member: Member | None = data["member"]
        if member and not member.account.reachable and is_sign_of_life(event):
            await self._bring_waiting(data["bot"], member, data["language"])
            await mark_reachable(member.account.chat_id)  # last: a crash before repeats it all
        return await handler(event, data)

    async def _bring_waiting(self, bot: Bot, member: Member, language: Language) -> None:
        place = Place(member.account.chat_id, language)
        for submission in await list_waiting_for(member.staff.id) if member.staff else ():
            await quietly(show_card(bot, submission.id, place, self._settings))


def is_sign_of_life(event: TelegramObject) -> bool:
    """Return whether the person did something in their own chat, other than block the bot."""
    if not isinstance(event, Update):
        return False
    if change := event.my_chat_member:
        return change.chat.type == "private" and change.new_chat_member.status not in _GONE
    pressed = event.callback_query.message if event.callback_query else None
    message = event.message or pressed
    return message is not None and message.chat.type == "private"
