"""The front door: it leads everybody to what is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import ANYBODY
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.core.login.roles import Role

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask

_HOMES = (
    (Role.STRANGER, "/login"),
    (Role.NEWCOMER, "/password"),
    (Role.UPLOADER, "/uploads"),
    (Role.CUSTOMER, "/account"),
    (Role.LIBRARIAN, "/waiting"),
    (Role.ADMINISTRATOR, "/waiting"),
    (Role.DESK, "/customers"),
)


async def show_front(ask: Ask) -> web.Response:
    """Lead to the first page of the visitor; what stands behind # in the address goes along."""
    where = next((path for role, path in _HOMES if ask.visitor.has(role)), "/login")
    return ask.go(where, ask.request.query.get("said", ""))


ROUTES = Routes("front")
ROUTES.get("/", show_front, right=ANYBODY)
