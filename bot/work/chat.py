from __future__ import annotations

import asyncio
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

    from aiogram import Dispatcher

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

    deliver = partial(deliver_due, bot, settings.language)
    try:
        yield Chat(
            bot, [partial(_poll, dispatcher, bot), partial(keep_doing, "chat outbox", deliver)]
        )
    finally:
        await bot.session.close()


async def _poll(dispatcher: Dispatcher, bot: Bot) -> None:
    """Take updates until cancelled; what was taken is finished first.

    Cancelling ``start_polling`` itself would leave its own tasks behind. Updates that came in
    while the service was down are kept: an upload must not be thrown away.
    """
    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
    )
    try:
        await asyncio.shield(polling)
    except asyncio.CancelledError:
        if not polling.done():
            await dispatcher.stop_polling()
            await polling
        raise
