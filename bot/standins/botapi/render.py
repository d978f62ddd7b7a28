"""Messages as the Bot API writes them in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import InlineKeyboardMarkup

from rosterdesk.bot.standins.botapi.state.accounts import ANONYMOUS_ADMIN, CHANNEL_BOT, TELEGRAM
from rosterdesk.bot.standins.botapi.state.chats import Channel, GroupChat

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
        shown.update(_show_replied(message, message.reply_to))
    return shown


def _show_replied(message: Message, replied: Message) -> dict[str, object]:
    """Return the message itself, or where it stands in another topic what is told of it."""
    if _find_topic(message) == _find_topic(replied):
        return {"reply_to_message": show_message(replied, with_reply=False)}
    where = {"chat": replied.chat.as_json(), "message_id": replied.id}
    return {"external_reply": {"origin": show_origin(replied), **where}}


def _find_topic(message: Message) -> int | None:
    chat = message.chat
    return message.thread_id if isinstance(chat, GroupChat) and chat.topics_on else None


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
    date: dict[str, object] = {"date": message.date}
    if message.sender_chat is not None and isinstance(message.sender_chat, Channel):
        channel = message.sender_chat.as_json()
        return {"type": "channel", **date, "chat": channel, "message_id": message.id}
    if message.anonymous:
        return {"type": "chat", **date, "sender_chat": message.chat.as_json()}
    if message.sender.hides_origin:
        return {"type": "hidden_user", **date, "sender_user_name": message.sender.first_name}
    return {"type": "user", **date, "sender_user": message.sender.as_json()}


def _show_thread(message: Message) -> dict[str, object | None]:
    """Return the thread's number; a reply elsewhere has one too, without ``is_topic_message``."""
    chat = message.chat
    if not isinstance(chat, GroupChat) or not chat.is_supergroup:
        return {}
    if chat.topics_on and message.thread_id:
        return {"message_thread_id": message.thread_id, "is_topic_message": True}
    return {"message_thread_id": message.root_id if message.reply_to else None}


def _show_sender(message: Message) -> dict[str, object]:
    if message.anonymous:
        return {"from": ANONYMOUS_ADMIN.as_json(), "sender_chat": message.chat.as_json()}
    if message.sender_chat is not None and message.sender_chat is message.chat:
        return {"sender_chat": message.chat.as_json()}
    if message.sender_chat is not None:
        author = message.sender if message.sender is TELEGRAM else CHANNEL_BOT
        return {"from": author.as_json(), "sender_chat": message.sender_chat.as_json()}
    return {"from": message.sender.as_json()}


def _show_facts(message: Message) -> dict[str, object]:
    facts: dict[str, object | None] = {
        "edit_date": message.edit_date,
        **_show_thread(message),
        "is_automatic_forward": message.sender is TELEGRAM or None,
        "media_group_id": message.album_id,
        "forward_origin": message.forward_origin,
        "has_protected_content": message.protect_content or None,
    }
    return {key: value for key, value in facts.items() if value is not None}
