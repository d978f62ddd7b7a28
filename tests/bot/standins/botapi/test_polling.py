"""getUpdates: offsets, long polling, one poller, kinds of updates."""

from __future__ import annotations

import asyncio

import pytest
from aiogram import Dispatcher
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from tests.bot.standins.botapi.client import connect, polling

from rosterdesk.bot.standins.botapi import limits


def texts(updates):
    return [update.message.text for update in updates]


async def test_updates_stay_until_a_higher_offset_confirms_them(an, bot):
    an.send("een")
    an.send("twee")
    first = await bot.get_updates()
    assert texts(first) == texts(await bot.get_updates()) == ["een", "twee"]
    assert texts(await bot.get_updates(offset=first[1].update_id)) == ["twee"]
    assert await bot.get_updates(offset=first[1].update_id + 1) == []


async def test_a_negative_offset_keeps_the_last_ones(an, bot):
    for text in "abc":
        an.send(text)
    assert texts(await bot.get_updates(offset=-1)) == ["c"]
    assert texts(await bot.get_updates()) == ["c"]


async def test_a_limit_gives_the_oldest_first(an, bot):
    for text in "abc":
        an.send(text)
    assert texts(await bot.get_updates(limit=2)) == ["a", "b"]
    with pytest.raises(TelegramBadRequest, match="1-100"):
        await bot.get_updates(limit=101)


async def test_a_long_poll_ends_with_the_first_update(api, an, bot):
    poll = asyncio.create_task(bot.get_updates(timeout=90))
    await api.wait_until(lambda: api.world.updates.turn or None)
    assert not poll.done()
    an.send("daar ben ik")
    assert texts(await asyncio.wait_for(poll, 5)) == ["daar ben ik"]


async def test_a_long_poll_without_updates_ends_empty(bot):
    assert await bot.get_updates(timeout=1) == []


async def test_a_second_poller_ends_the_first_with_409(api, an, bot):
    first = asyncio.create_task(bot.get_updates(timeout=90))
    await api.wait_until(lambda: api.world.updates.turn or None)
    other = connect(api)
    second = asyncio.create_task(other.get_updates(timeout=90))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await asyncio.wait_for(first, 5)
    an.send("hoi")
    assert texts(await asyncio.wait_for(second, 5)) == ["hoi"]
    await other.session.close()


async def test_a_bot_that_went_away_polls_no_longer(api, an, bot):
    """Its connection is closed; the next bot is not refused because of it."""
    gone = asyncio.create_task(bot.get_updates(timeout=90))
    await api.wait_until(lambda: api.world.updates.turn or None)
    gone.cancel()
    await asyncio.wait([gone])
    an.send("hoi")
    assert texts(await bot.get_updates(timeout=90)) == ["hoi"]


async def test_unwanted_kinds_are_not_even_kept(api, an, bot):
    await bot.get_updates(allowed_updates=["callback_query"])
    an.send("niet gewild")
    await bot.get_updates(allowed_updates=[])
    an.send("gewild")
    assert texts(await bot.get_updates()) == ["gewild"]


async def test_the_last_choice_of_kinds_stays(an, bot):
    await bot.get_updates(allowed_updates=["callback_query"])
    an.send("niet gewild")
    assert await bot.get_updates() == []


async def test_members_are_told_to_an_administrator_on_request_only(an, group, bot):
    group.add(an)
    kinds = [update.event_type for update in await bot.get_updates(offset=-10)]
    assert kinds == ["message"]
    await bot.get_updates(allowed_updates=["chat_member"])
    group.remove(an)
    assert [update.event_type for update in await bot.get_updates()] == ["message"]
    group.promote_bot()
    group.add(an)
    assert [update.event_type for update in await bot.get_updates(offset=-1)] == ["chat_member"]


async def test_updates_are_kept_for_a_day(api, an, bot):
    an.send("gisteren")
    api.clock.advance(limits.UPDATE_SECONDS + 60)
    an.send("vandaag")
    assert texts(await bot.get_updates()) == ["vandaag"]


async def test_the_queue_outlives_a_bot_and_nothing_comes_twice(api, an, bot):
    heard = []
    for text in ("een", "twee"):
        dispatcher = Dispatcher()

        @dispatcher.message()
        async def hear(message):
            heard.append(message.text)
            await message.answer(f"gehoord: {message.text}")

        an.send(text)
        async with polling(bot, dispatcher):
            await an.expect(f"gehoord: {text}")
            await api.wait_until(lambda: api.pending_updates == 0 or None)
    assert heard == ["een", "twee"]


async def test_stopping_the_stand_in_does_not_wait_for_a_long_poll(api, bot):
    poll = asyncio.create_task(bot.get_updates(timeout=90))
    await api.wait_until(lambda: api.world.updates.turn or None)
    await asyncio.wait_for(api.__aexit__(None, None, None), 5)
    assert await poll == []
