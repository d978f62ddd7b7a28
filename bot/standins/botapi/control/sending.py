"""Sending and correcting as people, over HTTP: files, captions, forwarded messages."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from rosterdesk.bot.standins.botapi.control import requests
from rosterdesk.bot.standins.botapi.control.finding import Finder, read_id
from rosterdesk.bot.standins.botapi.control.requests import read_wish
from rosterdesk.bot.standins.botapi.control.views import view_message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rosterdesk.bot.standins.botapi.server import BotApi


@dataclass(frozen=True, slots=True)
class Form:
    """A form's files, and its other fields."""

    files: list[tuple[str, bytes]]
    texts: dict[str, str]

    @property
    def caption(self) -> str | None:
        return self.texts.get("caption")

    @property
    def untold(self) -> list[str]:
        return self.texts.get("untold", "").split()


def list_sending_routes(api: BotApi) -> list[web.RouteDef]:
    desk = SendingControl(api)
    return [
        web.post("/people/{person}/documents", desk.send_documents),
        web.post("/people/{person}/photos", desk.send_photos),
        web.post("/people/{person}/edit", desk.edit),
        web.post("/people/{person}/forward", desk.forward),
        web.post("/people/{person}/inline", desk.ask_inline),
    ]


class SendingControl:
    def __init__(self, api: BotApi) -> None:
        self._find = Finder(api)

    async def send_documents(self, request: web.Request) -> web.Response:
        """One file is a message, several are an album."""
        person, form = self._find.person_of(request), await _read_form(request)
        place = self._read_place(form.texts)
        if len(form.files) == 1:
            facts = {"caption": form.caption, "untold": form.untold, **place}
            messages = [person.send_document(*form.files[0], **facts)]
        else:
            messages = person.send_album(form.files, form.caption, **place)
        return web.json_response([view_message(message) for message in messages])

    async def send_photos(self, request: web.Request) -> web.Response:
        person, form = self._find.person_of(request), await _read_form(request)
        place = self._read_place(form.texts)
        photos = [data for _, data in form.files]
        if len(photos) == 1:
            messages = [person.send_photo(photos[0], form.caption, untold=form.untold, **place)]
        else:
            messages = person.send_photo_album(photos, form.caption, **place)
        return web.json_response([view_message(message) for message in messages])

    async def edit(self, request: web.Request) -> web.Response:
        person = self._find.person_of(request)
        wish = await read_wish(request, requests.Edit)
        group = self._find.group(wish.chat)
        message = self._find.message(group.chat if group else person.chat, wish.message_id)
        person.edit(message, wish.text)
        return web.json_response(view_message(message))

    async def forward(self, request: web.Request) -> web.Response:
        """``source`` is the chat that the message stands in, ``chat`` where it goes."""
        person = self._find.person_of(request)
        wish = await read_wish(request, requests.Forward)
        group = self._find.group(wish.chat)
        message = self._find.message(self._find.chat(wish.source), wish.message_id)
        sent = person.forward(
            message,
            chat=group,
            topic=self._find.topic(group, wish.topic),
            anonymous=wish.anonymous,
        )
        return web.json_response(view_message(sent))

    async def ask_inline(self, request: web.Request) -> web.Response:
        """Wait for the bot's answer; ``answered`` is false when it gave none in time."""
        person = self._find.person_of(request)
        wish = await read_wish(request, requests.AskInline)
        asked = person.ask_inline(wish.query)
        with suppress(TimeoutError):
            await asked.wait(wish.timeout)
        return web.json_response({"answered": asked.answered, "results": asked.results})

    def _read_place(self, texts: Mapping[str, str]) -> dict[str, Any]:
        group = self._find.group(texts.get("chat"))
        topic, reply_to = texts.get("topic"), texts.get("reply_to")
        if reply_to and group is None:
            raise web.HTTPBadRequest(text="A file answers messages of a group: name the chat.\n")
        replied = self._find.message(group.chat, read_id(reply_to)) if group and reply_to else None
        return {
            "chat": group,
            "topic": self._find.topic(group, read_id(topic)) if topic else None,
            "reply_to": replied,
            "anonymous": texts.get("anonymous") == "true",
        }


async def _read_form(request: web.Request) -> Form:
    fields = await request.post()
    sent = [each for each in fields.getall("file", []) if isinstance(each, web.FileField)]
    if not sent:
        raise web.HTTPBadRequest(text="Send one or more parts named file.\n")
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    return Form([(each.filename, each.file.read()) for each in sent], texts)
