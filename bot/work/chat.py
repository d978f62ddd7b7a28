from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from rosterdesk.bot.chat.deliveries import deliver_due
from rosterdesk.bot.chat.dispatcher import make_dispatcher
from rosterdesk.bot.work.loop import keep_doing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library

_ANSWER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Chat:
    bot: Bot
    loops: list[Callable[[], Coroutine[None, None, None]]]


@asynccontextmanager
async def open_chat(settings: Settings, library: Library) -> AsyncIterator[Chat]:
    session = AiohttpSession(
        api=TelegramAPIServer.from_base(settings.chat.api_url), timeout=_ANSWER_SECONDS
    )
    token = settings.read_bot_token()
    assert token is not None
    bot = Bot(token, session=session)
    dispatcher = make_dispatcher(library, settings)

    async def poll() -> None:
        # An upload that came in while the service was down must not be thrown away, so the
        # pending updates are kept (aiogram's default; never drop_pending_updates).
        await dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)

    try:
        yield Chat(
            bot,
            [
                poll,
                partial(keep_doing, "chat outbox", partial(deliver_due, bot, settings.language)),
            ],
        )
    finally:
        await bot.session.close()
