"""Every update once, finished before the service stops, and never left without an answer."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from aiogram import BaseMiddleware
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import GetFile
from aiogram.types import CallbackQuery, Message

from rosterdesk.bot.chat.storage import holding_dialogs, move_dialogs
from rosterdesk.bot.chat.telegram.pacing import Urgency, urgency
from rosterdesk.bot.chat.telegram.presses import came_in_time, following_presses, is_answered
from rosterdesk.bot.models import SeenUpdate
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.clock import now
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.storage.database import writing
from rosterdesk.core.storage.trouble import is_impossible_value
from rosterdesk.core.trail.acts import noting_acts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from aiogram.types import TelegramObject, Update

    from rosterdesk.core.language import Language
    from rosterdesk.core.trail.kinds import Kind

    Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

_log = structlog.get_logger(__name__)
_STOP_SECONDS = 20
# Seconds, ten minutes together: until then the update is not confirmed, and comes again if the
# process ends meanwhile.
_APOLOGY_PAUSES = (0.3, 1.0, 3.0, 10.0, 30.0, *(60.0,) * 9)
_LOOK_SECONDS = 0.3  # for new updates beside those that are worked on
# Telegram keeps an update for a day; twice that is remembered.
_REMEMBERED = timedelta(days=2)


class TakenUpdates:
    """The updates that Telegram was not told of yet that they are done.

    To Telegram, asking for later updates is confirming the earlier ones: what is confirmed while
    it is worked on is lost when the process is killed. So nothing beyond the oldest unfinished one
    is asked for, and what comes again because of that is left out.
    """

    def __init__(self) -> None:
        self._taken: dict[int, bool] = {}  # number -> whether it is done
        self._changed = asyncio.Event()

    def take(self, number: int) -> bool:
        """Return whether it is a new one."""
        if number in self._taken:
            return False
        self._taken[number] = False
        return True

    def finish(self, number: int) -> None:
        if number in self._taken:
            self._taken[number] = True
            self._changed.set()

    def give_up(self, number: int) -> None:
        """Leave it to whoever polls next: it was broken off, and is not confirmed."""
        self._taken.pop(number, None)

    def find_oldest(self) -> int | None:
        """Return the oldest that is unfinished; where there is none, nothing is remembered."""
        oldest = min((number for number, done in self._taken.items() if not done), default=None)
        self._taken = {
            number: done
            for number, done in self._taken.items()
            if oldest is not None and number >= oldest
        }
        return oldest

    async def wait(self) -> None:
        """Return when one more is finished, or new ones may have come meanwhile."""
        self._changed.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_SECONDS):
                await self._changed.wait()


class SkipSeen(BaseMiddleware):
    """Telegram hands an update out again after a restart; what was done is not done twice.

    It is marked after the work, with where the dialogs are then: a crash in between repeats it
    from where they were, and every use case bears that.
    """

    def __init__(self) -> None:
        self._running: dict[int, asyncio.Event] = {}

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        update: Update = event  # type: ignore[assignment]  # registered on updates only
        number = update.update_id
        # A webhook's answer confirms the update: a repetition is answered when the first is done.
        while first := self._running.get(number):
            await first.wait()
        done = self._running[number] = asyncio.Event()
        try:
            return await self._run_once(handler, event, data, number)
        finally:
            self._running.pop(number)
            done.set()

    async def _run_once(
        self, handler: Handler, event: TelegramObject, data: dict[str, Any], number: int
    ) -> Any:
        if await SeenUpdate.exists(update_id=number):
            return None
        with holding_dialogs() as moves:
            result = await handler(event, data)
        async with writing():
            await move_dialogs(moves)
            await SeenUpdate.get_or_create(update_id=number, defaults={"seen_at": now()})
        return result


async def forget_seen(moment: datetime) -> None:
    """Delete what Telegram itself has forgotten."""
    await SeenUpdate.filter(seen_at__lt=moment - _REMEMBERED).delete()


class FinishHandlers(BaseMiddleware):
    """Keep what Telegram counts as delivered from being cancelled when the service stops.

    Who asked for forty cards and still waits for the last ones, at one message a second, is not
    waited for: what was decided is in the database, and only the telling is cut short.
    """

    def __init__(self, taken: TakenUpdates | None = None) -> None:
        self._running: set[asyncio.Task[Any]] = set()
        self._taken = taken or TakenUpdates()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        update: Update = event  # type: ignore[assignment]  # registered on updates only
        task = asyncio.ensure_future(handler(event, data))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        task.add_done_callback(lambda done: self._note_end(done, update.update_id))
        return await asyncio.shield(task)

    def _note_end(self, task: asyncio.Task[Any], number: int) -> None:
        if task.cancelled():
            self._taken.give_up(number)
        else:
            self._taken.finish(number)

    @property
    def running(self) -> int:
        return len(self._running)

    async def finish(self) -> None:
        if not self._running:
            return
        try:
            _, late = await asyncio.wait(self._running, timeout=_STOP_SECONDS)
        except asyncio.CancelledError:  # another process takes the updates from now on
            for task in self._running:
                task.cancel()
            raise
        if late:
            _log.error("updates.unfinished", count=len(late))
            # What goes on when the database is closed fails in ways that nobody understands.
            for task in late:
                task.cancel()
            await asyncio.wait(late)


class DropNul(BaseMiddleware):
    """Take U+0000 out of what a person sent: no keyboard has it, and PostgreSQL cannot hold it.

    Programs can send it: to MTProto the data of a button is any bytes (getBotCallbackAnswer).
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        return await handler(drop_nul(event), data)


