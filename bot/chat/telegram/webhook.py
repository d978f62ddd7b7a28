"""Taking updates at an address of our own, where a web server can be reached from outside."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address
from typing import TYPE_CHECKING

import structlog
from aiogram.exceptions import TelegramAPIError
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from rosterdesk.bot.chat.telegram.health import ChatHealth, ChatState
from rosterdesk.bot.listening import listen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

    from aiogram import Bot, Dispatcher
    from aiohttp.typedefs import Handler, Middleware

    from rosterdesk.bot.chat_settings import WebhookSettings

    Address = IPv4Address | IPv6Address
    Network = IPv4Network | IPv6Network

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
    middlewares = [_make_filter(settings.senders)] if settings.senders else []
    app = web.Application(client_max_size=_MOST_BYTES, middlewares=middlewares)
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


def _make_filter(senders: Sequence[Network]) -> Middleware:
    @web.middleware
    async def check_sender(request: web.Request, handler: Handler) -> web.StreamResponse:
        sender = find_sender(request)
        if sender is None or not any(sender in network for network in senders):
            _log.warning("chat.webhook_stranger")
            raise web.HTTPForbidden
        return await handler(request)

    return check_sender


def find_sender(request: web.Request) -> Address | None:
    """Return the address that calls, as our own web server saw it where one stands before us.

    Only what the nearest server added counts: what stands before it, a caller can write.
    """
    peer = _read_address(request.remote or "")
    forwarded = request.headers.getall("X-Forwarded-For", [])
    if peer is None or not peer.is_loopback or not forwarded:
        return peer
    return _read_address(forwarded[-1].rpartition(",")[2])


def _read_address(said: str) -> Address | None:
    try:
        return ip_address(said.strip())
    except ValueError:
        return None


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
