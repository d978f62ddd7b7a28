"""Forms: one way for all pages to do what they ask, and to lead to the page of afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.errors import RosterdeskError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask


class NotDoneError(RosterdeskError):
    """The form asks for what is not there, or not any more; a message of the bot's catalogue."""

    package = "rosterdesk.bot"


class NotFilledInError(RosterdeskError):
    """The form lacks what is needed for the act; a message of the page's catalogue."""

    package = "rosterdesk.bot.page"


async def do_or_say(
    ask: Ask,
    act: Awaitable[str],
    refuse: Callable[[RosterdeskError], Awaitable[web.Response]],
    path: str,
) -> web.Response:
    """Do it and lead to that page; where it is refused, return what ``refuse`` shows.

    The act returns the name of what is said afterwards (``screen.said``).
    """
    try:
        said = await act
    except RosterdeskError as error:
        return await refuse(error)
    return ask.go(path, said)
