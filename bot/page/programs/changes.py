"""The feed of changes over HTTP: a program with a token reads it, and does nothing else.

The token stands in the header that RFC 6750 has for it: an address would put it in logs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import MACHINES
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.core.handover.feed import CursorError, read_cursor, read_feed
from rosterdesk.core.handover.readers import find_reader
from rosterdesk.core.language import N_
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.payloads import AccessRefused
from rosterdesk.core.trail.refusals import note_refusal

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask

MOST_AT_ONCE = 10_000
_USUAL = "1000"
_PATH = "/changes"
_LONGEST_TOKEN = 200
_NO_TOKEN = N_("This needs the token of a program that may read the changes.")
_NO_LIMIT = N_("limit is a number from 1 to {most}.")


async def give_changes(ask: Ask) -> web.Response:
    """Answer as ``rosterdesk changes --json`` does; ``since`` and ``limit`` mean the same."""
    if not await _may_read(ask):
        return await _refuse(ask)
    asked = ask.request.query
    limit = _read_limit(asked.get("limit", _USUAL))
    if limit is None:
        return ask.complain(ask.say(_NO_LIMIT, most=MOST_AT_ONCE), 400)
    try:
        page = await read_feed(read_cursor(asked.get("since", "0")), limit)
    except CursorError as error:
        return ask.complain(error.say(ask.language), 400)
    return ask.answer(page.to_json())


def _read_limit(text: str) -> int | None:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_AT_ONCE))):
        return None
    return int(text) if 1 <= int(text) <= MOST_AT_ONCE else None


async def _may_read(ask: Ask) -> bool:
    scheme, _, token = ask.request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= _LONGEST_TOKEN:
        return False
    return await find_reader(token.strip(), ask.parts.library.keys) is not None


async def _refuse(ask: Ask) -> web.Response:
    await note_refusal(AccessRefused(asked=f"GET {_PATH}"), SYSTEM, ask.place)
    response = ask.complain(ask.say(_NO_TOKEN), 401)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


ROUTES = Routes("changes")
ROUTES.get(_PATH, give_changes, right=MACHINES)
