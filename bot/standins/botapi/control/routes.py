"""The control interface's routes; what they take and give stands in the package's docstring."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.standins.botapi import limits
from rosterdesk.bot.standins.botapi.control import requests
from rosterdesk.bot.standins.botapi.control.events import stream_events
from rosterdesk.bot.standins.botapi.control.finding import Finder
from rosterdesk.bot.standins.botapi.control.groups import list_group_routes
from rosterdesk.bot.standins.botapi.control.guard import refuse_strangers
from rosterdesk.bot.standins.botapi.control.requests import read_wish
from rosterdesk.bot.standins.botapi.control.sending import list_sending_routes
from rosterdesk.bot.standins.botapi.control.views import view_message, view_press, view_state

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.server import BotApi


def build_control(api: BotApi) -> web.Application:
    """Return the interface, to be mounted at /control: here, or in the demo's own server."""
    app = web.Application(middlewares=[refuse_strangers], client_max_size=limits.UPLOAD_BYTES)
    desk = Control(api)
    app.router.add_get("/state", desk.show_state)
    app.router.add_post("/people", desk.add_person)
    app.router.add_post("/people/{person}/send", desk.send)
    app.router.add_post("/people/{person}/open", desk.open)
    app.router.add_post("/people/{person}/press", desk.press)
    app.router.add_post("/people/{person}/expect", desk.expect)
    app.router.add_post("/people/{person}/block", desk.block)
    app.router.add_post("/people/{person}/unblock", desk.unblock)
    app.router.add_post("/people/{person}/lose", desk.lose)
    app.router.add_post("/people/{person}/delete_account", desk.delete_account)
    app.router.add_get("/people/{person}/commands", desk.list_commands)
    app.router.add_get("/chats/{chat}", desk.show_chat)
    app.router.add_get("/files/{file}", desk.show_file)
    app.router.add_get("/events", desk.follow)
    app.router.add_post("/fail", desk.fail)
    app.router.add_post("/release", desk.release)
    app.router.add_post("/clock", desk.move_clock)
    app.router.add_routes(list_sending_routes(api))
    app.router.add_routes(list_group_routes(api))
    return app


class Control:
    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._find = Finder(api)

    async def show_state(self, _: web.Request) -> web.Response:
        return web.json_response(view_state(self._api))

    async def add_person(self, request: web.Request) -> web.Response:
        wish = await read_wish(request, requests.NewPerson)
        if wish.id in self._api.people:
            raise web.HTTPConflict(text="There is a person with that id.\n")
        person = self._api.person(wish.id, wish.first_name, wish.username, wish.language_code)
        return web.json_response(person.account.as_json(), status=201)

    async def send(self, request: web.Request) -> web.Response:
        person, wish = (
            self._find.person_of(request),
            await read_wish(request, requests.Say),
        )
        group = self._find.group(wish.chat)
        place = group.chat if group else person.chat
        message = person.send(
            wish.text,
            self._find.message(place, wish.reply_to) if wish.reply_to else None,
            chat=group,
            topic=self._find.topic(group, wish.topic),
            anonymous=wish.anonymous,
        )
        return web.json_response(view_message(message))

    async def open(self, request: web.Request) -> web.Response:
        wish = await read_wish(request, requests.Open)
        return web.json_response(view_message(self._find.person_of(request).open(wish.start)))

    async def press(self, request: web.Request) -> web.Response:
        """Wait for the bot's answer; ``answered`` is false when it gave none in time."""
        person, wish = (
            self._find.person_of(request),
            await read_wish(request, requests.Press),
        )
        group = self._find.group(wish.chat)
        message = self._find.message(group.chat if group else person.chat, wish.message_id)
        result = person.press(message, wish.button, inaccessible=wish.inaccessible)
        with suppress(TimeoutError):
            await result.wait(wish.timeout)
        return web.json_response(view_press(result))

    async def expect(self, request: web.Request) -> web.Response:
        person, wish = (
            self._find.person_of(request),
            await read_wish(request, requests.Expect),
        )
        group = self._find.group(wish.chat)
        try:
            message = await person.expect(wish.text, timeout=wish.timeout, chat=group)
        except TimeoutError:
            raise web.HTTPRequestTimeout(text="The bot did not say that.\n") from None
        return web.json_response(view_message(message))

    async def block(self, request: web.Request) -> web.Response:
        self._find.person_of(request).block()
        return web.json_response({"blocked": True})

    async def unblock(self, request: web.Request) -> web.Response:
        self._find.person_of(request).unblock()
        return web.json_response({"blocked": False})

    async def lose(self, request: web.Request) -> web.Response:
        wish = await read_wish(request, requests.Lose)
        self._find.person_of(request).lose(lost=wish.lost)
        return web.json_response({"lost": wish.lost})

    async def delete_account(self, request: web.Request) -> web.Response:
        self._find.person_of(request).delete_account()
        return web.json_response({"deactivated": True})

    async def list_commands(self, request: web.Request) -> web.Response:
        chat = request.query.get("chat")
        group = self._find.group(chat) if chat else None
        return web.json_response(self._find.person_of(request).list_commands(group))

    async def show_chat(self, request: web.Request) -> web.Response:
        chat = self._find.chat(request.match_info["chat"])
        messages = [view_message(message) for message in chat.messages.values()]
        return web.json_response({"chat": chat.as_json(), "messages": messages})

    async def show_file(self, request: web.Request) -> web.Response:
        file = self._api.world.files.find(request.match_info["file"])
        if file is None:
            raise web.HTTPNotFound(text="There is no such file.\n")
        # What a school sent is shown as a download, never run as a page of this site.
        kind = file.mime if file.width else "application/octet-stream"
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=3600"}
        return web.Response(body=file.data, content_type=kind, headers=headers)

    async def follow(self, request: web.Request) -> web.StreamResponse:
        return await stream_events(request, self._api.world)

    async def fail(self, request: web.Request) -> web.Response:
        wish = await read_wish(request, requests.Fail)
        self._api.fail_next(**wish.model_dump())
        return web.json_response({"ok": True})

    async def release(self, _: web.Request) -> web.Response:
        self._api.release()
        return web.json_response({"ok": True})

    async def move_clock(self, request: web.Request) -> web.Response:
        wish = await read_wish(request, requests.MoveClock)
        self._api.clock.advance(wish.advance)
        return web.json_response({"now": self._api.clock.now()})
