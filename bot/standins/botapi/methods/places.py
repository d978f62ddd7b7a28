"""The chat and the message that a call means, and the bot's permission to act there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi.errors import (
    bad_request,
    blocked,
    chat_not_found,
    chat_restricted,
    deactivated,
    forbidden,
    group_deleted,
    kicked,
    migrated,
    no_right_to_send,
    thread_not_found,
    topic_closed,
)
from rosterdesk.bot.standins.botapi.membership import may_send
from rosterdesk.bot.standins.botapi.state.chats import GroupChat, PrivateChat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.bot.standins.botapi.errors import ApiError
    from rosterdesk.bot.standins.botapi.state.chats import Chat, Topic
    from rosterdesk.bot.standins.botapi.state.messages import Content, Message
    from rosterdesk.bot.standins.botapi.state.world import World


def find_chat(world: World, chat_id: int | str | None) -> Chat:
    """Return the chat if the bot may read it: it was started, or the bot is a member."""
    number = _read_chat_id(chat_id)
    if number == world.bot.id:
        raise forbidden("bots can't send messages to bots")
    chat = world.chats.get(number)
    if chat is None or chat.lost:
        raise chat_not_found()
    if isinstance(chat, GroupChat):
        _check_group(world, chat)
    return chat


def open_chat(world: World, chat_id: int | str | None) -> Chat:
    """Return the chat if the bot may write in it."""
    chat = find_chat(world, chat_id)
    if isinstance(chat, PrivateChat):
        _check_private(world, chat)
    return chat


def open_topic(world: World, chat: Chat, thread_id: int | None) -> int | None:
    """Return the topic to write in; None stands for a chat without topics or its General one.

    In a group whose topics are switched off, Telegram passes the number over (Client.cpp,
    check_message_topic).
    """
    if isinstance(chat, GroupChat) and not chat.topics_on:
        return None
    if thread_id is None:
        closed = isinstance(chat, GroupChat) and chat.general_closed
    else:
        closed = find_topic(chat, thread_id).closed
    if closed and not _may_manage_topics(world, chat):
        raise topic_closed()
    return thread_id


def check_sending(world: World, chat: Chat, contents: Sequence[Content]) -> None:
    """Raise where the bot may be in the chat and yet not send this."""
    if not isinstance(chat, GroupChat):
        return
    if chat.restricted:
        raise chat_restricted()
    for content in contents:
        if not may_send(chat, chat.members[world.bot.id], content):
            raise no_right_to_send(content.kind)


def find_topic(chat: Chat, thread_id: int | None) -> Topic:
    topics = chat.topics if isinstance(chat, GroupChat) else {}
    if thread_id not in topics:
        raise thread_not_found()
    return topics[thread_id]


def find_message(chat: Chat, message_id: int | None, absent: str) -> Message:
    """Return the message; ``absent`` is the refusal where there is none."""
    if message_id is None:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None or not message.is_accessible:
        raise bad_request(absent)
    return message


def _read_chat_id(chat_id: int | str | None) -> int:
    if chat_id is None or chat_id == "":
        raise bad_request("chat_id is empty")
    try:
        return int(chat_id)
    except ValueError:  # a @name: the stand-in has no public chats
        raise chat_not_found() from None


def _check_private(world: World, chat: PrivateChat) -> None:
    if chat.person.is_bot:
        raise forbidden("bots can't send messages to bots")
    if chat.deactivated:
        raise deactivated()
    if not chat.started:
        raise _stranger(world, chat)
    if chat.blocked:
        raise blocked()


def _stranger(world: World, chat: PrivateChat) -> ApiError:
    """Somebody seen in a group is known, and not to be written to; others are not even found."""
    groups = [each for each in world.chats.values() if isinstance(each, GroupChat)]
    if any({chat.person.id, world.bot.id} <= set(group.members) for group in groups):
        return forbidden("bot can't initiate conversation with a user")
    return chat_not_found()


def _check_group(world: World, chat: GroupChat) -> None:
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    if chat.deleted:
        raise kicked(chat.type) if chat.is_supergroup else group_deleted()
    member = chat.members.get(world.bot.id)
    if member is not None and member.status == "kicked":
        raise kicked(chat.type)
    if member is None or not member.is_present:
        raise forbidden(f"bot is not a member of the {chat.type} chat")


def _may_manage_topics(world: World, chat: Chat) -> bool:
    return isinstance(chat, GroupChat) and chat.members[world.bot.id].may("can_manage_topics")
