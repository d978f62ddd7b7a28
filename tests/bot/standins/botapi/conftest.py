from __future__ import annotations

import aiohttp
import pytest
from tests.bot.standins.botapi.client import Raw, connect

from rosterdesk.bot.standins.botapi import BotApi


@pytest.fixture
async def api():
    async with BotApi() as api:
        yield api
        api.world.breaches.clear()  # here calls go wrong on purpose


@pytest.fixture
async def bot(api):
    bot = connect(api)
    yield bot
    await bot.session.close()


@pytest.fixture
async def raw(api):
    async with aiohttp.ClientSession() as session:
        yield Raw(api, session)


@pytest.fixture
def an(api):
    """A person who started the bot; the update of it is already fetched."""
    person = api.person(101, "An", "an_de_vries")
    person.open()
    api.world.updates.clear()
    return person


@pytest.fixture
def group(api):
    """A supergroup with topics and the bot as a plain member; its updates are already fetched."""
    group = api.group(-1001000000001, "Balie", topics=True)
    api.world.updates.clear()
    return group
