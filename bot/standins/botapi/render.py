"""Messages as the Bot API writes them in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import InlineKeyboardMarkup

from rosterdesk.bot.standins.botapi.state.accounts import ANONYMOUS_ADMIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram.types import MessageEntity

    from rosterdesk.bot.standins.botapi.state.messages import Content, Message


def show_message(message: Message, *, with_reply: bool = True) -> dict[str, object]:
    """Return the Message object; of a message replied to, its own reply is left out."""
    shown: dict[str, object] = {
        "message_id": message.id,
        **_show_sender(message),
        "chat": message.chat.as_json(),
        "date": message.date,
        **_show_facts(message),
        **show_content(message.content),
        **message.service,
    }
    if with_reply and message.reply_to is not None:
        shown["reply_to_message"] = show_message(message.reply_to, with_reply=False)
    return shown


def show_content(content: Content) -> dict[str, object]:
    words, entities = ("caption", "caption_entities") if content.has_media else ("text", "entities")
    shown: dict[str, object] = {}
    if content.text:
        shown[words] = content.text
    if content.entities:
        shown[entities] = show_entities(content.entities)
    if content.document:
        shown["document"] = content.document.as_document()
    if content.photo:
        shown["photo"] = content.photo.as_photo_sizes()
    if isinstance(content.markup, InlineKeyboardMarkup):
        shown["reply_markup"] = content.markup.model_dump(mode="json", exclude_none=True)
    return shown


def show_entities(entities: Sequence[MessageEntity]) -> list[dict[str, object]]:
    return [entity.model_dump(mode="json", exclude_none=True) for entity in entities]


def show_inaccessible(message: Message) -> dict[str, object]:
    return {"chat": message.chat.as_json(), "message_id": message.id, "date": 0}


def show_origin(message: Message) -> dict[str, object]:
    """Return the forward_origin of a copy of this message."""
    return {"type": "user", "date": message.date, "sender_user": message.sender.as_json()}


def _show_sender(message: Message) -> dict[str, object]:
    if message.anonymous:
        return {"from": ANONYMOUS_ADMIN.as_json(), "sender_chat": message.chat.as_json()}
    return {"from": message.sender.as_json()}


def _show_facts(message: Message) -> dict[str, object]:
    facts: dict[str, object | None] = {
        "edit_date": message.edit_date,
        "message_thread_id": message.thread_id,
        "is_topic_message": True if message.thread_id else None,
        "media_group_id": message.album_id,
        "forward_origin": message.forward_origin,
        "has_protected_content": message.protect_content or None,
    }
    return {key: value for key, value in facts.items() if value is not None}
