"""A question that keeps the answer which was given to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import Message

from rosterdesk.bot.chat.telegram.quietly import quietly

if TYPE_CHECKING:
    from aiogram.filters.callback_data import CallbackData
    from aiogram.types import CallbackQuery


async def keep_answer(query: CallbackQuery, pressed: CallbackData) -> None:
    """Put the label of the pressed button below the question, in place of its buttons."""
    message = query.message
    if not isinstance(message, Message):
        return
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    packed = pressed.pack()
    label = next((b.text for row in rows for b in row if b.callback_data == packed), "")
    await quietly(message.edit_text(f"{message.text}\n→ {label}"))
