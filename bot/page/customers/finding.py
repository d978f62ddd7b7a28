"""Finding customers by card, number or name, and their cards, for desk and librarians.

What is looked for goes by POST: a name or a card stands in no address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import STAFF
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.words.customers import (
    describe_access,
    describe_choices,
    describe_rights,
    format_memberships,
    load_view,
)
from rosterdesk.bot.words.people import (
    CARD_STATUSES,
    ROLES,
    SEXES,
    format_address,
    format_class,
    format_day,
)
from rosterdesk.bot.words.texts import drop_sign
from rosterdesk.bot.words.texts import phrases as shared
from rosterdesk.core.customers.finding.looking import look_up
from rosterdesk.core.language import N_
from rosterdesk.core.person_names import show_name
from rosterdesk.core.trail.payloads import CustomerShown
from rosterdesk.core.trail.sightings import TooManyLooksError, note_shown

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask
    from rosterdesk.bot.words.customers import CustomerView
    from rosterdesk.core.customers.finding.search import FoundCustomer

_MOST = 20
_LONGEST = 100
_NOBODY = N_("Nobody found. Try only the surname, or another part of it.")


async def show_search(ask: Ask) -> web.Response:
    return _show(ask)


def _show(
    ask: Ask,
    typed: str = "",
    found: list[FoundCustomer] | None = None,
    wrong: str = "",
    status: int = 200,
) -> web.Response:
    people = [(each.id, show_name(each), _describe(each)) for each in (found or [])[:_MOST]]
    more = len(found or []) > _MOST
    values = {"typed": typed, "people": people, "more": more, "most": _MOST, "wrong": wrong}
    return ask.show_all("customers.html", values, status)


def _describe(found: FoundCustomer) -> str:
    where = format_class(found.class_name, found.class_code, None)
    return " · ".join(part for part in (where, found.school_name) if part)


async def search(ask: Ask) -> web.Response:
    """List who is found, after noting it; a card or number that is somebody's leads to them."""
    text = (await ask.read_form()).text("q", _LONGEST)
    if not text:
        return _show(ask)
    try:
        found = await look_up(text, ask.visitor.actor, ask.parts.settings, limit=_MOST + 1)
    except TooManyLooksError as error:
        return _show(ask, text, wrong=error.say(ask.language), status=429)
    if len(found) == 1:
        return ask.go(f"/customers/{found[0].id}")
    return _show(ask, text, found, "" if found else ask.say(_NOBODY))


async def show_customer(ask: Ask) -> web.Response:
    number = ask.numbered("number")
    view = await load_view(number)
    await note_shown(CustomerShown(), ask.visitor.actor, customer_id=number)
    customer, language = view.customer, ask.language
    return ask.show(
        "customer.html",
        customer=customer,
        name=show_name(customer),
        role=shared.say(language, ROLES.get(customer.role, customer.role)),
        facts=list(_list_facts(view, ask)),
        cards=[
            (each.number, shared.say(language, CARD_STATUSES[each.status])) for each in view.cards
        ],
        memberships=format_memberships(view.memberships, language),
        rights=describe_rights(view.rights, language),
        access=[drop_sign(line) for line in describe_access(view, language)],
        choices=describe_choices(customer, language),
    )


def _list_facts(view: CustomerView, ask: Ask) -> list[tuple[str, str]]:
    """Return label and value of what is known, as the catalogue of the page names it."""
    customer, language = view.customer, ask.language
    born = format_day(customer.birth_date, language) if customer.birth_date else ""
    sex = shared.say(language, SEXES.get(customer.sex, customer.sex)) if customer.sex else ""
    found = (
        (N_("School"), customer.school.name if customer.school else ""),
        (N_("Class"), format_class(customer.class_name, customer.class_code, customer.year)),
        (N_("Date of birth"), " · ".join(part for part in (born, sex) if part)),
        (N_("Address"), format_address(customer)),
        (N_("E-mail"), customer.email or ""),
        (N_("Telephone"), customer.phone or ""),
        (N_("Pupil number"), customer.external_number or ""),
        (N_("User name"), customer.user_name or ""),
    )
    return [(ask.say(label), value) for label, value in found if value]


ROUTES = Routes("customers")
ROUTES.get("/customers", show_search, right=STAFF)
ROUTES.post("/customers", search, right=STAFF)
ROUTES.get("/customers/{number}", show_customer, right=STAFF)
