"""The stand-in as a whole: what it forgets, and that its own failures come out."""

from __future__ import annotations

import pytest
from aiogram import Dispatcher
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError
from aiogram.utils.backoff import BackoffConfig
from tests.bot.standins.botapi.client import connect, keyboard, polling

from rosterdesk.bot.standins.botapi import BotApi


async def test_it_listens_on_loopback_alone(api):
    assert api.base_url.startswith("http://127.0.0.1:")


async def test_long_runs_can_forget(api, an, bot):
    old = an.send_document("oud.csv", b"oud")
    await bot.send_message(101, "oud", reply_markup=keyboard({"ja": "y"}))
    an.press(an.messages[-1], "ja")
    await bot.send_chat_action(101, "typing")
    api.clock.advance(3600)
    new = an.send_document("nieuw.csv", b"nieuw")
    api.forget_older(600)
    assert [message.id for message in an.messages] == [new.id]
    assert (an.chat.actions, api.calls, api.world.callbacks) == ([], [], {})
    assert api.world.files.find(old.document.id) is None
    file = await bot.get_file(new.document.id)
    assert (await bot.download_file(file.file_path)).read() == b"nieuw"


async def test_a_failure_of_the_stand_in_itself_comes_out_when_it_stops():
    """A bot would take it for a server's bad day and try again."""
    api = await BotApi().__aenter__()
    bot = connect(api)
    api.person(101, "An").open()
    api.world.clock = None
    with pytest.raises(ClientDecodeError):
        await bot.send_message(101, "x")
    await bot.session.close()
    with pytest.raises(ExceptionGroup, match="stand-in itself failed") as told:
        await api.__aexit__(None, None, None)
    assert isinstance(told.value.exceptions[0], AttributeError)


async def test_a_bot_gets_over_an_outage(api, an, bot):
    """Messages that people send meanwhile reach the bot afterwards, at the same address."""
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def reply(message):
        await message.answer(f"gehoord: {message.text}")

    async with polling(bot, dispatcher, BackoffConfig(0.01, 0.05, 1.3, 0.1)):
        an.send("voor")
        await an.expect("gehoord: voor")
        await api.stop()
        with pytest.raises(TelegramNetworkError):
            await bot.get_me()
        an.send("tijdens")
        await api.start()
        await an.expect("gehoord: tijdens")
