"""The outgoing side of the bot: every call to Telegram goes through here.

What is harmless is told as success, what passes is tried again where that does no harm, and
what a chat says of itself (it moved, it blocked us) is written down once, here.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar, cast

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import BaseRequestMiddleware
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import AnswerCallbackQuery, GetUpdates, SendChatAction
from aiohttp import ClientError

from rosterdesk.bot.chat.telegram.health import ChatHealth, ChatState
from rosterdesk.bot.chat.telegram.latest import note_sent
from rosterdesk.bot.chat.telegram.pacing import Pacer, Rates
from rosterdesk.bot.chat.telegram.presses import note_answer
from rosterdesk.bot.chat.telegram.reachability import forget_topic, mark_unreachable, move_chat
from rosterdesk.bot.chat.telegram.refusals import is_about_topic, is_for_good
from rosterdesk.bot.chat.telegram.updates import TakenUpdates
from rosterdesk.bot.redaction import redact

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
    from aiogram.methods import TelegramMethod
    from aiogram.types import Update

    T = TypeVar("T")

_log = structlog.get_logger(__name__)

_POLLING = frozenset({"getUpdates", "getMe"})
_TRIES = 3
_PAUSE_SECONDS = 0.3  # doubled with each try
_HINT_SECONDS = 3
_LONGEST_WAIT_SECONDS = 30  # a longer 429 goes back to the outbox, which has the patience
# Telegram's own words (tdlib/telegram-bot-api, Client.cpp).
_HARMLESS = {
    "edit": ("message is not modified",),
    "answer": ("query is too old", "query id is invalid"),
    "delete": ("message to delete not found",),
}
# Doing these twice is as good as doing them once. A message would be sent twice.
_REPEATABLE = ("edit", "answer", "delete", "get", "set", "pin", "unpin")


class CarefulSession(AiohttpSession):
    """A session whose exceptions never hold the token, which is in every address."""

    async def stream_content(
        self, url: str, *args: Any, **options: Any
    ) -> AsyncGenerator[bytes, None]:
        stream = super().stream_content(url, *args, **options)
        try:
            async for chunk in stream:
                yield chunk
        except (ClientError, TimeoutError) as error:
            raise DownloadError(type(error).__name__) from None


class DownloadError(OSError):
    """A file could not be fetched from Telegram; trying again may help."""


class CarefulRequests(BaseRequestMiddleware):
    def __init__(self, pacer: Pacer, health: ChatHealth, taken: TakenUpdates) -> None:
        self._pacer = pacer
        self._health = health
        self._taken = taken

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[T],
        bot: Bot,
        method: TelegramMethod[T],
    ) -> T:
        try:
            if isinstance(method, GetUpdates):
                return cast("T", await self._take_updates(make_request, bot, method))
            if method.__api_method__ in _POLLING:
                return await self._poll(make_request, bot, method)
            if method.__api_method__ == SendChatAction.__api_method__:
                return await self._hint(make_request, bot, method)
            return await self._send(make_request, bot, method)
        except TelegramNetworkError as error:
            raise TelegramNetworkError(method=method, message=redact(error.message)) from None

    async def _send(
        self,
        make_request: NextRequestMiddlewareType[T],
        bot: Bot,
        method: TelegramMethod[T],
    ) -> T:
        for tried in range(1, _TRIES + 1):
            await self._wait_turn(method)
            try:
                answer = cast("T", await make_request(bot, method))
            except (TelegramRetryAfter, TelegramServerError, TelegramNetworkError) as error:
                await self._pause(method, error, tried)
            except TelegramMigrateToChat as error:
                method = await _follow(method, error, tried)
            except TelegramBadRequest as error:
                if is_about_topic(method, error):
                    method = await _leave_topic(method)
                    continue
                if not is_harmless(method, error):
                    await _note_refusal(method, error)
                    raise
                _note_press(method, in_time=False)
                return cast("T", True)  # noqa: FBT003 - what Telegram answers where it is done
            except TelegramForbiddenError:
                if (chat_id := find_chat(method)) is not None:
                    await mark_unreachable(chat_id)
                raise
            else:
                _note_press(method, in_time=True)
                note_sent(bot, method.__api_method__, answer)
                return answer
        raise AssertionError("the last try returns or raises")

    async def _hint(
        self,
        make_request: NextRequestMiddlewareType[T],
        bot: Bot,
        method: TelegramMethod[T],
    ) -> T:
        """Say "typing …" once and soon, or not at all: what is being typed matters more."""
        with suppress(TelegramAPIError, TimeoutError):
            async with asyncio.timeout(_HINT_SECONDS):
                return cast("T", await make_request(bot, method))
        return cast("T", True)  # noqa: FBT003 - what Telegram answers where it is done

    async def _wait_turn(self, method: TelegramMethod[Any]) -> None:
        chat_id = find_chat(method)
        if chat_id is not None and not isinstance(method, AnswerCallbackQuery):
            await self._pacer.wait(chat_id)

    async def _pause(
        self,
        method: TelegramMethod[Any],
        error: TelegramRetryAfter | TelegramServerError | TelegramNetworkError,
        tried: int,
    ) -> None:
        """Wait for the next try; raises the error again where there is none."""
        if isinstance(error, TelegramRetryAfter):
            chat_id = find_chat(method)
            if chat_id is not None:
                self._pacer.hold(chat_id, error.retry_after)
            if error.retry_after > _LONGEST_WAIT_SECONDS or tried == _TRIES:
                raise error
            if chat_id is None:
                await asyncio.sleep(error.retry_after)
            return
        if tried == _TRIES or not method.__api_method__.startswith(_REPEATABLE):
            raise error
        await asyncio.sleep(_PAUSE_SECONDS * 2 ** (tried - 1))

    async def _take_updates(self, make_request: Any, bot: Bot, method: GetUpdates) -> list[Update]:
        """Return the updates that are new, and confirm only those that are done."""
        while True:
            oldest = self._taken.find_oldest()
            asked = method if oldest is None else method.model_copy(update={"offset": oldest})
            found: list[Update] = await self._poll(make_request, bot, asked)
            new = [update for update in found if self._taken.take(update.update_id)]
            if new or oldest is None:
                return new
            await self._taken.wait()

    async def _poll(
        self,
        make_request: NextRequestMiddlewareType[T],
        bot: Bot,
        method: TelegramMethod[T],
    ) -> T:
        try:
            found = cast("T", await make_request(bot, method))
        except TelegramConflictError:
            self._note(ChatState.SECOND_POLLER)
            raise
        except TelegramUnauthorizedError:
            self._note(ChatState.TOKEN_REFUSED)
            raise
        except (TelegramServerError, TelegramNetworkError, TelegramRetryAfter):
            self._note(ChatState.UNREACHABLE)
            raise
        self._note(ChatState.OK)
        return found

    def _note(self, state: ChatState) -> None:
        if self._health.note(state):
            log = _log.info if state is ChatState.OK else _log.error
            log("chat.state", state=state.value)


def _note_press(method: TelegramMethod[Any], *, in_time: bool) -> None:
    if isinstance(method, AnswerCallbackQuery):
        note_answer(method.callback_query_id, in_time=in_time)


async def _leave_topic(method: TelegramMethod[T]) -> TelegramMethod[T]:
    """Return the same call for the general topic."""
    await forget_topic(find_chat(method), getattr(method, "message_thread_id", None))
    return method.model_copy(update={"message_thread_id": None})


async def _note_refusal(method: TelegramMethod[Any], error: TelegramBadRequest) -> None:
    chat_id = find_chat(method)
    if chat_id is not None and is_for_good(method, error):
        await mark_unreachable(chat_id)


async def _follow(
    method: TelegramMethod[T], error: TelegramMigrateToChat, tried: int
) -> TelegramMethod[T]:
    """Return the same call to the group's new id, once: a second move is somebody's joke.

    What is about a message is refused: that number is none there, or another message's.
    """
    old = find_chat(method)
    if tried > 1 or not isinstance(old, int) or old > 0 or not error.migrate_to_chat_id:
        raise error
    await move_chat(old, error.migrate_to_chat_id)
    if getattr(method, "message_id", None) is not None:
        raise TelegramBadRequest(method, "Bad Request: message to edit not found")
    return method.model_copy(update={"chat_id": error.migrate_to_chat_id})


def find_chat(method: TelegramMethod[Any]) -> int | str | None:
    return cast("int | str | None", getattr(method, "chat_id", None))


def is_harmless(method: TelegramMethod[Any], error: TelegramBadRequest) -> bool:
    """Return whether the request is already fulfilled, or comes too late to matter."""
    said, name = error.message.casefold(), method.__api_method__
    return any(
        words in said
        for verb, sentences in _HARMLESS.items()
        if name.startswith(verb)
        for words in sentences
    )


def open_bot(
    token: str,
    api_url: str,
    health: ChatHealth,
    *,
    answer_seconds: float = 30.0,
    rates: Rates | None = None,
    local_files: bool = False,
    taken: TakenUpdates | None = None,
) -> Bot:
    """Return the bot; ``api_url`` is Telegram's or that of a Bot API server of one's own.

    ``taken`` says which of the updates that it fetches are done: those are confirmed.

    ``local_files``: that server runs with ``--local`` and answers with paths on this machine,
    which lifts the limit of 20 MB.
    """
    api = TelegramAPIServer.from_base(api_url, is_local=local_files)
    session = CarefulSession(api=api, timeout=answer_seconds)
    session.middleware(CarefulRequests(Pacer(rates), health, taken or TakenUpdates()))
    # Who deleted what they typed hears the answer all the same.
    return Bot(
        token, session=session, default=DefaultBotProperties(allow_sending_without_reply=True)
    )
