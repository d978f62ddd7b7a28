"""Faults on request, as aiogram sees them."""

from __future__ import annotations

import asyncio

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from rosterdesk.bot.standins.botapi import FaultKind

SEEN_AS = {
    FaultKind.FLOOD: (TelegramRetryAfter, "Too Many Requests: retry after 7"),
    FaultKind.BLOCKED: (TelegramForbiddenError, "bot was blocked by the user"),
    FaultKind.DEACTIVATED: (TelegramForbiddenError, "user is deactivated"),
    FaultKind.KICKED: (TelegramForbiddenError, "bot was kicked from the supergroup chat"),
    FaultKind.GROUP_DELETED: (TelegramForbiddenError, "the group chat was deleted"),
    FaultKind.CHAT_NOT_FOUND: (TelegramBadRequest, "chat not found"),
    FaultKind.NO_RIGHTS: (TelegramBadRequest, "not enough rights to send text messages"),
    FaultKind.CHAT_RESTRICTED: (TelegramBadRequest, "CHAT_RESTRICTED"),
    FaultKind.TOPIC_CLOSED: (TelegramBadRequest, "TOPIC_CLOSED"),
    FaultKind.THREAD_NOT_FOUND: (TelegramBadRequest, "message thread not found"),
    FaultKind.UNEDITABLE: (TelegramBadRequest, "message can't be edited"),
    FaultKind.MESSAGE_GONE: (TelegramBadRequest, "message to edit not found"),
    FaultKind.REPLY_GONE: (TelegramBadRequest, "message to be replied not found"),
    FaultKind.FILE_TOO_BIG: (TelegramBadRequest, "file is too big"),
    FaultKind.BAD_GATEWAY: (TelegramServerError, "Bad Gateway"),
    FaultKind.NOT_MODIFIED: (TelegramBadRequest, "message is not modified"),
    FaultKind.QUERY_TOO_OLD: (TelegramBadRequest, "query is too old"),
    FaultKind.SERVER_ERROR: (TelegramServerError, "Internal Server Error"),
    FaultKind.TIME_OUT: (TelegramNetworkError, "Request timeout error"),
    FaultKind.CUT: (TelegramNetworkError, "ServerDisconnectedError"),
    FaultKind.MIGRATED: (TelegramMigrateToChat, "upgraded to a supergroup"),
    FaultKind.CONFLICT: (TelegramConflictError, "terminated by other getUpdates"),
    FaultKind.UNAUTHORIZED: (TelegramUnauthorizedError, "Unauthorized"),
}


@pytest.mark.parametrize("kind", SEEN_AS)
async def test_each_fault_is_seen_once_and_nothing_was_sent(api, an, bot, kind):
    expected, told = SEEN_AS[kind]
    api.fail_next("sendMessage", kind, retry_after=7, migrate_to_chat_id=-1000000000005)
    with pytest.raises(expected, match=told):
        await bot.send_message(101, "hoi", request_timeout=1)
    assert len(an.messages) == 1
    await bot.send_message(101, "hoi")
    assert len(an.messages) == 2


@pytest.mark.parametrize("kind", [FaultKind.TIME_OUT, FaultKind.CUT, FaultKind.SERVER_ERROR])
async def test_an_answer_can_be_lost_after_the_message_was_sent(api, an, bot, kind):
    api.fail_next("sendMessage", kind, after=True)
    with pytest.raises(SEEN_AS[kind][0]):
        await bot.send_message(101, "hoi", request_timeout=1)
    assert an.messages[-1].text == "hoi"
    assert [call.method for call in api.calls] == ["sendMessage", "sendMessage"]


async def test_a_fault_is_for_the_method_it_was_asked_for(api, an, bot):
    api.fail_next("sendDocument", "cut")
    await bot.send_message(101, "hoi")


async def test_a_fault_for_any_method_spares_polling(api, an, bot):
    api.fail_next("*", "server_error", times=2)
    await bot.get_updates()
    for _ in range(2):
        with pytest.raises(TelegramServerError):
            await bot.get_me()
    await bot.get_me()


async def test_polling_fails_where_it_is_named(api, bot):
    api.fail_next("getUpdates", "conflict")
    with pytest.raises(TelegramConflictError):
        await bot.get_updates()
    await bot.get_updates()


async def test_faults_come_in_the_order_they_were_asked_for(api, an, bot):
    api.fail_next("sendMessage", "flood", retry_after=3)
    api.fail_next("sendMessage", "blocked")
    with pytest.raises(TelegramRetryAfter) as told:
        await bot.send_message(101, "hoi")
    assert told.value.retry_after == 3
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(101, "hoi")


async def test_a_fault_waits_for_its_turn(api, an, bot):
    """The third call fails, whatever other fault is waiting before it."""
    api.fail_next("sendMessage", "server_error", skip=2)
    api.fail_next("sendMessage", "blocked")
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(101, "een")
    await bot.send_message(101, "twee")
    with pytest.raises(TelegramServerError):
        await bot.send_message(101, "drie")
    await bot.send_message(101, "vier")
    assert [message.text for message in an.messages[1:]] == ["twee", "vier"]


async def test_the_second_and_third_call_fail_after_they_took_effect(api, an, bot):
    api.fail_next("sendMessage", "server_error", skip=1, times=2, after=True)
    await bot.send_message(101, "een")
    for text in ("twee", "drie"):
        with pytest.raises(TelegramServerError):
            await bot.send_message(101, text)
    await bot.send_message(101, "vier")
    assert [message.text for message in an.messages[1:]] == ["een", "twee", "drie", "vier"]


async def test_a_fault_may_be_that_of_one_chat(api, an, group, bot):
    api.fail_next("*", "chat_restricted", chat_id=group.id)
    await bot.send_message(101, "hier wel")
    with pytest.raises(TelegramBadRequest, match="CHAT_RESTRICTED"):
        await bot.send_message(group.id, "daar niet")


def test_every_fault_but_waiting_is_seen_somehow():
    assert set(FaultKind) - set(SEEN_AS) == {FaultKind.HELD}


@pytest.mark.parametrize("after", [False, True])
async def test_a_call_may_be_held_before_or_after_it_took_effect(api, an, bot, after):
    """Somebody types while the bot's prompt is on its way."""
    api.fail_next("sendMessage", "held", after=after)
    call = asyncio.create_task(bot.send_message(101, "vraag"))
    await api.wait_for_held()
    an.send("intussen")
    assert not call.done()
    api.release()
    await call
    said = [message.text for message in an.messages[1:]]
    assert said == (["vraag", "intussen"] if after else ["intussen", "vraag"])
    await bot.send_message(101, "niet vastgehouden")


async def test_a_held_call_does_not_keep_the_stand_in_from_stopping(api, an, bot):
    api.fail_next("sendMessage", "held")
    call = asyncio.create_task(bot.send_message(101, "vraag"))
    await api.wait_for_held()
    await asyncio.wait_for(api.stop(), 5)
    await asyncio.wait([call])


def test_a_misspelt_fault_is_refused(api):
    with pytest.raises(ValueError, match="floood"):
        api.fail_next("sendMessage", "floood")
