"""A guard against other sites' pages in the visitor's browser; it explains impossible actions."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from rosterdesk.bot.standins.botapi.errors import ApiError, ImpossibleError

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

OWN_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


@web.middleware
async def refuse_foreign_names(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A name that is not ours was made to point here, for a page of another site.

    An address of numbers cannot be made to: tests reach the stand-in from networks of their own.
    """
    host = urlsplit(f"//{request.host}").hostname or ""
    if host not in OWN_NAMES and not _is_address(host):
        raise web.HTTPForbidden(text="This interface answers to its own name only.\n")
    return await handler(request)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@web.middleware
async def refuse_strangers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A foreign Host means a rebound name; a foreign Origin, a page of another site."""
    origin = request.headers.get("Origin")
    is_own = urlsplit(f"//{request.host}").hostname in OWN_NAMES
    if not is_own or (origin and urlsplit(origin).netloc != request.host):
        raise web.HTTPForbidden(text="This interface answers to its own page only.\n")
    try:
        return await handler(request)
    except (ImpossibleError, ApiError) as problem:
        raise web.HTTPConflict(text=f"{problem}\n") from None
