"""sendMessage, and what the chat shows while the bot works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi.errors import bad_request
from rosterdesk.bot.standins.botapi.methods.places import check_sending, open_chat, open_topic
from rosterdesk.bot.standins.botapi.methods.sending import post, read_markup
from rosterdesk.bot.standins.botapi.methods.values import read_entities
from rosterdesk.bot.standins.botapi.render import show_message
from rosterdesk.bot.standins.botapi.state.chats import ChatAction
from rosterdesk.bot.standins.botapi.state.messages import Content
from rosterdesk.bot.standins.botapi.text import check_text

if TYPE_CHECKING:
    from aiogram.methods import SendChatAction, SendMessage

    from rosterdesk.bot.standins.botapi.state.world import World

TYPING = "typing"
CHAT_ACTIONS = frozenset(
    {
        TYPING,
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(world: World, call: SendMessage) -> object:
    open_chat(world, call.chat_id)
    text, entities = check_text(call.text, read_entities(call.parse_mode, call.entities))
    content = Content(text, tuple(entities), markup=read_markup(world, call))
    return show_message(post(world, call, [content])[0])


def send_chat_action(world: World, call: SendChatAction) -> object:
    chat = open_chat(world, call.chat_id)
    open_topic(world, chat, call.message_thread_id)
    if call.action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    if call.action == TYPING:
        check_sending(world, chat, [Content()])
    chat.actions.append(ChatAction(chat.id, call.action, world.clock.now(), world.next_revision()))
    world.bell.ring()
    return True
