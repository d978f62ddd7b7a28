"""Acts of the desk on a customer's card: cards, memberships, slips, passwords, pauses."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.page.access.acting import NotDoneError, do_or_say
from rosterdesk.bot.page.access.rights import STAFF
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.customers.card import draw_customer
from rosterdesk.bot.words.customers import group_password, warn_of_unused
from rosterdesk.bot.words.jobs import NO_SUCH_PRINTER, WHY_AGAIN
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.typed import read_card_number
from rosterdesk.core.customers.cards import (
    add_card,
    block_card,
    get_card,
    replace_card,
    unblock_card,
)
from rosterdesk.core.customers.memberships import (
    begin_membership,
    end_membership,
    get_membership,
    renew_membership,
)
from rosterdesk.core.customers.registering import (
    find_active_card,
    load_customer,
)
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.login.login import unlock
from rosterdesk.core.login.own_password import find_unused, make_shown_password
from rosterdesk.core.models import MembershipKind
from rosterdesk.core.person_names import show_name
from rosterdesk.core.slips.requests import ReprintReason, had_slip, request_slip
from rosterdesk.core.storage.database import writing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rosterdesk.bot.page.access.asking import Ask, Form
    from rosterdesk.core.models import Customer

    # Does it, and returns the name of what is said afterwards (screen.said).
    Act = Callable[[Ask, Customer, Form], Awaitable[str]]


async def act_on(run: Act, ask: Ask) -> web.Response:
    """Do it and lead to the card of now; where it is refused, with the reason above it."""
    customer = await load_customer(ask.numbered("number"))
    form = await ask.read_form()

    async def refuse(error: RosterdeskError) -> web.Response:
        return await draw_customer(ask, customer.id, error.say(ask.language), 409)

    return await do_or_say(ask, run(ask, customer, form), refuse, f"/customers/{customer.id}")


async def change_card(ask: Ask, customer: Customer, form: Form) -> str:
    card = await get_card(form.number("card") or 0, customer.id)
    if card is None:
        raise web.HTTPNotFound
    actor = ask.visitor.actor
    match form.text("act"):
        case "block":
            await block_card(card, actor)
            return "card_blocked"
        case "unblock":
            await unblock_card(card, actor)
            return "card_unblocked"
        case "replace":
            typed = form.text("new")
            number = read_card_number(typed) if typed else None
            await replace_card(card, actor, ask.parts.library.numbering, number)
            return "card_replaced"
    raise web.HTTPNotFound


async def change_membership(ask: Ask, customer: Customer, form: Form) -> str:
    public, actor = MembershipKind.PUBLIC_LIBRARY, ask.visitor.actor
    match form.text("act"):
        case "add":
            await begin_membership(customer, public, actor)
        case "own":
            async with writing():
                card = await add_card(customer, actor, ask.parts.library.numbering)
                await begin_membership(customer, public, actor, card=card)
        case "school":
            await begin_membership(customer, MembershipKind.SCHOOL_LIBRARY, actor)
        case "end" | "renew" as act:
            chosen = await get_membership(customer, form.number("membership") or 0)
            if chosen is None:
                raise web.HTTPNotFound
            work = end_membership if act == "end" else renew_membership
            await work(customer, chosen, actor)
        case _:
            raise web.HTTPNotFound
    return "membership_changed"


async def print_slip(ask: Ask, customer: Customer, form: Form) -> str:
    printer, reason = form.text("printer"), form.text("reason")
    if printer not in await find_printers(ask.parts.settings):
        raise NotDoneError(NO_SUCH_PRINTER)
    again = await had_slip(customer)
    if again and reason not in tuple(ReprintReason):
        raise NotDoneError(WHY_AGAIN)
    await request_slip(customer, printer, ask.visitor.actor, reason if again else None)
    return "slip_printing"


async def end_pause(ask: Ask, customer: Customer, form: Form) -> str:
    del form
    await unlock(customer, ask.visitor.actor)
    return "pause_ended"


async def show_password(ask: Ask) -> web.Response:
    """Make a one-time password and show it once; asks first where an unused one is out there."""
    customer = await load_customer(ask.numbered("number"))
    form = await ask.read_form()
    until = await find_unused(customer)
    if until is not None and not form.has("sure"):
        warning = warn_of_unused(customer, until, ask.language)
        return await draw_customer(ask, customer.id, warning=warning)
    card = await find_active_card(customer.id)
    try:
        password = await make_shown_password(customer, ask.visitor.actor, ask.parts.library)
    except RosterdeskError as error:
        return await draw_customer(ask, customer.id, error.say(ask.language), 409)
    return ask.show(
        "new_password.html",
        customer=customer,
        name=show_name(customer),
        card=card.number if card else "",
        password=group_password(password),
        seconds=ask.parts.settings.chat.shown_password_seconds,
    )


ROUTES = Routes("acts on customers")
_ACTS: dict[str, Act] = {
    "cards": change_card,
    "memberships": change_membership,
    "slip": print_slip,
    "unlock": end_pause,
}
for _name, _run in _ACTS.items():
    ROUTES.post(f"/customers/{{number}}/{_name}", partial(act_on, _run), right=STAFF)
ROUTES.post("/customers/{number}/password", show_password, right=STAFF)