def drop_nul(event: TelegramObject) -> TelegramObject:
    """Return the event itself where there is none in it."""
    told: dict[str, Any] = {
        name: value.replace("\0", "")
        for name in ("text", "caption", "data", "query", "file_name")
        if isinstance(value := getattr(event, name, None), str) and "\0" in value
    }
    document = getattr(event, "document", None)
    if document is not None and (cleaned := drop_nul(document)) is not document:
        told["document"] = cleaned
    return event.model_copy(update=told) if told else event


class AnswerErrors(BaseMiddleware):
    """A handler that fails tells the person so; the log gets the kind of error, never its text."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        with following_presses(), noting_acts() as acts:
            return await self._run(handler, event, data, acts)

    async def _run(
        self, handler: Handler, event: TelegramObject, data: dict[str, Any], acts: list[Kind]
    ) -> Any:
        try:
            # Somebody looks at the screen: their answer goes before what the outbox has to say.
            with urgency(Urgency.DECISION):
                return await handler(event, data)
        except RosterdeskError as error:
            await _tell(event, error.say(data["language"]))
        except Exception as error:
            if _is_broken_off():  # a database that is away makes another error of that
                raise asyncio.CancelledError from error
            if isinstance(event, CallbackQuery) and is_impossible_value(error):
                # No button of ours has such a number: a program wrote it.
                await _tell(event, describe_stale(data["language"]))
                return None
            # Without the traceback: it may hold names, or what somebody typed.
            _log.error("update.failed", kind=type(event).__name__, error=type(error).__name__)
            is_done = bool(acts) and _is_of_telling(error)
            words = describe_untold if is_done else partial(apologise, event)
            await _tell(event, words(data["language"]))
        return None


def _is_of_telling(error: Exception) -> bool:
    """Return whether saying something failed; the other calls fetch what is still to be done."""
    return isinstance(error, TelegramAPIError) and not isinstance(error.method, GetFile)


def _is_broken_off() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def describe_stale(language: Language) -> str:
    """Say of a button that nothing answers: of an older version, or of a finished dialog."""
    return phrases.say(language, "This button no longer works. /menu or /pending shows what does.")


def describe_untold(language: Language) -> str:
    return phrases.say(
        language,
        "It was done, but telling you of it went wrong with us. See how it stands before you do it"
        " again.",
    )


def apologise(event: TelegramObject, language: Language) -> str:
    if isinstance(event, Message) and event.document:
        return phrases.say(
            language, "Something went wrong with us. Please send the file once more."
        )
    return phrases.say(language, "Something went wrong with us. Please try it once more.")


async def _tell(event: TelegramObject, words: str) -> None:
    try:
        if isinstance(event, CallbackQuery):
            if await _show_alert(event, words):
                return
            assert event.bot is not None
            await _insist(partial(event.bot.send_message, event.from_user.id, words))
        elif isinstance(event, Message):
            await _insist(partial(event.answer, words))
    except (TelegramAPIError, OSError) as error:
        _log.warning("update.unanswered", error=type(error).__name__)


async def _show_alert(query: CallbackQuery, words: str) -> bool:
    """Return whether the person sees it: a press is answered once, and soon or not at all."""
    if is_answered(query.id):
        return False
    try:
        await query.answer(words[:200], show_alert=True)
    except (TelegramAPIError, OSError):
        return False
    return came_in_time(query.id)


async def _insist(say: Callable[[], Awaitable[Any]]) -> None:
    """Say it again while Telegram fails: an apology that comes twice does no harm.

    A file that is lost without one is missed by nobody.
    """
    for pause in (*_APOLOGY_PAUSES, None):
        try:
            await say()
        except (TelegramServerError, TelegramNetworkError, TelegramRetryAfter):
            if pause is None:
                raise
            await asyncio.sleep(pause)
        else:
            return
