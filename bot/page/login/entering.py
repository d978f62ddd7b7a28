"""Logging in with a card number and a password, and logging out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import ANYBODY, LOGGED_IN
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.visiting.visitor import (
    describe_browser,
    give_browser,
    give_session,
    name_browser,
    take_session,
)
from rosterdesk.core.customers.staff import Person
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.login.login import log_in
from rosterdesk.core.login.sessions import begin_session, end_session
from rosterdesk.core.models import Channel

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask, Form
    from rosterdesk.core.login.login import Login

_WRONG = N_(
    "Card number and password do not fit, or the password was used already. Lost it? Ask the desk"
    " of your library for a new slip."
)


async def show_login(ask: Ask) -> web.Response:
    if ask.visitor.session is not None:
        return ask.go("/")
    return ask.show("login.html", card="", wrong="")


async def take_login(ask: Ask) -> web.Response:
    form = await ask.read_form()
    card = "".join(form.text("card", 40).split())
    known_as = name_browser(ask.request)
    try:
        token = await _log_in(ask, card, form, known_as)
    except RosterdeskError as error:
        return ask.show("login.html", 429, card=card, wrong=error.say(ask.language))
    if token is None:
        return ask.show("login.html", 422, card=card, wrong=ask.say(_WRONG))
    if ask.visitor.session is not None:  # whoever was logged in here before is so no longer
        await end_session(ask.visitor.session)
    response = ask.go("/")
    give_session(response, token)
    give_browser(response, known_as)
    return response


async def _log_in(ask: Ask, card: str, form: Form, known_as: str) -> str | None:
    """Return the token of the new session, which begins with the use of the password."""
    tokens: list[str] = []
    browser = describe_browser(ask.request.headers.get("User-Agent", ""))

    async def let_in(login: Login) -> None:
        person = Person(customer=login.customer)
        keys = ask.parts.library.keys
        tokens.append(await begin_session(person, browser, keys, login.once_at))

    login = await log_in(
        card, form.secret("password"), ask.place, ask.parts.library, let_in, Channel.PAGE, known_as
    )
    return tokens[-1] if login is not None else None


async def log_out(ask: Ask) -> web.Response:
    assert ask.visitor.session is not None
    await end_session(ask.visitor.session)
    response = ask.go("/login", "out")
    take_session(response)
    # What this browser still holds of these pages goes too (Clear-Site-Data, W3C).
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


ROUTES = Routes("login")
ROUTES.get("/login", show_login, right=ANYBODY)
ROUTES.post("/login", take_login, right=ANYBODY)
ROUTES.post("/logout", log_out, right=LOGGED_IN)
