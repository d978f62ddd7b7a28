"""Choosing a password of one's own: the first time, and later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import CHOOSERS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.visiting.visitor import give_session, take_session
from rosterdesk.core.customers.registering import find_active_card
from rosterdesk.core.customers.resetting import Here
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.login.lengths import find_least_length
from rosterdesk.core.login.login import check_own_password
from rosterdesk.core.login.own_password import (
    OutdatedLoginError,
    choose_own_password,
    prepare_own_password,
)
from rosterdesk.core.login.roles import Role
from rosterdesk.core.login.sessions import SessionOverError, end_session, renew_session
from rosterdesk.core.models import Channel
from rosterdesk.core.protection.easy_words import think_up

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask, Form

_NOT_IT = N_("That is not your password of now.")
_NOT_THE_SAME = N_("That was not the same twice.")


async def show_choosing(ask: Ask) -> web.Response:
    return await _show(ask)


async def _show(
    ask: Ask, wrong: str = "", at: str = "", status: int = 200, suggestion: str = ""
) -> web.Response:
    card = await find_active_card(ask.visitor.customer.id)
    return ask.show(
        "password.html",
        status,
        card=card.number if card is not None else "",
        first=ask.visitor.has(Role.NEWCOMER),
        least=await find_least_length(ask.visitor.customer, ask.parts.settings),
        suggestion=suggestion,
        ask_now=_must_prove(ask),
        wrong=wrong,
        at=at,
    )


def _must_prove(ask: Ask) -> bool:
    """Return whether the password of now is asked for: a slip that was just used is enough."""
    return ask.visitor.session is not None and ask.visitor.session.once_at is None


async def think_up_words(ask: Ask) -> web.Response:
    """Show a password of everyday words; it is in no address and nowhere kept."""
    least = await find_least_length(ask.visitor.customer, ask.parts.settings)
    return await _show(ask, suggestion=think_up(least))


async def take_password(ask: Ask) -> web.Response:
    form = await ask.read_form()
    try:
        wrong = await _find_wrong(ask, form)
        if wrong is not None:
            return wrong
        hashed = await prepare_own_password(
            ask.visitor.customer, form.secret("new"), ask.parts.library
        )
        return await _choose(ask, hashed, form.secret("again"))
    except (OutdatedLoginError, SessionOverError) as error:
        response = ask.show("login.html", 409, card="", wrong=error.say(ask.language))
        take_session(response)
        return response
    except RosterdeskError as error:
        return await _show(ask, error.say(ask.language), "new", 422)


async def _find_wrong(ask: Ask, form: Form) -> web.Response | None:
    """Ask the password of now first: a browser that was left open is not its owner."""
    if not _must_prove(ask):
        return None
    right = await check_own_password(
        ask.visitor.customer, form.secret("now"), ask.place, ask.parts.library, Channel.PAGE
    )
    return None if right else await _show(ask, ask.say(_NOT_IT), "now", 422)


async def _choose(ask: Ask, hashed: str, again: str) -> web.Response:
    session = ask.visitor.session
    assert session is not None
    least = await find_least_length(ask.visitor.customer, ask.parts.settings)
    tokens: list[str] = []

    async def renew() -> None:
        tokens.append(await renew_session(session, ask.parts.library.keys))

    try:
        same = await choose_own_password(
            ask.visitor.customer,
            hashed,
            again,
            session.once_at,
            renew,
            Channel.PAGE,
            here=Here(session=session.id),
            least=least,
        )
    except OutdatedLoginError:
        await end_session(session)
        raise
    if not same:
        return await _show(ask, ask.say(_NOT_THE_SAME), "again", 422)
    response = ask.go("/", "password")
    give_session(response, tokens[-1])
    return response


ROUTES = Routes("own password")
ROUTES.get("/password", show_choosing, right=CHOOSERS)
ROUTES.post("/password", take_password, right=CHOOSERS)
ROUTES.post("/password/words", think_up_words, right=CHOOSERS)
