"""Updates that are brought instead of fetched; aiogram's own handler receives them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiogram import Dispatcher
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiogram.types import BufferedInputFile
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web
from tests.bot.standins.botapi.client import connect

from rosterdesk.bot.standins.botapi import BotApi
from rosterdesk.bot.standins.botapi.courier import ANSWER_SECONDS

SECRET = "geheim-1"


@pytest.fixture
async def api():
    async with BotApi(local=True) as api:
        yield api


@pytest.fixture
async def receiver(bot):
    """Yield the URL where aiogram listens; a message goes by way of the webhook's own answer."""
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


@asynccontextmanager
async def listen(answer):
    """Serve a webhook by hand; yields its address."""
    app = web.Application()
    app.router.add_post("/hook", answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def test_an_update_without_an_answer_comes_again_while_the_first_is_worked_on(api, an, bot):
    seen, done = asyncio.Queue(), asyncio.Event()

    async def work(request):
        await seen.put((await request.json())["update_id"])
        await done.wait()
        return web.Response()

    async with listen(work) as url:
        await bot.set_webhook(url)
        an.send("hoi")
        first = await asyncio.wait_for(seen.get(), 5)
        api.clock.advance(ANSWER_SECONDS - 5)
        await bot.get_me()
        assert seen.empty()
        api.clock.advance(5)
        assert await asyncio.wait_for(seen.get(), 5) == first
        info = await bot.get_webhook_info()
        assert (info.last_error_message, info.pending_update_count) == ("Read timeout expired", 1)
        done.set()
        await api.wait_until(lambda: api.pending_updates == 0 or None)


async def test_one_chat_waits_for_itself_alone(api, an, bot):
    """A chat's second update comes when the first is answered; another chat's comes at once."""
    bo, cas = api.person(102, "Bo"), api.person(103, "Cas")
    seen, go_on = asyncio.Queue(), asyncio.Event()

    async def work(request):
        message = (await request.json())["message"]
        await seen.put(message["text"])
        if message["text"] == "an 1":
            await go_on.wait()
        return web.Response()

    async with listen(work) as url:
        await bot.set_webhook(url)
        an.send("an 1")
        an.send("an 2")
        bo.send("bo 1")
        assert {await asyncio.wait_for(seen.get(), 5) for _ in range(2)} == {"an 1", "bo 1"}
        cas.send("cas 1")
        assert await asyncio.wait_for(seen.get(), 5) == "cas 1"
        go_on.set()
        assert await asyncio.wait_for(seen.get(), 5) == "an 2"


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
