"""One request with all that its handler needs: who asks, the form, and ways to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web

from rosterdesk.bot.page.screen.said import say_done
from rosterdesk.bot.page.screen.texts import phrases
from rosterdesk.bot.page.visiting.addresses import find_address, name_place
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from multidict import MultiDictProxy

    from rosterdesk.bot.page.parts import Parts
    from rosterdesk.bot.page.visiting.visitor import Visitor
    from rosterdesk.core.language import Language

_FORM = "application/x-www-form-urlencoded"
_BODILESS = "Expected a form."


class Form:
    """The fields of a form as text without control characters, each no longer than it may be."""

    def __init__(self, fields: Mapping[str, object] | MultiDictProxy[Any]) -> None:
        self._fields = fields

    def text(self, name: str, longest: int = 200) -> str:
        value = self._fields.get(name, "")
        if not isinstance(value, str):
            return ""
        return "".join(c for c in value if c.isprintable()).strip()[:longest]

    def secret(self, name: str) -> str:
        """Return a password exactly as it was typed."""
        value = self._fields.get(name, "")
        return value if isinstance(value, str) else ""

    def words(self, name: str, longest: int) -> str:
        """Return text of several lines."""
        value = self._fields.get(name, "")
        lines = value.splitlines() if isinstance(value, str) else []
        kept = ("".join(c for c in line if c.isprintable()) for line in lines)
        return "\n".join(kept).strip()[:longest]

    def number(self, name: str) -> int | None:
        value = self.text(name, 18)
        return int(value) if value.isascii() and value.isdecimal() else None

    def has(self, name: str) -> bool:
        return bool(self.text(name))

    def holds(self, name: str) -> bool:
        """Return whether the form has the field, empty or not."""
        return name in self._fields

    def list(self, name: str) -> list[str]:
        values = self._fields.getall(name, []) if hasattr(self._fields, "getall") else []
        return [value for value in values if isinstance(value, str)]


@dataclass(frozen=True, slots=True)
class Ask:
    """``machine``: a program or a device asks, to which a page of words says nothing."""

    request: web.Request
    visitor: Visitor
    parts: Parts
    machine: bool = False

    @property
    def language(self) -> Language:
        return self.visitor.language

    @property
    def wants_json(self) -> bool:
        """Return whether a script of ours asks, which shows the answer in the same page."""
        return self.machine or "application/json" in self.request.headers.get("Accept", "")

    @property
    def place(self) -> str:
        """Return the place that asks, for the throttle."""
        address = find_address(self.request, self.parts.settings.page.trusted_proxies)
        return name_place(address, self.parts.library.keys)

    def named(self, name: str) -> str:
        """Return a part of the path."""
        return self.request.match_info[name]

    def numbered(self, name: str) -> int:
        """Return a part of the path that is the number of a row; raises HTTPNotFound."""
        text = self.named(name)
        if not text.isascii() or not text.isdecimal() or len(text) > 18:
            raise web.HTTPNotFound
        return int(text)

    async def read_form(self) -> Form:
        if self.request.content_type != _FORM:
            raise web.HTTPUnsupportedMediaType(text=_BODILESS)
        try:
            return Form(await self.request.post())
        except (ValueError, LookupError) as error:
            raise web.HTTPBadRequest(text=_BODILESS) from error

    def say(self, message: str, /, **values: object) -> str:
        return phrases.say(self.language, message, **values)

    def show(self, template: str, /, status: int = 200, **values: object) -> web.Response:
        """Return the page; after a redirect it says what was done."""
        return self.show_all(template, values, status)

    def show_all(
        self, template: str, values: Mapping[str, object], status: int = 200
    ) -> web.Response:
        said = say_done(self.request.query.get("said", ""), self.language)
        shown = {"said": said, **values}
        body = self.parts.screens.draw(template, self.visitor, self.request.path, shown)
        return web.Response(text=body, status=status, content_type="text/html")

    def complain(self, sentence: str, status: int) -> web.Response:
        """Return a page of its own that says what is wrong."""
        if self.wants_json:
            return self.answer({"wrong": sentence}, status=status)
        return self.show("wrong.html", status, sentence=sentence)

    def answer(self, data: object, status: int = 200) -> web.Response:
        """Return data for a script of ours."""
        return web.Response(body=orjson.dumps(data), status=status, content_type="application/json")

    def go(self, path: str, said: str = "") -> web.Response:
        """Send the browser on after something was done, with a name of ``SAID``."""
        where = f"{path}{'&' if '?' in path else '?'}said={said}" if said else path
        return web.Response(status=303, headers={"Location": where})


def give_file(data: bytes, name: str, kind: str = "application/octet-stream") -> web.Response:
    """Return a download: outside data is never shown as a page of this site."""
    response = web.Response(body=data, content_type=kind)
    # RFC 6266 and 8187: a plain name for all, the right one for who can read it.
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in name)
    encoded = "".join(f"%{byte:02X}" for byte in name.encode())
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"
    )
    return response


NOT_ALLOWED = N_("You may not do this.")
NOT_THERE = N_("This page is not there, or not any more.")
