"""Topics of a supergroup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi.errors import bad_request
from rosterdesk.bot.standins.botapi.methods.places import find_topic, open_chat
from rosterdesk.bot.standins.botapi.state.chats import GroupChat, Topic
from rosterdesk.bot.standins.botapi.state.messages import Content
from rosterdesk.bot.standins.botapi.text import measure

if TYPE_CHECKING:
    from aiogram.methods import (
        CloseForumTopic,
        CreateForumTopic,
        DeleteForumTopic,
        EditForumTopic,
        ReopenForumTopic,
    )

    from rosterdesk.bot.standins.botapi.state.world import World

NAME_LENGTH = range(1, 129)
COLOURS = frozenset({7322096, 16766590, 13338331, 9367192, 16749490, 16478047})
FIRST_COLOUR = 7322096


def create_forum_topic(world: World, call: CreateForumTopic) -> object:
    chat = _open_forum(world, call.chat_id)
    _check_name(call.name)
    if call.icon_color is not None and call.icon_color not in COLOURS:
        raise bad_request("topic icon color is invalid")
    look = {"name": call.name, "icon_color": call.icon_color or FIRST_COLOUR}
    message = world.post(chat, world.bot, Content(), service={"forum_topic_created": look})
    message.thread_id = message.id
    chat.topics[message.id] = Topic(message.id, call.name)
    return {"message_thread_id": message.id, **look}


def edit_forum_topic(world: World, call: EditForumTopic) -> object:
    topic = find_topic(_open_forum(world, call.chat_id), call.message_thread_id)
    if call.name is None and call.icon_custom_emoji_id is None:
        raise bad_request("TOPIC_NOT_MODIFIED")
    if call.name is not None:
        _check_name(call.name)
        topic.name = call.name
    world.bell.ring()
    return True


def close_forum_topic(world: World, call: CloseForumTopic) -> object:
    return _shut(world, call, closed=True)


def reopen_forum_topic(world: World, call: ReopenForumTopic) -> object:
    return _shut(world, call, closed=False)


def delete_forum_topic(world: World, call: DeleteForumTopic) -> object:
    chat = _open_forum(world, call.chat_id, "can_delete_messages")
    topic = find_topic(chat, call.message_thread_id)
    del chat.topics[topic.id]
    for message in chat.messages.values():
        if message.thread_id == topic.id:
            world.delete(message)
    return True


def _shut(world: World, call: CloseForumTopic | ReopenForumTopic, *, closed: bool) -> object:
    topic = find_topic(_open_forum(world, call.chat_id), call.message_thread_id)
    if topic.closed is closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    world.bell.ring()
    return True


def _open_forum(world: World, chat_id: int | str, right: str = "can_manage_topics") -> GroupChat:
    chat = open_chat(world, chat_id)
    if not isinstance(chat, GroupChat) or not chat.topics_on:
        raise bad_request("the chat is not a forum")
    if not chat.members[world.bot.id].may(right):
        raise bad_request("not enough rights to create a topic")
    return chat


def _check_name(name: str) -> None:
    if measure(name) not in NAME_LENGTH:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "topic name is too long")
