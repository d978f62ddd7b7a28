"""The browsers and chats in which somebody is logged in, and ending them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import CUSTOMERS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.words.accounts import describe_account, list_accounts, unlink_account
from rosterdesk.core.customers.staff import Person
from rosterdesk.core.errors import NotThereError
from rosterdesk.core.language import N_
from rosterdesk.core.login.sessions import end_other_session, list_sessions
from rosterdesk.core.trail.payloads import ChatUnlinked

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask

GONE = N_("That is not there any more.")


class GoneError(NotThereError):
    """The browser or chat is not this person's, or not logged in any more."""

    package = "rosterdesk.bot.page"


async def show_browsers(ask: Ask) -> web.Response:
    customer, mine = ask.visitor.customer, ask.visitor.session
    assert mine is not None
    accounts = await list_accounts(customer)
    return ask.show(
        "browsers.html",
        sessions=await list_sessions(Person(customer=customer), ask.parts.settings.page.lifetime),
        mine=mine.id,
        chats=[(each.id, describe_account(each, ask.language)) for each in accounts],
    )


async def end_browser(ask: Ask) -> web.Response:
    mine = ask.visitor.session
    assert mine is not None
    if not await end_other_session(mine, ask.numbered("number")):
        raise GoneError(GONE)
    return ask.go("/account/browsers", "ended")


async def end_chat(ask: Ask) -> web.Response:
    number = ask.numbered("number")
    accounts = await list_accounts(ask.visitor.customer)  # only one's own
    chosen = next((each for each in accounts if each.id == number), None)
    if chosen is None:
        raise GoneError(GONE)
    await unlink_account(chosen, ask.visitor.actor, ChatUnlinked)
    return ask.go("/account/browsers", "unlinked")


ROUTES = Routes("browsers and chats")
ROUTES.get("/account/browsers", show_browsers, right=CUSTOMERS)
ROUTES.post("/account/browsers/{number}/end", end_browser, right=CUSTOMERS)
ROUTES.post("/account/chats/{number}/unlink", end_chat, right=CUSTOMERS)
