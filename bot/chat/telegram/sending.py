"""Sending what was shown: once, in one transaction with what it does, and said on its message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram.utils.formatting import Text

from rosterdesk.bot.chat.screen.outgoing import find_outgoing, forget_outgoing
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.chat.telegram.updates import describe_stale
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.storage.database import writing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery

    from rosterdesk.core.language import Language


async def send_shown(
    query: CallbackQuery,
    action: str,
    state: FSMContext,
    language: Language,
    send: Callable[[dict[str, Any]], Awaitable[str]],
) -> None:
    """Let ``send`` do with the text what the pressed button says, once; it returns what to say."""
    asked = await find_outgoing(query, action, state)
    if asked is None:
        await query.answer(describe_stale(language), show_alert=True)
        return
    await quietly(query.answer())
    try:
        async with writing():
            said = await send(asked)
            await forget_outgoing(state)
    except RosterdeskError as error:
        said = error.say(language)
    await show_pressed(query, Text(said), [])
