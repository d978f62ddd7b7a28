"""Messages with a secret in them: they are deleted, and a restart does not forget it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.utils.formatting import Spoiler, Text

from rosterdesk.bot.models import VanishingMessage
from rosterdesk.core.clock import now

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import InlineKeyboardMarkup, Message

_log = structlog.get_logger(__name__)
_RETRY = timedelta(minutes=1)


async def forget(message: Message) -> None:
    """Delete what somebody typed; if that fails it is tried again until it works."""
    assert message.bot is not None
    row, _ = await VanishingMessage.get_or_create(
        {"due_at": now()}, chat_id=message.chat.id, message_id=message.message_id
    )
    await _delete(message.bot, row)


async def show_briefly(
    bot: Bot,
    chat_id: int,
    words: Text,
    secret: str,
    seconds: int,
    markup: InlineKeyboardMarkup | None = None,
) -> None:
    """Show the secret behind a spoiler, not to be forwarded, and delete it in time.

    The message is written down before the secret is in it: a crash in between leaves a message
    without one.
    """
    placeholder = await bot.send_message(chat_id, "🔑 …", protect_content=True)
    await VanishingMessage.create(
        chat_id=chat_id,
        message_id=placeholder.message_id,
        due_at=now() + timedelta(seconds=seconds),
    )
    await bot.edit_message_text(
        chat_id=chat_id,
        message_id=placeholder.message_id,
        reply_markup=markup,
        **Text(words, "\n", Spoiler(secret)).as_kwargs(),
    )


async def delete_due(bot: Bot) -> bool:
    """Delete what is due; return False, because what failed waits for its next time."""
    for row in await VanishingMessage.filter(due_at__lte=now()).order_by("due_at").limit(50):
        await _delete(bot, row)
    return False


async def _delete(bot: Bot, row: VanishingMessage) -> None:
    try:
        await bot.delete_message(row.chat_id, row.message_id)
    except (TelegramBadRequest, TelegramForbiddenError) as error:
        # It is gone already, or the person blocked the bot: then nothing can be done.
        _log.info("vanishing.gone", reason=type(error).__name__)
    except (TelegramAPIError, OSError, TimeoutError) as error:
        _log.warning("vanishing.failed", reason=type(error).__name__)
        await VanishingMessage.filter(id=row.id).update(due_at=now() + _RETRY)
        return
    await row.delete()
