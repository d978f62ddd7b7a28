"""The printers of the library: which there are, and how each of them is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import STAFF
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.administration.frame import show_framed
from rosterdesk.bot.page.live import digest_state, follow
from rosterdesk.bot.words.printers import Condition, describe_condition, find_printers
from rosterdesk.bot.words.texts import drop_sign
from rosterdesk.core.slips.printers import load_states

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask


async def _load(ask: Ask) -> list[tuple[str, Condition]]:
    names = await find_printers(ask.parts.settings)
    states = await load_states(names)
    return [(name, describe_condition(states.get(name), ask.language)) for name in names]


async def _see(ask: Ask) -> object:
    """Return what the page shows that may change while it is open; that it was heard of does so."""
    return [(name, each.keeps, each.said, each.is_there) for name, each in await _load(ask)]


async def show_printers(ask: Ask) -> web.Response:
    shown = digest_state(await _see(ask))
    rows = [
        (name, drop_sign(each.keeps), each.said, each.place, each.is_there)
        for name, each in await _load(ask)
    ]
    return show_framed(ask, "library_printers.html", {"rows": rows, "shown": shown})


async def follow_printers(ask: Ask) -> web.StreamResponse:
    async def look() -> object:
        return await _see(ask)

    return await follow(ask, look)


ROUTES = Routes("printers of the library")
ROUTES.get("/library/printers", show_printers, right=STAFF)
ROUTES.get("/library/printers/live", follow_printers, right=STAFF, seconds=None)
