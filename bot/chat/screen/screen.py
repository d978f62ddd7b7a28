"""One message that changes while a clerk works: edited in place, sent anew where it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message

from rosterdesk.bot.chat.screen.buttons import keyboard

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.utils.formatting import Text

    from rosterdesk.bot.chat.screen.buttons import Buttons


async def show_screen(
    bot: Bot, chat_id: int, message_id: int | None, words: Text, buttons: Buttons
) -> int:
    """Return the id of the message that shows it now."""
    markup = keyboard(buttons) if buttons else None
    if message_id:
        try:
            await bot.edit_message_text(
                chat_id=chat_id, message_id=message_id, **words.as_kwargs(), reply_markup=markup
            )
        except TelegramBadRequest as error:
            if "message is not modified" in error.message:
                return message_id
        else:
            return message_id
    sent = await bot.send_message(chat_id, **words.as_kwargs(), reply_markup=markup)
    return sent.message_id


async def show_pressed(query: CallbackQuery, words: Text, buttons: Buttons) -> int:
    """Change the message whose button was pressed; one that is out of reach gets a successor."""
    message, bot = query.message, query.bot
    assert bot is not None
    chat_id = message.chat.id if message else query.from_user.id
    message_id = message.message_id if isinstance(message, Message) else None
    return await show_screen(bot, chat_id, message_id, words, buttons)


def is_in_private(query: CallbackQuery) -> bool:
    return isinstance(query.message, Message) and query.message.chat.type == "private"
