"""aiogram as the stand-in's client, and raw HTTP for what aiogram would never send."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import aiohttp
    from aiogram.utils.backoff import BackoffConfig

    from rosterdesk.bot.standins.botapi import BotApi


class PlainSession(AiohttpSession):
    """Closes at once: aiogram waits a quarter of a second for TLS, of which there is none here."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def connect(api: BotApi, token: str | None = None) -> Bot:
    server = TelegramAPIServer.from_base(api.base_url, is_local=api.world.local)
    session = PlainSession(api=server)
    return Bot(token or api.token, session=session)


class Raw:
    """Calls methods by hand: ``status, body = await raw("sendMessage", chat_id=1, text="x")``."""

    def __init__(self, api: BotApi, session: aiohttp.ClientSession) -> None:
        self._api = api
        self._session = session

    async def __call__(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        return await self.post(f"/bot{self._api.token}/{method}", json=params)

    async def refuse(self, method: str, **params: Any) -> str:
        """Return the description of a call that must be refused."""
        status, body = await self(method, **params)
        assert body["ok"] is False, body
        assert status == body["error_code"]
        return body["description"]

    async def post(self, path: str, **options: Any) -> tuple[int, dict[str, Any]]:
        async with self._session.post(self._api.base_url + path, **options) as response:
            return response.status, await response.json()

    async def get(self, path: str, **options: Any) -> tuple[int, bytes]:
        async with self._session.get(self._api.base_url + path, **options) as response:
            return response.status, await response.read()


def keyboard(*rows: dict[str, str]) -> InlineKeyboardMarkup:
    """Rows of buttons, each given as text -> callback data."""
    buttons = [
        [InlineKeyboardButton(text=text, callback_data=data) for text, data in row.items()]
        for row in rows
    ]
    return InlineKeyboardMarkup(inline_keyboard=buttons)


@asynccontextmanager
async def polling(
    bot: Bot, dispatcher: Dispatcher, backoff: BackoffConfig | None = None
) -> AsyncIterator[None]:
    options = {"backoff_config": backoff} if backoff else {}
    task = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False, **options)
    )
    try:
        yield
    finally:
        await dispatcher.stop_polling()
        await task
