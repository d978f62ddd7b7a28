"""Updates that are brought instead of fetched; aiogram's own handler receives them."""

from __future__ import annotations

import pytest
from aiogram import Dispatcher
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiogram.types import BufferedInputFile
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web
from tests.bot.standins.botapi.client import connect

from rosterdesk.bot.standins.botapi import BotApi

SECRET = "geheim-1"


@pytest.fixture
async def api():
    async with BotApi(local=True) as api:
        yield api


@pytest.fixture
async def receiver(bot):
    """Where aiogram listens; it answers with a message, by way of the webhook's own answer."""
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def reply(message):
        if message.text == "bestand":
            return message.answer_document(BufferedInputFile(b"a;b", "a.csv"))
        return message.answer(f"gehoord: {message.text}")

    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=SECRET)
    handler.register(app, "/hook")
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def test_updates_are_brought_and_the_answer_is_done(api, an, bot, receiver):
    await bot.set_webhook(receiver, secret_token=SECRET)
    an.send("hoi")
    await an.expect("gehoord: hoi")
    an.send("bestand")
    seen = await an.expect(lambda message: message.document)
    assert seen.document.data == b"a;b"
    await api.wait_until(lambda: api.pending_updates == 0 or None)


async def test_a_wrong_secret_is_reported_and_the_update_kept(api, an, bot, receiver):
    await bot.set_webhook(receiver, secret_token="anders")
    an.send("hoi")
    await api.wait_until(lambda: api.world.webhook.last_error or None)
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 401"
    assert (info.url, info.pending_update_count) == (receiver, 1)
    await bot.set_webhook(receiver, secret_token=SECRET)
    await an.expect("gehoord: hoi")


async def test_an_update_waits_for_a_webhook_that_is_not_there(api, an, bot, receiver):
    await bot.set_webhook("http://127.0.0.1:9/hook", secret_token=SECRET)
    an.send("hoi")
    await api.wait_until(lambda: api.world.webhook.last_error or None)
    assert (await bot.get_webhook_info()).last_error_message == "Connection failed"
    await bot.set_webhook(receiver, secret_token=SECRET)
    await an.expect("gehoord: hoi")


async def test_polling_and_a_webhook_exclude_each_other(an, bot, receiver):
    await bot.set_webhook(receiver, secret_token=SECRET)
    with pytest.raises(TelegramConflictError, match="while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    an.send("hoi")
    assert len(await bot.get_updates()) == 1


async def test_waiting_updates_are_dropped_on_request(an, bot):
    an.send("hoi")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == []


@pytest.mark.parametrize(
    ("webhook", "told"),
    [
        ({"url": "http://example.org/hook"}, "An HTTPS URL must be provided"),
        ({"url": "https://example.org:5000/hook"}, "only on ports 80, 88, 443 or 8443"),
        ({"url": "https://example.org/", "secret_token": "met spatie"}, "unallowed characters"),
    ],
)
async def test_telegrams_own_server_takes_no_other_webhooks(webhook, told):
    async with BotApi() as api:
        bot = connect(api)
        with pytest.raises(TelegramBadRequest, match=told):
            await bot.set_webhook(**webhook)
        await bot.session.close()
