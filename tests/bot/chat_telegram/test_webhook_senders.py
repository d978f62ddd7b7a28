"""The senders who may call the webhook: addresses as our own web server saw them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress

import pytest
from aiogram import Dispatcher
from aiohttp import ClientSession
from tests.ports import find_free_port

from rosterdesk.bot.chat.telegram.client import open_bot
from rosterdesk.bot.chat.telegram.health import ChatHealth
from rosterdesk.bot.chat.telegram.webhook import serve_webhook
from rosterdesk.bot.chat_settings import WebhookSettings
from rosterdesk.bot.standins.botapi import BotApi

TELEGRAM = ("149.154.160.0/20", "91.108.4.0/22")
SECRET = "geheim-1"
UPDATE = {
    "update_id": 1,
    "message": {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}, "text": "hoi"},
}


@asynccontextmanager
async def serve(*senders: str):
    port = find_free_port()
    url = f"http://127.0.0.1:{port}/telegram"
    settings = WebhookSettings(url=url, port=port, secret=SECRET, senders=senders)
    async with BotApi(local=True) as api:
        health = ChatHealth()
        bot = open_bot(api.token, api.base_url, health)
        serving = asyncio.create_task(serve_webhook(Dispatcher(), bot, health, settings))
        try:
            await api.wait_until(lambda: api.world.webhook.url or None, timeout=90)
            yield url
        finally:
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving
            await bot.session.close()


async def call(url: str, *forwarded: str) -> int:
    headers = [("X-Telegram-Bot-Api-Secret-Token", SECRET)]
    headers += [("X-Forwarded-For", each) for each in forwarded]
    async with (
        ClientSession() as session,
        session.post(url, json=UPDATE, headers=headers) as answer,
    ):
        return answer.status


@pytest.mark.parametrize(
    ("forwarded", "status"),
    [
        (("149.154.167.99",), 200),
        (("91.108.4.1",), 200),
        (("203.0.113.5, 149.154.167.99",), 200),  # only the nearest server's word counts
        (("203.0.113.5",), 403),
        (("149.154.167.99, 203.0.113.5",), 403),  # a caller wrote the first
        (("149.154.167.99", "203.0.113.5"), 403),
        (("nonsense",), 403),
        ((), 403),  # this machine itself
    ],
)
async def test_only_these_networks_may_call(forwarded, status):
    async with serve(*TELEGRAM) as url:
        assert await call(url, *forwarded) == status


async def test_without_a_list_anybody_with_the_secret_may():
    async with serve() as url:
        assert await call(url, "203.0.113.5") == 200
