"""The register of who looked at whom, by person of staff and by day, and the trail's tip.

The register names nobody who was looked at: whoever follows a link to a card is in it themselves.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from rosterdesk.bot.page.access.rights import ADMINISTRATORS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.administration.frame import show_framed
from rosterdesk.bot.words.register import describe_look
from rosterdesk.bot.words.texts import CHANNELS, name_channel
from rosterdesk.core.customers.schools import list_names
from rosterdesk.core.customers.staff import list_everybody
from rosterdesk.core.trail.register import Wanted, read_register, write_tip

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask

_ON_A_PAGE = 50


async def show_register(ask: Ask) -> web.Response:
    wanted = _read_wanted(ask)
    events, more = await read_register(wanted, _ON_A_PAGE)
    schools = await list_names({each.school_id for each in events if each.school_id})
    rows = [
        {
            "event": each,
            "what": describe_look(each, ask.language),
            "where": name_channel(each.channel, ask.language) if each.channel in CHANNELS else "",
            "school": schools.get(each.school_id or 0, ""),
        }
        for each in events
    ]
    values = {
        "rows": rows,
        "wanted": wanted,
        "staff": await list_everybody(),
        "further": _name_next(wanted, events[-1].id) if more else "",
        "tip": await write_tip(),
    }
    return show_framed(ask, "library_register.html", values)


def _read_wanted(ask: Ask) -> Wanted:
    """Return what the address asks for; what it asks for otherwise is passed over."""
    query = ask.request.query
    return Wanted(
        _read_number(query.get("who", "")),
        _read_day(query.get("day", "")),
        _read_number(query.get("before", "")),
    )


def _read_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def _read_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date.min < day < date.max else None


def _name_next(wanted: Wanted, before: int) -> str:
    asked = {"who": wanted.staff, "day": wanted.day, "before": before}
    said = urlencode({name: str(each) for name, each in asked.items() if each is not None})
    return f"/library/register?{said}"


ROUTES = Routes("the register")
ROUTES.get("/library/register", show_register, right=ADMINISTRATORS)
