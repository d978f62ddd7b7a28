"""Putting a card into a chat, and keeping every copy of it current."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.exceptions import TelegramBadRequest

from rosterdesk.bot.chat.cards import draw_buttons, draw_card, load_card
from rosterdesk.bot.models import ApprovalCard

if TYPE_CHECKING:
    from aiogram import Bot

    from rosterdesk.core.language import Language


async def show_card(bot: Bot, submission_id: int, chat_id: int, language: Language) -> None:
    """Bring the chat's copy of the card up to date, or send it where there is none."""
    copy = await ApprovalCard.get_or_none(submission_id=submission_id, chat_id=chat_id)
    if copy is None or not await _edit(bot, copy, language):
        await send_card(bot, submission_id, chat_id, language)


async def send_card(bot: Bot, submission_id: int, chat_id: int, language: Language) -> None:
    """Send a fresh copy; the one before it is no longer kept current."""
    view = await load_card(submission_id)
    message = await bot.send_message(
        chat_id,
        **draw_card(view, language).as_kwargs(),
        reply_markup=draw_buttons(view, language),
    )
    await ApprovalCard.update_or_create(
        {"message_id": message.message_id}, submission_id=submission_id, chat_id=chat_id
    )


async def _edit(bot: Bot, copy: ApprovalCard, language: Language) -> bool:
    view = await load_card(copy.submission_id)
    try:
        await bot.edit_message_text(
            chat_id=copy.chat_id,
            message_id=copy.message_id,
            **draw_card(view, language).as_kwargs(),
            reply_markup=draw_buttons(view, language),
        )
    except TelegramBadRequest as error:
        # "not modified" says that the copy is current; anything else that it is beyond editing.
        return "message is not modified" in error.message
    return True
