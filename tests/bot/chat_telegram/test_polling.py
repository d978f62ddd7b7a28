"""Updates as confirmed to Telegram: an unfinished one is not confirmed, and comes again."""

from __future__ import annotations

import asyncio

import pytest
from aiogram import Dispatcher, F

from rosterdesk.bot.chat.telegram.client import open_bot
from rosterdesk.bot.chat.telegram.health import ChatHealth
from rosterdesk.bot.chat.telegram.polling import keep_polling
from rosterdesk.bot.chat.telegram.updates import FinishHandlers, SkipSeen, TakenUpdates
from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.program.database import APPS
from rosterdesk.bot.standins.botapi import BotApi
from rosterdesk.core.storage.database import open_database


@pytest.fixture
async def api(fresh_sqlite):
    async with open_database(fresh_sqlite, APPS, migrating=False), BotApi() as made:
        yield made


async def poll(api, said, handlers):
    """Poll as the service does until cancelled; ``handlers``: a text -> what it waits for."""
    taken, health = TakenUpdates(), ChatHealth()
    dispatcher, bot = Dispatcher(), open_bot(api.token, api.base_url, health, taken=taken)
    dispatcher.update.outer_middleware(FinishHandlers(taken))
    dispatcher.update.outer_middleware(SkipSeen())

    async def handle(message):
        said.put_nowait(message.text)
        await handlers.get(message.text, asyncio.sleep)(0)

    dispatcher.message.register(handle, F.text)
    try:
        await keep_polling(dispatcher, bot, health)
    finally:
        await bot.session.close()


async def test_what_is_worked_on_is_not_confirmed_and_holds_up_nobody(api):
    """A process that is killed over it would have lost it: an upload, a login, an approval."""
    person, said, released = api.person(7, "Anna"), asyncio.Queue(), asyncio.Event()
    polling = asyncio.create_task(poll(api, said, {"slow": lambda _: released.wait()}))
    async with asyncio.timeout(20):
        for text in ("slow", "quick", "too"):
            person.send(text)
            assert await said.get() == text
    assert api.pending_updates == 3, "the slow one would be confirmed with the quick ones"
    released.set()

    async def confirmed() -> bool:
        return api.pending_updates == 0

    await wait_for(confirmed)
    polling.cancel()
    await asyncio.wait({polling})
    assert said.empty(), "what came again beside the slow one was done again"
