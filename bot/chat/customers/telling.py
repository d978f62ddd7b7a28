"""What people hear of a change of somebody's access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.trail.events import Kind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from aiogram import Bot

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Event


async def tell_ended(
    bot: Bot, event: Event, chat_id: int, printers: Sequence[str], language: Language
) -> None:
    """Tell a chat that it was logged out, without a name: others may hold the telephone now."""
    del event, printers
    said = phrases.say(
        language,
        "The library logged this chat out, because a card or a password was renewed there, or"
        " somebody asked for it. /login to come back. Was it not you who asked? Tell your library.",
    )
    await bot.send_message(chat_id, said)


TELLERS: dict[Kind, Callable[[Bot, Event, int, Sequence[str], Language], Awaitable[None]]] = {
    Kind.ACCESS_ENDED: tell_ended,
}
