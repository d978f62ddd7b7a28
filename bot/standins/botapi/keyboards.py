"""The rules for buttons under a message."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiogram.types import ForceReply, InlineKeyboardMarkup, ReplyKeyboardMarkup

from rosterdesk.bot.standins.botapi import limits
from rosterdesk.bot.standins.botapi.errors import bad_request
from rosterdesk.bot.standins.botapi.state.chats import PrivateChat
from rosterdesk.bot.standins.botapi.text import measure

if TYPE_CHECKING:
    from aiogram.types import InlineKeyboardButton

    from rosterdesk.bot.standins.botapi.state.chats import Chat
    from rosterdesk.bot.standins.botapi.state.messages import Markup

LOOKS = frozenset({"text", "icon_custom_emoji_id", "style"})
STYLES = frozenset({"danger", "success", "primary"})
LINKS = frozenset({"http", "https", "tg"})


def check_markup(markup: Markup | None, chat: Chat) -> Markup | None:
    """Return the markup if Telegram would take it; an inline keyboard without buttons is none."""
    if isinstance(markup, InlineKeyboardMarkup):
        return check_inline(markup, chat)
    if isinstance(markup, ReplyKeyboardMarkup):
        _check_reply(markup)
    if isinstance(markup, ReplyKeyboardMarkup | ForceReply):
        _check_placeholder(markup.input_field_placeholder)
    return markup


def check_inline(markup: InlineKeyboardMarkup | None, chat: Chat) -> InlineKeyboardMarkup | None:
    rows = [row for row in markup.inline_keyboard if row] if markup else []
    if sum(map(len, rows)) > limits.INLINE_BUTTONS:
        raise bad_request("reply markup is too long")
    if any(len(row) > limits.INLINE_BUTTONS_A_ROW for row in rows):
        raise bad_request("reply markup has too many buttons in a row")
    for row in rows:
        for button in row:
            _check_button(button, chat)
    return markup.model_copy(update={"inline_keyboard": rows}) if markup and rows else None


def _check_button(button: InlineKeyboardButton, chat: Chat) -> None:
    if not button.text.strip():
        raise bad_request("can't parse inline keyboard button: button text must be non-empty")
    if button.style is not None and button.style not in STYLES:
        raise bad_request("can't parse inline keyboard button: invalid button style specified")
    _check_one_action(button)
    _check_action(button, chat)


def _check_one_action(button: InlineKeyboardButton) -> None:
    actions = set(button.model_dump(exclude_none=True)) - LOOKS
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request(
            "can't parse inline keyboard button: exactly one of the optional fields must be used"
        )


def _check_action(button: InlineKeyboardButton, chat: Chat) -> None:
    if button.callback_data is not None:
        _check_callback_data(button.callback_data)
    if button.copy_text is not None:
        _check_copy_text(button.copy_text.text)
    if button.url is not None and urlsplit(button.url).scheme not in LINKS:
        raise bad_request(f"inline keyboard button URL '{button.url}' is invalid: wrong HTTP URL")
    if button.web_app is not None:
        _check_web_app(button.web_app.url, chat)


def _check_callback_data(data: str) -> None:
    if not 1 <= len(data.encode()) <= limits.CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_copy_text(text: str) -> None:
    if not 1 <= measure(text) <= limits.COPY_TEXT_LENGTH:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_web_app(url: str, chat: Chat) -> None:
    if not isinstance(chat, PrivateChat):
        raise bad_request("BUTTON_TYPE_INVALID")
    if urlsplit(url).scheme != "https":
        raise bad_request(
            f"inline keyboard button Web App URL '{url}' is invalid: only HTTPS links are allowed"
        )


def _check_reply(markup: ReplyKeyboardMarkup) -> None:
    rows = markup.keyboard
    if any(not button.text.strip() for row in rows for button in row):
        raise bad_request("can't parse keyboard button: button text must be non-empty")
    if not any(rows):
        raise bad_request("object expected as reply markup: the keyboard has no buttons")
    if sum(map(len, rows)) > limits.REPLY_BUTTONS:
        raise bad_request("reply markup is too long")
    if any(len(row) > limits.REPLY_BUTTONS_A_ROW for row in rows):
        raise bad_request("reply markup has too many buttons in a row")


def _check_placeholder(text: str | None) -> None:
    if text is not None and not 1 <= measure(text) <= limits.PLACEHOLDER_LENGTH:
        raise bad_request("input field placeholder must have 1-64 characters")
