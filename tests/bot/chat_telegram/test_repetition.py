"""A webhook's answer confirms an update: a repetition is not answered before the first is done."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import Update

from rosterdesk.bot.chat.telegram.updates import SkipSeen
from rosterdesk.bot.models import SeenUpdate
from rosterdesk.bot.program.database import APPS
from rosterdesk.core.storage.database import open_database

TOKEN = "8000000001:token"


@pytest.fixture
async def database(fresh_sqlite):
    async with open_database(fresh_sqlite, APPS, migrating=False):
        yield


class Work:
    """A handler that waits; the first call of it can be made to fail."""

    def __init__(self, *, fails: bool = False) -> None:
        self.calls = 0
        self.begun, self.gate = asyncio.Event(), asyncio.Event()
        self._fails = fails

    async def __call__(self, _message) -> None:
        self.calls += 1
        self.begun.set()
        await self.gate.wait()
        if self._fails and self.calls == 1:
            raise ConnectionError


def make_dispatcher(work: Work) -> Dispatcher:
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.update.outer_middleware(SkipSeen())
    dispatcher.message.register(work.__call__)
    return dispatcher


def write_update(number: int) -> Update:
    chat = {"id": 7, "type": "private"}
    message = {"message_id": 1, "date": 0, "chat": chat, "text": "hoi"}
    return Update.model_validate({"update_id": number, "message": message})


async def bring_twice(work: Work) -> asyncio.Task[object]:
    """Return the task of the repetition, while the first still works."""
    dispatcher, bot = make_dispatcher(work), Bot(TOKEN)
    first = asyncio.create_task(dispatcher.feed_update(bot, write_update(5)))
    await work.begun.wait()
    repeated = asyncio.create_task(dispatcher.feed_update(bot, write_update(5)))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not repeated.done()
    work.gate.set()
    with suppress(ConnectionError):
        await first
    return repeated


async def test_repetition_waits_for_the_first_and_does_nothing(database):
    work = Work()
    await (await bring_twice(work))
    assert work.calls == 1
    assert await SeenUpdate.filter(update_id=5).count() == 1


async def test_repetition_of_what_failed_does_the_work(database):
    work = Work(fails=True)
    await (await bring_twice(work))
    assert work.calls == 2
    assert await SeenUpdate.filter(update_id=5).count() == 1
