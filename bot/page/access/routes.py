"""Routes with their rights: one list for each part of the page.

A handler is listed together with what it is asked by, who may ask it, and how long and how large
that may be, so that none can be registered without a right. ``docs/rights.md`` has these lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask
    from rosterdesk.bot.page.access.rights import Right

    Handler = Callable[[Ask], Awaitable[web.StreamResponse]]

SECONDS = 30.0  # for one request, unless its route says otherwise
FORM_BYTES = 64 * 1024  # a form of words; a file has a limit of its own


@dataclass(frozen=True, slots=True)
class Route:
    """``seconds``: the longest that a request may take; None for a stream that stays open."""

    method: str
    path: str
    run: Handler
    right: Right
    seconds: float | None = SECONDS

    @property
    def writes(self) -> bool:
        return self.method not in ("GET", "HEAD", "OPTIONS")

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Routes:
    """The routes of one part of the page."""

    name: str
    routes: list[Route] = field(default_factory=list)

    def get(
        self, path: str, run: Handler, *, right: Right, seconds: float | None = SECONDS
    ) -> None:
        self.routes.append(Route("GET", path, run, right, seconds))

    def post(
        self, path: str, run: Handler, *, right: Right, seconds: float | None = SECONDS
    ) -> None:
        self.routes.append(Route("POST", path, run, right, seconds))

    def delete(self, path: str, run: Handler, *, right: Right) -> None:
        """Add what a device deletes; a form has no such method."""
        self.routes.append(Route("DELETE", path, run, right))


class UnlistedRouteError(RuntimeError):
    """A route has no right: the page is not served."""


Table = dict[tuple[str, str], Route]


def make_table(parts: Iterable[Routes]) -> Table:
    """Return the routes by method and path; each is there once."""
    table: Table = {}
    for part in parts:
        for route in part.routes:
            if table.setdefault((route.method, route.path), route) is not route:
                raise UnlistedRouteError(f"twice: {route.name}")
    return table


def require_rows(app: web.Application, table: Mapping[tuple[str, str], Route]) -> None:
    """Raise UnlistedRouteError for a route that somebody added beside the table."""
    for each in app.router.routes():
        resource = each.resource
        if resource is None or (each.method, resource.canonical) not in table:
            where = resource.canonical if resource else "?"
            raise UnlistedRouteError(f"no right: {each.method} {where}")
