"""Keeps other sites' pages from acting through the visitor's browser; says why people can't."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from rosterdesk.bot.standins.botapi.errors import ApiError, ImpossibleError

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

OWN_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


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
