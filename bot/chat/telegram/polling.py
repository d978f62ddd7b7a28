"""Taking updates by polling, until the service stops."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from aiogram.exceptions import TelegramAPIError

from rosterdesk.bot.chat.telegram.health import ChatHealth, ChatState

if TYPE_CHECKING:
    from aiogram import Bot, Dispatcher

_log = structlog.get_logger(__name__)

# Long enough for the other one to be noticed, short enough for a restart that overlaps.
STAND_BACK_SECONDS = 60.0
_UNREACHABLE_SECONDS = 5.0


async def keep_polling(
    dispatcher: Dispatcher,
    bot: Bot,
    health: ChatHealth,
    *,
    stand_back_seconds: float = STAND_BACK_SECONDS,
) -> None:
    """Take updates until cancelled; what was taken is finished first.

    Updates that came in while the service was down are kept: an upload must not be thrown away.
    Where another program polls the same bot this one stops, says so in its health and its log,
    and looks again after a while: two of them would each see half of the clicks.
    """
    try:
        while True:
            await _poll_until_hopeless(dispatcher, bot, health)
            hopeless = health.hopeless.is_set()
            pause = stand_back_seconds if hopeless else _UNREACHABLE_SECONDS
            _log.error("chat.standing_back", state=health.state.value, seconds=pause)
            await asyncio.sleep(pause)
    finally:
        health.note(ChatState.STOPPED)


async def _poll_until_hopeless(dispatcher: Dispatcher, bot: Bot, health: ChatHealth) -> None:
    """Poll until Telegram says that it is not ours to do; aiogram itself would go on for ever."""
    health.note(ChatState.STARTING)
    polling = asyncio.create_task(_start(dispatcher, bot))
    watching = asyncio.create_task(health.hopeless.wait())
    try:
        await asyncio.wait({polling, watching}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        watching.cancel()
        await _stop(dispatcher, polling)
    with suppress(TelegramAPIError, OSError):  # the state says it, and was logged
        polling.result()


async def _start(dispatcher: Dispatcher, bot: Bot) -> None:
    # An address that was set earlier would take the updates; what waits for it is not dropped.
    await bot.delete_webhook(drop_pending_updates=False)
    await dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)


async def _stop(dispatcher: Dispatcher, polling: asyncio.Task[None]) -> None:
    """End the polling; cancelling ``start_polling`` itself would leave its own tasks behind."""
    try:
        await _stop_gently(dispatcher, polling)
        await asyncio.wait({polling})
    except asyncio.CancelledError:  # once more: there is no time to finish what was taken
        polling.cancel()
        raise


async def _stop_gently(dispatcher: Dispatcher, polling: asyncio.Task[None]) -> None:
    try:
        if not polling.done():
            await dispatcher.stop_polling()
    except RuntimeError:  # it had not begun yet
        polling.cancel()
