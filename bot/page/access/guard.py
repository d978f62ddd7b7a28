"""The door of the page: whatever is asked passes here before, and is answered here after.

What a browser says of a request (Origin, Sec-Fetch-Site) is what keeps another site from acting
through somebody's session: OWASP's Fetch-Metadata policy, with Origin where a browser has none.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from rosterdesk.bot.page.access.asking import NOT_ALLOWED, NOT_THERE, Ask
from rosterdesk.bot.page.access.rights import STAFF
from rosterdesk.bot.page.screen.texts import phrases
from rosterdesk.bot.page.visiting.visitor import SESSION_COOKIE, Visitor, recognise, take_session
from rosterdesk.core.errors import NotThereError, RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.login.roles import Role
from rosterdesk.core.trail.payloads import AccessRefused
from rosterdesk.core.trail.refusals import note_refusal

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware

    from rosterdesk.bot.page.access.routes import Route, Table
    from rosterdesk.bot.page.parts import Parts

_log = structlog.get_logger(__name__)

_SAFE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
        " require-trusted-types-for 'script'; trusted-types rosterdesk"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HSTS = "max-age=63072000; includeSubDomains"
_OWN_SITES = ("same-origin", "none")  # Sec-Fetch-Site: ours, or typed by the person
_TOO_LARGE = N_("That is more than this page takes.")
_TOO_SLOW = N_("This took too long and was stopped. Try again in a moment.")
_FAULT = N_("Something went wrong here, and nothing was changed. Try again in a moment.")
_ELSEWHERE = N_("This request did not come from a page of the library, and was refused.")
_ODD = N_("This page does not take what was asked.")


def add_headers(app: web.Application, *, with_tls: bool) -> None:
    """Give every answer the headers that keep a browser from doing more than it should."""

    async def prepare(_: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(_SAFE)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.pop("Server", None)
        if with_tls:
            response.headers["Strict-Transport-Security"] = _HSTS

    app.on_response_prepare.append(prepare)


def make_guard(parts: Parts, table: Table) -> Middleware:
    settings = parts.settings
    assert settings.page.url is not None
    origin = settings.page.url
    host = origin.partition("://")[2]

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        del handler  # the table says which one it is
        if request.host != host:
            return web.Response(status=421, text="Not here.\n")
        resource = request.match_info.route.resource
        route = table.get((request.method, resource.canonical)) if resource else None
        nobody = Visitor(None, frozenset({Role.STRANGER}), settings.language)
        ask = Ask(request, nobody, parts, machine=route is not None and route.right.machine)
        try:
            if not ask.machine:
                visitor = await recognise(request, parts.library.keys, settings)
                ask = Ask(request, visitor, parts)
            return await _answer(ask, route, origin)
        except web.HTTPException as error:
            if route is not None and route.right.machine:
                return _explain_to_machine(error)
            return _explain(ask, route, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is answered
            return _explain(ask, route, error)

    return guard


async def _answer(ask: Ask, route: Route | None, origin: str) -> web.StreamResponse:
    if route is None:
        return _describe_missing(ask)
    if not route.right.machine and not _is_from_here(ask.request, route, origin):
        _log.warning("page.cross_site", route=route.name)
        return ask.complain(ask.say(_ELSEWHERE), 403)
    if not route.right.allows(ask.visitor.roles):
        return await _refuse(ask, route)
    async with asyncio.timeout(route.seconds):
        return await route.run(ask)


def _describe_missing(ask: Ask) -> web.Response:
    """Say that there is no such page, or not with this method."""
    error = ask.request.match_info.http_exception
    if error is not None and error.status == 405:
        return ask.complain(ask.say(_ODD), 405)
    return ask.complain(ask.say(NOT_THERE), 404)


def _is_from_here(request: web.Request, route: Route, origin: str) -> bool:
    """Return whether a page of ours, or the person, asked for this."""
    site = request.headers.get("Sec-Fetch-Site")
    if not route.writes:
        # Another site may lead here by a link, and by nothing else.
        is_link = request.headers.get("Sec-Fetch-Mode") == "navigate" and (
            request.headers.get("Sec-Fetch-Dest") == "document"
        )
        return site is None or site in _OWN_SITES or is_link
    if site is not None and site != "same-origin":
        return False
    return request.headers.get("Origin") == origin


async def _refuse(ask: Ask, route: Route) -> web.Response:
    """Send a stranger to the log-in page; tell others no, and record it."""
    if ask.visitor.session is None:
        if ask.wants_json:
            return ask.answer({"wrong": ask.say(_LOGGED_OUT)}, status=401)
        where = "/login/staff" if route.right.roles <= STAFF.roles else "/login"
        response = ask.go(where, "over" if SESSION_COOKIE in ask.request.cookies else "")
        take_session(response)
        return response
    if ask.visitor.has(Role.NEWCOMER) and not route.writes:
        return ask.go("/password")
    actor = ask.visitor.actor
    await note_refusal(AccessRefused(asked=route.name), actor, actor.reference)
    return ask.complain(ask.say(NOT_ALLOWED), 403)


_LOGGED_OUT = N_("You were logged out meanwhile: log in again.")


def _explain(ask: Ask, route: Route | None, error: Exception) -> web.StreamResponse:
    """Return the page that says what was wrong; a fault of ours is logged without its words."""
    match error:
        case web.HTTPNotFound() | NotThereError():
            said = ask.say(NOT_THERE) if isinstance(error, web.HTTPNotFound) else _say(error, ask)
            return ask.complain(said, 404)
        case RosterdeskError():
            return ask.complain(error.say(ask.language), 409)
        case web.HTTPRequestEntityTooLarge():
            return ask.complain(ask.say(_TOO_LARGE), 413)
        case web.HTTPForbidden():
            return ask.complain(ask.say(NOT_ALLOWED), 403)
        case web.HTTPException():
            return ask.complain(ask.say(_ODD), error.status)
        case TimeoutError():
            return ask.complain(ask.say(_TOO_SLOW), 503)
        case ConnectionResetError():
            return web.Response(status=400)  # nobody reads it any more
    where = route.name if route else ""
    # Without the traceback: it may hold names.
    _log.error("page.failed", route=where, error=type(error).__name__)
    return ask.complain(phrases.say(ask.language, _FAULT), 500)


def _explain_to_machine(error: web.HTTPException) -> web.Response:
    """Return the status alone, and how to say who it is: no device reads a page."""
    asked = error.headers.get("WWW-Authenticate")
    return web.Response(status=error.status, headers={"WWW-Authenticate": asked} if asked else {})


def _say(error: Exception, ask: Ask) -> str:
    assert isinstance(error, RosterdeskError)
    return error.say(ask.language)
