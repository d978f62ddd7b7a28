"""Finding customers by card, number or name, and their cards, for desk and librarians.

What is looked for goes by POST: a name or a card stands in no address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import STAFF
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.words.people import (
    format_class,
)
from rosterdesk.core.customers.finding.looking import look_up
from rosterdesk.core.language import N_
from rosterdesk.core.person_names import show_name
from rosterdesk.core.trail.sightings import TooManyLooksError

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask
    from rosterdesk.core.customers.finding.search import FoundCustomer

_MOST = 20
_LONGEST = 100
_NOBODY = N_("Nobody found. Try only the surname, or another part of it.")


async def show_search(ask: Ask) -> web.Response:
    return _show(ask)


def _show(
    ask: Ask,
    typed: str = "",
    found: list[FoundCustomer] | None = None,
    wrong: str = "",
    status: int = 200,
) -> web.Response:
    people = [(each.id, show_name(each), _describe(each)) for each in (found or [])[:_MOST]]
    more = len(found or []) > _MOST
    values = {"typed": typed, "people": people, "more": more, "most": _MOST, "wrong": wrong}
    return ask.show_all("customers.html", values, status)


def _describe(found: FoundCustomer) -> str:
    where = format_class(found.class_name, found.class_code, None)
    return " · ".join(part for part in (where, found.school_name) if part)


async def search(ask: Ask) -> web.Response:
    """List who is found, after noting it; a card or number that is somebody's leads to them."""
    text = (await ask.read_form()).text("q", _LONGEST)
    if not text:
        return _show(ask)
    try:
        found = await look_up(text, ask.visitor.actor, ask.parts.settings, limit=_MOST + 1)
    except TooManyLooksError as error:
        return _show(ask, text, wrong=error.say(ask.language), status=429)
    if len(found) == 1:
        return ask.go(f"/customers/{found[0].id}")
    return _show(ask, text, found, "" if found else ask.say(_NOBODY))


ROUTES = Routes("finding customers")
ROUTES.get("/customers", show_search, right=STAFF)
ROUTES.post("/customers", search, right=STAFF)
