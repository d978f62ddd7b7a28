"""The state of a dialog when an update comes again that a killed process had begun."""

from __future__ import annotations

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Update

from rosterdesk.bot.chat.storage import DialogStorage
from rosterdesk.bot.chat.telegram.updates import SkipSeen
from rosterdesk.bot.models import Dialog
from rosterdesk.bot.program.database import APPS
from rosterdesk.core.storage.database import open_database, writing

TOKEN = "8000000001:token"


class Choosing(StatesGroup):
    first = State()
    again = State()


class Killed(BaseException):
    """Ends everything, as SIGKILL does."""


@pytest.fixture
async def database(fresh_sqlite):
    async with open_database(fresh_sqlite, APPS, migrating=False):
        yield


def say(number: int, text: str) -> Update:
    person = {"id": 7, "is_bot": False, "first_name": "Noor"}
    chat = {"id": 7, "type": "private"}
    message = {"message_id": number, "date": 0, "chat": chat, "from": person, "text": text}
    return Update.model_validate({"update_id": number, "message": message})


def make_dispatcher(die: bool, *, at_once: bool = False) -> Dispatcher:
    """A dialog of two steps, whose process dies before the first one is answered."""
    dispatcher = Dispatcher(storage=DialogStorage())
    dispatcher.update.outer_middleware(SkipSeen())

    async def take_first(message, state):
        async def move_on():
            await state.set_state(Choosing.again)
            await state.set_data({"typed": message.text})

        if at_once:
            async with writing():
                await move_on()
        else:
            await move_on()
        assert await state.get_state() == Choosing.again.state
        assert await state.get_data() == {"typed": message.text}
        if die:
            raise Killed

    async def take_again(message, state):
        await state.clear()

    dispatcher.message.register(take_again, Choosing.again)
    dispatcher.message.register(take_first, F.text)
    return dispatcher


async def read_state() -> str | None:
    found = await Dialog.filter(key__contains=":7:").first()
    return found.state if found else None


async def test_step_that_was_not_answered_is_taken_again_from_where_the_dialog_was(database):
    """A password that was typed once would otherwise be taken for the second typing too."""
    bot = Bot(TOKEN)
    with pytest.raises(Killed):
        await make_dispatcher(die=True).feed_update(bot, say(1, "geheim"))
    assert await read_state() is None
    alive = make_dispatcher(die=False)
    for _ in range(2):  # Telegram may hand it out once more
        await alive.feed_update(bot, say(1, "geheim"))
        assert await read_state() == Choosing.again.state
    await alive.feed_update(bot, say(2, "geheim"))
    assert await read_state() is None


async def test_what_moves_on_in_a_transaction_stays_moved_on(database):
    """A person who was registered is not registered again: the draft went with the registration."""
    with pytest.raises(Killed):
        await make_dispatcher(die=True, at_once=True).feed_update(Bot(TOKEN), say(1, "x"))
    assert await read_state() == Choosing.again.state
