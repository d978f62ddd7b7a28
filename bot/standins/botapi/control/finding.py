"""People, chats, topics and messages by their numbers; 404 where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.channels import ChannelDesk
    from rosterdesk.bot.standins.botapi.groups import Group
    from rosterdesk.bot.standins.botapi.people import Person
    from rosterdesk.bot.standins.botapi.server import BotApi
    from rosterdesk.bot.standins.botapi.state.chats import Chat, Topic
    from rosterdesk.bot.standins.botapi.state.messages import Message


class Finder:
    def __init__(self, api: BotApi) -> None:
        self._api = api

    def person(self, number: int | str) -> Person:
        person = self._api.people.get(read_id(number))
        if person is None:
            raise web.HTTPNotFound(text="There is no such person.\n")
        return person

    def person_of(self, request: web.Request) -> Person:
        """Return the person whose path was asked for."""
        return self.person(request.match_info["person"])

    def group(self, chat_id: int | str | None) -> Group | None:
        """Return the group; None for a private chat, which is also meant where no chat is named."""
        if chat_id is None or read_id(chat_id) in self._api.people:
            return None
        return self.only_group(chat_id)

    def only_group(self, chat_id: int | str) -> Group:
        group = self._api.groups.get(read_id(chat_id))
        if group is None:
            raise web.HTTPNotFound(text="There is no such group.\n")
        return group

    def channel(self, chat_id: int | str) -> ChannelDesk:
        channel = self._api.channels.get(read_id(chat_id))
        if channel is None:
            raise web.HTTPNotFound(text="There is no such channel.\n")
        return channel

    def chat(self, chat_id: int | str) -> Chat:
        chat = self._api.world.chats.get(read_id(chat_id))
        if chat is None:
            raise web.HTTPNotFound(text="There is no such chat.\n")
        return chat

    def topic(self, group: Group | None, topic_id: int | None) -> Topic | None:
        if topic_id is None:
            return None
        if group is None or topic_id not in group.chat.topics:
            raise web.HTTPNotFound(text="There is no such topic.\n")
        return group.chat.topics[topic_id]

    def message(self, chat: Chat, message_id: int) -> Message:
        if message_id not in chat.messages:
            raise web.HTTPNotFound(text="There is no such message.\n")
        return chat.messages[message_id]


def read_id(number: int | str) -> int:
    try:
        return int(number)
    except ValueError:
        raise web.HTTPBadRequest(text="An id is a whole number.\n") from None
