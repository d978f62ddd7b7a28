"""The page as a server: the application, its address, and its end."""

from __future__ import annotations

import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.listening import listen
from rosterdesk.bot.page.access.guard import add_headers, make_guard
from rosterdesk.bot.page.access.routes import FORM_BYTES, make_table, require_rows
from rosterdesk.bot.page.arriving import Budget
from rosterdesk.bot.page.parts import Parts, find_no_printer, find_no_troubles
from rosterdesk.bot.page.routes import ALL_ROUTES
from rosterdesk.bot.page.screen.screens import Screens

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from rosterdesk.bot.page.parts import FindPolled, FindTroubles
    from rosterdesk.bot.page_settings import PageSettings
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library

_KEEP_ALIVE_SECONDS = 30.0
_LAST_SECONDS = 10.0  # for requests that were begun when the service stops
_MOST_HEADERS = 100


def build_app(
    settings: Settings,
    library: Library,
    find_polled: FindPolled = find_no_printer,
    find_troubles: FindTroubles = find_no_troubles,
) -> web.Application:
    """Return the page; raises UnlistedRouteError where something has no right."""
    budget = Budget(settings.page.uploads_at_once_mb * 1_000_000)
    parts = Parts(library, settings, Screens(settings), budget, find_polled, find_troubles)
    table = make_table(ALL_ROUTES)
    app = web.Application(middlewares=[make_guard(parts, table)], client_max_size=FORM_BYTES)
    for route in table.values():
        app.router.add_route(route.method, route.path, _never)
    require_rows(app, table)
    assert settings.page.url is not None
    add_headers(app, with_tls=settings.page.url.startswith("https://"))
    return app


async def _never(_: web.Request) -> web.StreamResponse:
    """Stand for the handlers, which the guard runs once it has judged who asks."""
    raise web.HTTPForbidden


@asynccontextmanager
async def serve_page(
    settings: Settings,
    library: Library,
    find_polled: FindPolled = find_no_printer,
    find_troubles: FindTroubles = find_no_troubles,
) -> AsyncIterator[str]:
    """Serve until the end of the block; yield the address at which this process listens."""
    page = settings.page
    runner = web.AppRunner(
        build_app(settings, library, find_polled, find_troubles),
        access_log=None,
        keepalive_timeout=_KEEP_ALIVE_SECONDS,
        max_headers=_MOST_HEADERS,
        shutdown_timeout=_LAST_SECONDS,
    )
    await runner.setup()
    try:
        await listen(runner, page.host, page.port, "page.port", tls=_load_certificate(page))
        yield f"{page.host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _load_certificate(page: PageSettings) -> ssl.SSLContext | None:
    if page.certificate_file is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(page.certificate_file, page.certificate_key_file)
    return context
