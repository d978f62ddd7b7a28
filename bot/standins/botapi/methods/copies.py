"""Forwarding and copying."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi.errors import bad_request
from rosterdesk.bot.standins.botapi.methods.places import check_sending, find_chat, find_message
from rosterdesk.bot.standins.botapi.methods.sending import open_place, post, read_markup
from rosterdesk.bot.standins.botapi.methods.values import given, read_entities
from rosterdesk.bot.standins.botapi.render import show_message, show_origin
from rosterdesk.bot.standins.botapi.text import check_caption

if TYPE_CHECKING:
    from aiogram.methods import CopyMessage, ForwardMessage

    from rosterdesk.bot.standins.botapi.state.messages import Content, Message
    from rosterdesk.bot.standins.botapi.state.world import World


def forward_message(world: World, call: ForwardMessage) -> object:
    chat, thread, _ = open_place(world, call)
    source = _find_source(world, call, "message to forward not found")
    check_sending(world, chat, [source.content])
    message = world.post(
        chat,
        world.bot,
        replace(source.content, markup=None),
        thread_id=thread,
        protect_content=bool(given(call.protect_content)),
        silent=bool(call.disable_notification),
        forward_origin=source.forward_origin or show_origin(source),
    )
    return show_message(message)


def copy_message(world: World, call: CopyMessage) -> object:
    source = _find_source(world, call, "message to copy not found")
    content = replace(_recaption(source.content, call), markup=read_markup(world, call))
    return {"message_id": post(world, call, [content])[0].id}


def _find_source(world: World, call: ForwardMessage | CopyMessage, absent: str) -> Message:
    source = find_message(find_chat(world, call.from_chat_id), call.message_id, absent)
    if source.protect_content:
        raise bad_request("the message can't be forwarded")
    if source.service:
        raise bad_request("the message can't be copied")
    return source


def _recaption(content: Content, call: CopyMessage) -> Content:
    if call.caption is None or not content.has_media:
        return content
    entities = read_entities(call.parse_mode, call.caption_entities)
    text, kept = check_caption(call.caption, entities)
    return replace(content, text=text, entities=tuple(kept))
