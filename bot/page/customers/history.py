"""The history of a customer, the newest first: imports, acts of people, log-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import STAFF
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.words.history import describe_fields, describe_happening
from rosterdesk.core.customers.registering import load_customer
from rosterdesk.core.person_names import show_name
from rosterdesk.core.reports.history import list_history
from rosterdesk.core.trail.payloads import CustomerShown
from rosterdesk.core.trail.sightings import note_shown

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask

_MOST = 200


async def show_history(ask: Ask) -> web.Response:
    customer = await load_customer(ask.numbered("number"))
    await note_shown(CustomerShown(), ask.visitor.actor, customer_id=customer.id)
    happenings = (await list_history(customer))[::-1]
    return ask.show(
        "customer_history.html",
        customer=customer,
        name=show_name(customer),
        lines=[
            (each, describe_happening(each, ask.language), describe_fields(each, ask.language))
            for each in happenings[:_MOST]
        ],
        more=len(happenings) > _MOST,
        most=_MOST,
    )


ROUTES = Routes("a customer's history")
ROUTES.get("/customers/{number}/history", show_history, right=STAFF)
