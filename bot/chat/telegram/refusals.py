"""Telegram's lasting refusals in a chat, read from its own words (tdlib/telegram-bot-api)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aiogram.exceptions import TelegramBadRequest
    from aiogram.methods import TelegramMethod

_TOPIC = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
_CHAT = (
    *("chat not found", "chat_restricted", "chat_write_forbidden", "chat_send_plain_forbidden"),
    *("not enough rights to send", "have no rights to send a message", "peer_id_invalid"),
    *("group chat was deactivated", "topic_closed"),  # General is closed, or there is no topic
)


def is_about_topic(method: TelegramMethod[Any], error: TelegramBadRequest) -> bool:
    """Return whether the message's topic is closed or gone; the General topic may take it."""
    said = error.message.casefold()
    has_topic = getattr(method, "message_thread_id", None) is not None
    return has_topic and any(words in said for words in _TOPIC)


def is_for_good(method: TelegramMethod[Any], error: TelegramBadRequest) -> bool:
    """Return whether nothing can be sent to this chat until somebody changes it."""
    said = error.message.casefold()
    return method.__api_method__.startswith("send") and any(words in said for words in _CHAT)
