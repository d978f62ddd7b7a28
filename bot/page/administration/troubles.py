"""Troubles of the service: those that this process sees, and those that others told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import ADMINISTRATORS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.administration.frame import show_framed
from rosterdesk.bot.page.live import digest_state, follow
from rosterdesk.bot.words.troubles import to_trouble
from rosterdesk.core.clock import now
from rosterdesk.core.trail.standing import list_standing

if TYPE_CHECKING:
    from datetime import datetime

    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask
    from rosterdesk.bot.words.troubles import Trouble


@dataclass(frozen=True, slots=True)
class Row:
    """``told_at``: when administrators last heard of it; None while it may pass by itself."""

    said: str
    step: str
    told_at: datetime | None


async def _load(ask: Ask) -> dict[Trouble, datetime | None]:
    """Return each trouble once, with when it was told."""
    told = {to_trouble(event): event.at for event in await list_standing(now())}
    here = dict.fromkeys(await ask.parts.find_troubles())
    return {each: told.get(each) for each in sorted(here | told)}


async def show_troubles(ask: Ask) -> web.Response:
    found = await _load(ask)
    rows = [
        Row(each.say(ask.language), each.say_step(ask.language), told_at)
        for each, told_at in found.items()
    ]
    values = {"rows": rows, "shown": digest_state(list(found.items()))}
    return show_framed(ask, "library_troubles.html", values)


async def follow_troubles(ask: Ask) -> web.StreamResponse:
    async def look() -> object:
        return list((await _load(ask)).items())

    return await follow(ask, look)


ROUTES = Routes("what is broken")
ROUTES.get("/library/troubles", show_troubles, right=ADMINISTRATORS)
ROUTES.get("/library/troubles/live", follow_troubles, right=ADMINISTRATORS, seconds=None)
