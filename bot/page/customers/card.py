"""The card of a customer on the page: what is known, and what the desk can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import STAFF
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.words.customers import (
    describe_access,
    describe_choices,
    describe_membership,
    describe_rights,
    is_open,
    load_view,
)
from rosterdesk.bot.words.jobs import REPRINT_REASONS
from rosterdesk.bot.words.people import (
    CARD_STATUSES,
    MEMBERSHIPS,
    ROLES,
    SEXES,
    format_address,
    format_class,
    format_day,
)
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.texts import drop_sign
from rosterdesk.bot.words.texts import phrases as shared
from rosterdesk.core.language import N_
from rosterdesk.core.models import CardStatus, MembershipKind
from rosterdesk.core.person_names import show_name
from rosterdesk.core.slips.requests import had_slip
from rosterdesk.core.trail.payloads import CustomerShown
from rosterdesk.core.trail.sightings import note_shown

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask
    from rosterdesk.bot.words.customers import CustomerView
    from rosterdesk.core.models import Card, Membership


async def show_customer(ask: Ask) -> web.Response:
    return await draw_customer(ask, ask.numbered("number"))


async def draw_customer(
    ask: Ask, number: int, wrong: str = "", status: int = 200, warning: str = ""
) -> web.Response:
    """Return the card of now, after writing down who looks at it.

    ``warning``: what a new password does to the one that is in somebody's hand.
    """
    view = await load_view(number)
    await note_shown(CustomerShown(), ask.visitor.actor, customer_id=number)
    customer, language = view.customer, ask.language
    values = {
        "customer": customer,
        "wrong": wrong,
        "warning": warning,
        "name": show_name(customer),
        "role": shared.say(language, ROLES.get(customer.role, customer.role)),
        "facts": list(_list_facts(view, ask)),
        "cards": [_describe_card(each, ask) for each in view.cards],
        "memberships": [_describe_membership(each, ask) for each in view.memberships],
        "addable": _list_addable(view),
        "rights": describe_rights(view.rights, language),
        "access": [drop_sign(line) for line in describe_access(view, language)],
        "waits": view.waits_until is not None,
        "choices": describe_choices(customer, language),
        "printers": await find_printers(ask.parts.settings),
        "reasons": await _list_reasons(view, ask),
        "has_card": view.active_card is not None,
    }
    return ask.show_all("customer.html", values, status)


def _describe_card(card: Card, ask: Ask) -> tuple[Card, str, bool]:
    """Return the card, its state, and whether it can still be changed."""
    state = shared.say(ask.language, CARD_STATUSES[card.status])
    return card, state, card.status is not CardStatus.REPLACED


def _describe_membership(membership: Membership, ask: Ask) -> tuple[Membership, str, str, bool]:
    """Return it with its line, its kind, and whether it goes on today."""
    kind = shared.say(ask.language, MEMBERSHIPS[membership.kind])
    return membership, describe_membership(membership, ask.language), kind, is_open(membership)


def _list_addable(view: CustomerView) -> list[tuple[str, str]]:
    """Return the acts that add a membership which the customer has not, each with its label."""
    kinds = {each.kind for each in view.memberships if is_open(each)}
    found = []
    if MembershipKind.PUBLIC_LIBRARY not in kinds:
        found += [("add", "➕ Public library, same card"), ("own", "➕ Public library, own card")]
    if MembershipKind.SCHOOL_LIBRARY not in kinds and view.customer.school_id is not None:
        found.append(("school", "➕ School library"))
    return found


async def _list_reasons(view: CustomerView, ask: Ask) -> list[tuple[str, str]]:
    """Return why a slip may be printed again; none where there was no slip yet."""
    if not await had_slip(view.customer):
        return []
    return [
        (str(reason), drop_sign(shared.say(ask.language, label)))
        for reason, label in REPRINT_REASONS.items()
    ]


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


ROUTES = Routes("a customer's card")
ROUTES.get("/customers/{number}", show_customer, right=STAFF)
