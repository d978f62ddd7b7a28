"""Handing out what the pages need: styles, scripts, pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import ANYBODY
from rosterdesk.bot.page.access.routes import Routes

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask


async def give_asset(ask: Ask) -> web.Response:
    return ask.parts.screens.assets.give(ask.request.path)


ROUTES = Routes("static")
ROUTES.get("/static/{digest}/{name}", give_asset, right=ANYBODY)
