"""Groups and channels over HTTP: each change is one route, named as the method of Group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from rosterdesk.bot.standins.botapi.control import requests
from rosterdesk.bot.standins.botapi.control.finding import Finder
from rosterdesk.bot.standins.botapi.control.requests import read_wish
from rosterdesk.bot.standins.botapi.control.views import view_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from rosterdesk.bot.standins.botapi.groups import Group
    from rosterdesk.bot.standins.botapi.server import BotApi

    Change = Callable[[Finder, Group, Any], object]


def list_group_routes(api: BotApi) -> list[web.RouteDef]:
    desk = GroupControl(api)
    return [
        web.post("/groups", desk.add_group),
        web.post("/groups/{group}/{change}", desk.change),
        web.post("/channels", desk.add_channel),
        web.post("/channels/{channel}/post", desk.post),
        web.post("/channels/{channel}/edit", desk.edit_post),
        web.post("/channels/{channel}/link", desk.link),
    ]


class GroupControl:
    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._find = Finder(api)

    async def add_group(self, request: web.Request) -> web.Response:
        wish = await read_wish(request, requests.NewGroup)
        self._check_free(wish.id)
        group = self._api.group(wish.id, wish.title, wish.topics, bot=wish.bot)
        return web.json_response(group.chat.as_json(), status=201)

    async def change(self, request: web.Request) -> web.Response:
        """Do one change; the answer is the chat it is about, the new one after a migration."""
        group = self._find.only_group(request.match_info["group"])
        known = CHANGES.get(request.match_info["change"])
        if known is None:
            raise web.HTTPNotFound(text="There is no such change.\n")
        kind, do = known
        made = do(self._find, group, await read_wish(request, kind))
        return web.json_response(made if isinstance(made, dict) else group.chat.as_json())

    async def add_channel(self, request: web.Request) -> web.Response:
        wish = await read_wish(request, requests.NewChannel)
        self._check_free(wish.id)
        channel = self._api.channel(wish.id, wish.title, bot=wish.bot)
        return web.json_response(channel.chat.as_json(), status=201)

    async def post(self, request: web.Request) -> web.Response:
        channel = self._find.channel(request.match_info["channel"])
        wish = await read_wish(request, requests.Post)
        return web.json_response(view_message(channel.post(wish.text)))

    async def edit_post(self, request: web.Request) -> web.Response:
        channel = self._find.channel(request.match_info["channel"])
        wish = await read_wish(request, requests.EditPost)
        message = self._find.message(channel.chat, wish.message_id)
        channel.edit(message, wish.text)
        return web.json_response(view_message(message))

    async def link(self, request: web.Request) -> web.Response:
        channel = self._find.channel(request.match_info["channel"])
        wish = await read_wish(request, requests.Link)
        channel.link(self._find.only_group(wish.group))
        return web.json_response(channel.chat.as_json())

    def _check_free(self, chat_id: int) -> None:
        if chat_id in self._api.world.chats:
            raise web.HTTPConflict(text="There is a chat with that id.\n")


def _promote(find: Finder, group: Group, wish: requests.Promote) -> None:
    if wish.person is None:
        group.promote_bot() if wish.rights is None else group.promote_bot(frozenset(wish.rights))
    else:
        group.promote(find.person(wish.person), anonymous=wish.anonymous)


def _restrict(find: Finder, group: Group, wish: requests.Restrict) -> None:
    if wish.person is None:
        group.restrict_bot(wish.permissions)
    else:
        group.restrict(find.person(wish.person), wish.permissions)


def _add_topic(_: Finder, group: Group, wish: requests.NewTopic) -> dict[str, object]:
    topic = group.add_topic(wish.name)
    return {"message_thread_id": topic.id, "name": topic.name}


def _delete_topic(find: Finder, group: Group, wish: requests.OneTopic) -> None:
    topic = find.topic(group, wish.topic)
    assert topic is not None
    group.delete_topic(topic)


# Each change with what it takes; ``person`` None is the bot.
CHANGES: dict[str, tuple[type[requests.Wish], Change]] = {
    "add": (requests.Member, lambda find, group, wish: group.add(find.person(wish.person))),
    "remove": (requests.Member, lambda find, group, wish: group.remove(find.person(wish.person))),
    "add_bot": (requests.Wish, lambda _, group, __: group.add_bot()),
    "remove_bot": (requests.RemoveBot, lambda _, group, wish: group.remove_bot(kick=wish.kick)),
    "promote": (requests.Promote, _promote),
    "demote_bot": (requests.Wish, lambda _, group, __: group.demote_bot()),
    "restrict": (requests.Restrict, _restrict),
    "allow": (requests.Allow, lambda _, group, wish: group.allow(wish.permissions)),
    "lock": (requests.Lock, lambda _, group, wish: group.lock(locked=wish.locked)),
    "add_topic": (requests.NewTopic, _add_topic),
    "close_topic": (
        requests.CloseTopic,
        lambda find, group, wish: group.close_topic(
            find.topic(group, wish.topic), closed=wish.closed
        ),
    ),
    "delete_topic": (requests.OneTopic, _delete_topic),
    "switch_topics": (requests.Switch, lambda _, group, wish: group.switch_topics(on=wish.on)),
    "migrate": (requests.Wish, lambda _, group, __: group.migrate().chat.as_json()),
    "delete": (requests.Wish, lambda _, group, __: group.delete()),
}
