"""The other language: kept in this browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.page.access.rights import ANYBODY
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.visiting.visitor import give_language
from rosterdesk.core.language import Language

if TYPE_CHECKING:
    from rosterdesk.bot.page.access.asking import Ask


async def change_language(ask: Ask) -> web.Response:
    form = await ask.read_form()
    code = form.text("language")
    if code not in set(Language):
        raise web.HTTPBadRequest
    response = ask.go(keep_inside(form.text("back")))
    give_language(response, Language(code))
    return response


def keep_inside(path: str) -> str:
    """Return the path where it is one of this page's, else the front door's."""
    inside = path.startswith("/") and not path.startswith(("//", "/\\")) and "?" not in path
    return path if inside and path.isascii() else "/"


ROUTES = Routes("language")
ROUTES.post("/language", change_language, right=ANYBODY)
