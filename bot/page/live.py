"""Live pages: a browser hears that something changed, and asks for the page once more.

Server-sent events (WHATWG HTML, 9.2). Nothing of what changed is in them.
"""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.page.visiting.visitor import SESSION_COOKIE
from rosterdesk.core.login.sessions import find_session
from rosterdesk.core.storage.database import wake

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rosterdesk.bot.page.access.asking import Ask

_LOOK_SECONDS = 1.5  # where no other process can wake this one
_LONGEST = 600.0  # then the browser comes again, and its session is looked at as for any request
_RETRY_MILLISECONDS = 3000
_DIGEST = 16
_KEEP_ALIVE = 10  # looks without news, after which a line of nothing keeps the connection open


def digest_state(state: object) -> str:
    """Return the name of what a page shows, for the address of its stream.

    Take the state before the page reads what it shows: a change in between is then heard of.
    """
    return hashlib.sha256(repr(state).encode()).hexdigest()[:_DIGEST]


async def follow(ask: Ask, look: Callable[[], Awaitable[object]]) -> web.StreamResponse:
    """Tell the browser each time that what ``look`` returns is another than what it shows.

    What it shows stands in the address (``shown``): it may have changed since the page was made.
    """
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    response.headers["X-Accel-Buffering"] = "no"  # nginx would keep it back
    await response.prepare(ask.request)
    woken = wake.listen()
    try:
        with suppress(TimeoutError, ConnectionResetError):
            async with asyncio.timeout(_LONGEST):
                await response.write(f"retry: {_RETRY_MILLISECONDS}\n\n".encode())
                await _tell(ask, look, response, woken)
    finally:
        wake.stop_listening(woken)
    return response


async def _tell(
    ask: Ask,
    look: Callable[[], Awaitable[object]],
    response: web.StreamResponse,
    woken: asyncio.Event,
) -> None:
    known, quiet = ask.request.query.get("shown", ""), 0
    while await _is_in(ask):
        woken.clear()
        now = digest_state(await look())
        quiet = quiet + 1 if now == known else 0
        if now != known:
            known = now
            await response.write(b"event: changed\ndata: \n\n")
        elif quiet % _KEEP_ALIVE == 0:
            await response.write(b": still here\n\n")
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_SECONDS):
                await woken.wait()


async def _is_in(ask: Ask) -> bool:
    """Return whether the session goes on: a reset ends what is open, too.

    Looking does not count as using it.
    """
    if ask.request.transport is None or ask.request.transport.is_closing():
        return False
    token = ask.request.cookies.get(SESSION_COOKIE, "")
    lifetime = ask.parts.settings.page.lifetime
    found = await find_session(token, ask.parts.library.keys, lifetime, using=False)
    return found is not None
