"""The careful client's answer to each fault of Telegram, against the stand-in."""

from __future__ import annotations

import pytest
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from rosterdesk.bot.chat.telegram.client import DownloadError, open_bot
from rosterdesk.bot.chat.telegram.health import ChatHealth, ChatState
from rosterdesk.bot.models import ApprovalCard, ChatAccount, StaffGroup
from rosterdesk.bot.program.database import APPS
from rosterdesk.bot.standins.botapi import BotApi
from rosterdesk.core.clock import now
from rosterdesk.core.storage.database import open_database


@pytest.fixture
async def api(fresh_sqlite):
    async with open_database(fresh_sqlite, APPS, migrating=False), BotApi() as made:
        yield made


@pytest.fixture
async def health():
    return ChatHealth()


@pytest.fixture
async def bot(api, health):
    made = open_bot(api.token, api.base_url, health, answer_seconds=0.4)
    yield made
    await made.session.close()


def count_calls(api, method):
    return sum(call.method.casefold() == method.casefold() for call in api.calls)


async def start_chat(api, number=7):
    person = api.person(number, "Anna")
    person.send("/start")
    return person


async def test_flood_is_waited_out_and_the_message_arrives_once(api, bot):
    anna = await start_chat(api)
    api.fail_next("sendMessage", "flood", retry_after=1)
    await bot.send_message(anna.id, "hello")
    assert [m.text for m in anna.messages[1:]] == ["hello"]


async def test_long_flood_is_given_back_to_who_has_the_patience(api, bot):
    anna = await start_chat(api)
    api.fail_next("sendMessage", "flood", retry_after=600)
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(anna.id, "hello")
    assert count_calls(api, "sendMessage") == 1


async def test_unmodified_edit_is_success(api, bot):
    anna = await start_chat(api)
    sent = await bot.send_message(anna.id, "hello")
    assert await bot.edit_message_text("hello", chat_id=anna.id, message_id=sent.message_id)


async def test_answer_to_an_old_query_is_success(api, bot):
    api.fail_next("answerCallbackQuery", "query_too_old")
    assert await bot.answer_callback_query("1", "too late") is True


@pytest.mark.parametrize("kind", ["server_error", "cut", "time_out"])
async def test_edit_is_tried_again_a_message_is_not(api, bot, kind):
    anna = await start_chat(api)
    sent = await bot.send_message(anna.id, "one")
    api.fail_next("editMessageText", kind)
    assert await bot.edit_message_text("two", chat_id=anna.id, message_id=sent.message_id)
    api.fail_next("sendMessage", kind, after=True)
    with pytest.raises((TelegramServerError, TelegramNetworkError)):
        await bot.send_message(anna.id, "three")
    assert [m.text for m in anna.messages[1:]] == ["two", "three"]


async def test_lasting_fault_ends_after_three_tries(api, bot):
    api.fail_next("editMessageText", "server_error", times=9)
    with pytest.raises(TelegramServerError):
        await bot.edit_message_text("two", chat_id=7, message_id=1)
    assert count_calls(api, "editMessageText") == 3


async def test_blocked_chat_is_marked_unreachable(api, bot):
    anna = await start_chat(api)
    await ChatAccount.create(user_id=anna.id, chat_id=anna.id, linked_at=now())
    anna.block()
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(anna.id, "hello")
    assert not (await ChatAccount.get(user_id=anna.id)).reachable


async def test_group_that_moved_is_followed_and_remembered(api, bot):
    group = api.group(-55, "Team")
    await StaffGroup.create(chat_id=group.id, language="nl")
    new = group.migrate()
    sent = await bot.send_message(group.id, "hello")
    assert sent.chat.id == new.id
    assert (await StaffGroup.get()).chat_id == new.id
    assert await ApprovalCard.all().count() == 0


async def test_token_is_in_no_exception(api, bot):
    with pytest.raises(DownloadError) as caught:
        await bot.download_file("documents/nothing.xlsx")
    assert api.token not in repr(caught.value)
    assert caught.value.__cause__ is None
    broken = open_bot(api.token, "http://127.0.0.1:1", ChatHealth())
    with pytest.raises(TelegramNetworkError) as refused:
        await broken.send_message(1, "hello")
    await broken.session.close()
    assert api.token not in f"{refused.value!r} {refused.value}"


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("conflict", ChatState.SECOND_POLLER),
        ("unauthorized", ChatState.TOKEN_REFUSED),
        ("server_error", ChatState.UNREACHABLE),
    ],
)
async def test_health_says_why_no_updates_come(api, bot, health, kind, state):
    api.fail_next("getUpdates", kind)
    with pytest.raises(TelegramAPIError):
        await bot.get_updates(timeout=0)
    assert health.state is state
    assert health.hopeless.is_set() is (kind in ("conflict", "unauthorized"))
    await bot.get_updates(timeout=0)
    assert health.state is ChatState.OK
    assert not health.hopeless.is_set()
