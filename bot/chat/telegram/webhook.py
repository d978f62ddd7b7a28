"""Taking updates at an address of our own, where a web server can be reached from outside."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from aiogram.exceptions import TelegramAPIError
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from rosterdesk.bot.chat.telegram.health import ChatHealth, ChatState
from rosterdesk.bot.listening import listen

if TYPE_CHECKING:
    from aiogram import Bot, Dispatcher

    from rosterdesk.bot.chat_settings import WebhookSettings

_log = structlog.get_logger(__name__)
_MOST_BYTES = 2**20  # an update is a few kilobytes
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


async def serve_webhook(
    dispatcher: Dispatcher, bot: Bot, health: ChatHealth, settings: WebhookSettings
) -> None:
    """Take updates until cancelled; what was taken is finished first.

    An update is answered when its work is done, so Telegram hands it out again after a crash.
    Calls without the secret (X-Telegram-Bot-Api-Secret-Token) are refused with 401.
    """
    secret = settings.read_secret()
    handler = SimpleRequestHandler(dispatcher, bot, secret_token=secret, handle_in_background=False)
    app = web.Application(client_max_size=_MOST_BYTES)
    app.router.add_post(settings.path, handler.handle)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=False)
    await runner.setup()
    try:
        await listen(runner, settings.host, settings.port, "chat.webhook.port")
        await _announce(dispatcher, bot, health, settings)
        await asyncio.Event().wait()
    finally:
        health.note(ChatState.STOPPED)
        await runner.cleanup()
        await dispatcher.emit_shutdown(bot=bot, dispatcher=dispatcher)


async def _announce(
    dispatcher: Dispatcher, bot: Bot, health: ChatHealth, settings: WebhookSettings
) -> None:
    pause = _FIRST_PAUSE
    while True:
        try:
            await bot.set_webhook(
                settings.url,
                secret_token=settings.read_secret(),
                allowed_updates=dispatcher.resolve_used_update_types(),
                drop_pending_updates=False,
            )
        except (TelegramAPIError, OSError) as error:
            health.note(ChatState.UNREACHABLE)
            _log.error("chat.webhook_refused", error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            health.note(ChatState.OK)
            return
