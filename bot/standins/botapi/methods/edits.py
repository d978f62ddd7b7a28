"""Editing and deleting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aiogram.types import InlineKeyboardMarkup

from rosterdesk.bot.standins.botapi import limits
from rosterdesk.bot.standins.botapi.errors import bad_request, not_modified, uneditable
from rosterdesk.bot.standins.botapi.keyboards import check_inline
from rosterdesk.bot.standins.botapi.methods.media import read_media
from rosterdesk.bot.standins.botapi.methods.places import find_chat, find_message, open_chat
from rosterdesk.bot.standins.botapi.methods.values import read_entities
from rosterdesk.bot.standins.botapi.render import show_message
from rosterdesk.bot.standins.botapi.state.chats import GroupChat
from rosterdesk.bot.standins.botapi.text import check_caption, check_text

if TYPE_CHECKING:
    from aiogram.methods import (
        DeleteMessage,
        DeleteMessages,
        EditMessageCaption,
        EditMessageMedia,
        EditMessageReplyMarkup,
        EditMessageText,
    )

    from rosterdesk.bot.standins.botapi.state.chats import Chat
    from rosterdesk.bot.standins.botapi.state.messages import Content, Message
    from rosterdesk.bot.standins.botapi.state.world import World
    from rosterdesk.bot.standins.botapi.wire import Uploads

    Editing = EditMessageText | EditMessageCaption | EditMessageMedia | EditMessageReplyMarkup


BEGINNINGS = frozenset({"forum_topic_created", "migrate_from_chat_id"})


def edit_message_text(world: World, call: EditMessageText) -> object:
    message = _find_own(world, call)
    if message.content.has_media:
        raise bad_request("there is no text in the message to edit")
    entities = read_entities(call.parse_mode, call.entities)
    text, kept = check_text(call.text or "", entities)
    return _change(world, call, message, replace(message.content, text=text, entities=tuple(kept)))


def edit_message_caption(world: World, call: EditMessageCaption) -> object:
    message = _find_own(world, call)
    if not message.content.has_media:
        raise bad_request("there is no caption in the message to edit")
    entities = read_entities(call.parse_mode, call.caption_entities)
    text, kept = check_caption(call.caption or "", entities)
    return _change(world, call, message, replace(message.content, text=text, entities=tuple(kept)))


def edit_message_media(world: World, call: EditMessageMedia, uploads: Uploads) -> object:
    message = _find_own(world, call)
    content = read_media(world, call.media, uploads)
    if message.album_id and bool(content.photo) != bool(message.photo):
        raise bad_request("can't change the media type of an album's message")
    return _change(world, call, message, content)


def edit_message_reply_markup(world: World, call: EditMessageReplyMarkup) -> object:
    message = _find_own(world, call)
    return _change(world, call, message, message.content, dated=False)


def delete_message(world: World, call: DeleteMessage) -> object:
    chat = find_chat(world, call.chat_id)
    message = find_message(chat, call.message_id, "message to delete not found")
    _check_deletable(world, chat, message)
    world.delete(message)
    return True


def delete_messages(world: World, call: DeleteMessages) -> object:
    """Delete the messages; missing ones are passed over, as documented."""
    chat = find_chat(world, call.chat_id)
    if not 1 <= len(call.message_ids) <= limits.MESSAGES_AT_ONCE:
        raise bad_request("message identifiers: 1-100 are allowed")
    there = [chat.messages[each] for each in call.message_ids if each in chat.messages]
    found = [message for message in there if message.is_accessible]
    for message in found:
        _check_deletable(world, chat, message)
    for message in found:
        world.delete(message)
    return True


def _find_own(world: World, call: Editing) -> Message:
    if call.inline_message_id is not None:
        raise bad_request("MESSAGE_ID_INVALID")
    chat = open_chat(world, call.chat_id)
    message = find_message(chat, call.message_id, "message to edit not found")
    if message.sender is not world.bot or message.service or message.forward_origin:
        raise uneditable()
    if not isinstance(message.markup, InlineKeyboardMarkup | None):
        raise uneditable()  # it brought a reply keyboard
    return message


def _change(
    world: World, call: Editing, message: Message, content: Content, *, dated: bool = True
) -> object:
    """An edit without a keyboard takes the keyboard away: that is how Telegram does it."""
    changed = replace(content, markup=check_inline(call.reply_markup, message.chat))
    if changed == message.content:
        raise not_modified()
    world.change(message, changed, dated=dated)
    return show_message(message)


def _check_deletable(world: World, chat: Chat, message: Message) -> None:
    """Under 48 hours: own messages anywhere, others' in private; administrators are not bound.

    Nobody deletes the message that a topic or a supergroup began with (documentation).
    """
    if BEGINNINGS & set(message.service):
        raise bad_request("message can't be deleted")
    if isinstance(chat, GroupChat) and chat.members[world.bot.id].may("can_delete_messages"):
        return
    if world.clock.now() - message.date > limits.DELETE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    if isinstance(chat, GroupChat) and message.sender is not world.bot:
        raise bad_request("message can't be deleted")
