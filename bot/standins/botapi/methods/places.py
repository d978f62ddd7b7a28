"""Which chat and message a call means, and whether the bot may act there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi.errors import (
    bad_request,
    blocked,
    chat_not_found,
    forbidden,
    migrated,
)
from rosterdesk.bot.standins.botapi.state.chats import GroupChat, PrivateChat

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.state.chats import Chat, Topic
    from rosterdesk.bot.standins.botapi.state.messages import Message
    from rosterdesk.bot.standins.botapi.state.world import World


def find_chat(world: World, chat_id: int | str | None) -> Chat:
    """Return the chat if the bot may read it: it was started, or the bot is a member."""
    number = _read_chat_id(chat_id)
    if number == world.bot.id:
        raise forbidden("bots can't send messages to bots")
    chat = world.chats.get(number)
    if chat is None:
        raise chat_not_found()
    if isinstance(chat, GroupChat):
        _check_group(world, chat)
    return chat


def open_chat(world: World, chat_id: int | str | None) -> Chat:
    """Return the chat if the bot may write in it."""
    chat = find_chat(world, chat_id)
    if isinstance(chat, PrivateChat):
        _check_private(chat)
    return chat


def open_topic(world: World, chat: Chat, thread_id: int | None) -> int | None:
    """Return the topic to write in; None stands for a chat without topics or its General one."""
    if thread_id is None:
        return None
    topic = find_topic(chat, thread_id)
    if topic.closed and not _may_manage_topics(world, chat):
        raise bad_request("TOPIC_CLOSED")
    return thread_id


def find_topic(chat: Chat, thread_id: int | None) -> Topic:
    topics = chat.topics if isinstance(chat, GroupChat) else {}
    if thread_id not in topics:
        raise bad_request("message thread not found")
    return topics[thread_id]


def find_message(chat: Chat, message_id: int | None, absent: str) -> Message:
    """Return the message; ``absent`` is the refusal where there is none."""
    if message_id is None:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None or message.deleted:
        raise bad_request(absent)
    return message


def _read_chat_id(chat_id: int | str | None) -> int:
    if chat_id is None or chat_id == "":
        raise bad_request("chat_id is empty")
    try:
        return int(chat_id)
    except ValueError:  # a @name: the stand-in has no public chats
        raise chat_not_found() from None


def _check_private(chat: PrivateChat) -> None:
    if chat.person.is_bot:
        raise forbidden("bots can't send messages to bots")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    if chat.blocked:
        raise blocked()


def _check_group(world: World, chat: GroupChat) -> None:
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    member = chat.members.get(world.bot.id)
    if member is not None and member.status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if member is None or not member.is_present:
        raise forbidden(f"bot is not a member of the {chat.type} chat")


def _may_manage_topics(world: World, chat: Chat) -> bool:
    return isinstance(chat, GroupChat) and chat.members[world.bot.id].may("can_manage_topics")
