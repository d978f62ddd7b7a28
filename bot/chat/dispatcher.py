"""Putting the chat together: routers, who-is-this, no update twice, a stop that loses nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiogram import BaseMiddleware, Dispatcher
from aiogram.fsm.storage.memory import SimpleEventIsolation

from rosterdesk.bot.chat import decisions, everyone, linking, upload
from rosterdesk.bot.chat.person import RecogniseMember
from rosterdesk.bot.chat.storage import DialogStorage
from rosterdesk.bot.models import SeenUpdate
from rosterdesk.core.clock import now

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram.types import TelegramObject, Update

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library

_STOP_SECONDS = 20


def make_dispatcher(library: Library, settings: Settings) -> Dispatcher:
    dispatcher = Dispatcher(
        storage=DialogStorage(),
        events_isolation=SimpleEventIsolation(),
        library=library,
        settings=settings,
    )
    running = FinishHandlers()
    dispatcher.update.outer_middleware(running)
    dispatcher.update.outer_middleware(SkipSeen())
    dispatcher.update.outer_middleware(RecogniseMember(settings.language))
    dispatcher.shutdown.register(running.finish)
    for module in (linking, everyone, decisions, upload):
        dispatcher.include_router(module.make_router())
    dispatcher.include_router(everyone.make_last_router())
    return dispatcher


class SkipSeen(BaseMiddleware):
    """Telegram hands an update out again after a restart; what was done is not done twice.

    It is marked after the work: a crash in between repeats it, and every use case bears that.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        update: Update = event  # type: ignore[assignment]  # registered on updates only
        if await SeenUpdate.exists(update_id=update.update_id):
            return None
        result = await handler(event, data)
        await SeenUpdate.get_or_create(update_id=update.update_id, defaults={"seen_at": now()})
        return result


class FinishHandlers(BaseMiddleware):
    """Keep what Telegram counts as delivered from being cancelled when the service stops."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        task = asyncio.ensure_future(handler(event, data))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def finish(self) -> None:
        if self._running:
            await asyncio.wait(self._running, timeout=_STOP_SECONDS)
