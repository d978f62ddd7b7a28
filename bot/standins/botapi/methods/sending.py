"""The parts that all ways of sending have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.methods import ForwardMessage

from rosterdesk.bot.standins.botapi.errors import bad_request
from rosterdesk.bot.standins.botapi.keyboards import check_markup
from rosterdesk.bot.standins.botapi.methods.places import check_sending, open_chat, open_topic
from rosterdesk.bot.standins.botapi.methods.values import given
from rosterdesk.bot.standins.botapi.state.chats import Channel

if TYPE_CHECKING:
    from aiogram.methods import CopyMessage, SendDocument, SendMediaGroup, SendMessage, SendPhoto

    from rosterdesk.bot.standins.botapi.state.chats import Chat
    from rosterdesk.bot.standins.botapi.state.messages import Content, Markup, Message
    from rosterdesk.bot.standins.botapi.state.world import World

    Markable = SendMessage | SendDocument | SendPhoto | CopyMessage
    Posting = Markable | SendMediaGroup
    Sending = Posting | ForwardMessage


def open_place(world: World, call: Sending) -> tuple[Chat, int | None, Message | None]:
    """Return the chat, the topic and the message replied to; a reply stays in its topic."""
    chat = open_chat(world, call.chat_id)
    reply_to = None if isinstance(call, ForwardMessage) else _find_reply(chat, call)
    wanted = call.message_thread_id
    if wanted is None and reply_to is not None:
        wanted = reply_to.thread_id
    return chat, open_topic(world, chat, wanted), reply_to


def post(
    world: World, call: Posting, contents: list[Content], album_id: str | None = None
) -> list[Message]:
    chat, thread, reply_to = open_place(world, call)
    check_sending(world, chat, contents)
    return [
        world.post(
            chat,
            world.bot,
            content,
            thread_id=thread,
            reply_to=reply_to,
            protect_content=bool(given(call.protect_content)),
            silent=bool(call.disable_notification),
            album_id=album_id,
            sender_chat=chat if isinstance(chat, Channel) else None,
        )
        for content in contents
    ]


def read_markup(world: World, call: Markable) -> Markup | None:
    return check_markup(call.reply_markup, open_chat(world, call.chat_id))


def _find_reply(chat: Chat, call: Posting) -> Message | None:
    wanted, tolerant = _read_reply(call)
    if wanted is None:
        return None
    message = chat.messages.get(wanted)
    if message is not None and message.is_accessible:
        return message
    if tolerant:
        return None
    raise bad_request("message to be replied not found")


def _read_reply(call: Posting) -> tuple[int | None, bool]:
    """Return the id of the message replied to, and whether it may be gone."""
    if call.reply_parameters is None:
        return call.reply_to_message_id, bool(call.allow_sending_without_reply)
    reply = call.reply_parameters
    if reply.quote or (reply.chat_id and str(reply.chat_id) != str(call.chat_id)):
        raise bad_request("this stand-in does not know quotes and replies across chats")
    return reply.message_id, bool(given(reply.allow_sending_without_reply))
