"""The visitor of the page: looked up once for each request, before any handler runs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rosterdesk.core.language import Language
from rosterdesk.core.login.lengths import must_choose_longer
from rosterdesk.core.login.roles import Role, find_roles
from rosterdesk.core.login.sessions import find_session, who_is

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.models import Customer, Session, Staff
    from rosterdesk.core.protection.keys import Keys
    from rosterdesk.core.trail.actors import Actor

SESSION_COOKIE = "__Host-session"
LANGUAGE_COOKIE = "__Host-language"
BROWSER_COOKIE = "__Host-browser"
_TOKEN_BYTES = 32
_LONGEST_TOKEN = 64
_YEAR = 365 * 24 * 3600
_SYSTEMS = {  # the first that stands in the header
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "Chromebook",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}
_BROWSERS = {"Edg": "Edge", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who asks: a stranger has no session."""

    session: Session | None
    roles: frozenset[Role]
    language: Language

    @property
    def customer(self) -> Customer:
        """The customer who asks; a route for customers has no other visitors."""
        assert self.session is not None
        assert self.session.customer is not None
        return self.session.customer

    @property
    def staff(self) -> Staff:
        """The member of staff who asks; a route for staff has no other visitors."""
        assert self.session is not None
        assert self.session.staff is not None
        return self.session.staff

    @property
    def actor(self) -> Actor:
        assert self.session is not None
        return who_is(self.session)

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


async def recognise(request: web.Request, keys: Keys, settings: Settings) -> Visitor:
    """Return who asks; roles are read from the database at each request.

    Whoever may do more than when they chose their password must first choose a longer one.
    """
    token = request.cookies.get(SESSION_COOKIE, "")
    session = await find_session(token, keys, settings.page.lifetime) if token else None
    customer = session.customer if session else None
    roles = await find_roles(
        session.staff if session else None,
        customer,
        must_choose=session is not None and session.once_at is not None,
    )
    if customer and Role.UPLOADER in roles and await must_choose_longer(customer, settings):
        roles = frozenset({Role.NEWCOMER})
    return Visitor(session, roles, choose_language(request, customer, settings.language))


def choose_language(request: web.Request, customer: Customer | None, default: Language) -> Language:
    """Take what was chosen here, else the customer's own, the browser's, or the library's."""
    spoken = request.headers.get("Accept-Language", "")
    browser = next((part.strip()[:2].lower() for part in spoken.split(",")), "")
    own = customer.language if customer is not None else None
    known = [request.cookies.get(LANGUAGE_COOKIE), own, browser]
    return next((Language(code) for code in known if code and code in set(Language)), default)


def stranger(visitor: Visitor) -> Visitor:
    """Return the visitor after logging out."""
    return replace(visitor, session=None, roles=frozenset({Role.STRANGER}))


def give_session(response: web.StreamResponse, token: str) -> None:
    """Set the cookie: of this host alone, on TLS alone, never seen by a script."""
    response.set_cookie(SESSION_COOKIE, token, path="/", secure=True, httponly=True, samesite="Lax")


def take_session(response: web.StreamResponse) -> None:
    response.del_cookie(SESSION_COOKIE, path="/", secure=True, httponly=True, samesite="Lax")


def give_language(response: web.StreamResponse, language: Language) -> None:
    _give_for_long(response, LANGUAGE_COOKIE, language)


def name_browser(request: web.Request) -> str:
    """Return the token by which this browser is known again: what it has, or a new one.

    It opens nothing: with it, guesses of others at a card do not hold up the card's owner here.
    """
    token = request.cookies.get(BROWSER_COOKIE, "")
    return token if 0 < len(token) <= _LONGEST_TOKEN else secrets.token_urlsafe(_TOKEN_BYTES)


def give_browser(response: web.StreamResponse, token: str) -> None:
    _give_for_long(response, BROWSER_COOKIE, token)


def _give_for_long(response: web.StreamResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, path="/", secure=True, httponly=True, samesite="Lax", max_age=_YEAR
    )


def describe_browser(user_agent: str) -> str:
    """Return "Firefox, Windows": enough for its owner to know it again, and no more."""
    browser = next((name for mark, name in _BROWSERS.items() if f"{mark}/" in user_agent), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part)
