"""A customer's own page: the card with its barcode, details and memberships."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import CUSTOMERS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.screen.bars import draw_bars
from rosterdesk.bot.words.people import MEMBERSHIPS, format_address, format_class
from rosterdesk.bot.words.texts import phrases as shared
from rosterdesk.core.clock import today
from rosterdesk.core.customers.memberships import list_memberships
from rosterdesk.core.customers.registering import find_active_card, list_rights, load_customer
from rosterdesk.core.person_names import show_name

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask


async def show_account(ask: Ask) -> web.Response:
    customer = await load_customer(ask.visitor.customer.id)
    card = await find_active_card(customer.id)
    settings = ask.parts.settings
    memberships = sorted(
        await list_memberships(customer), key=attrgetter("starts_on"), reverse=True
    )
    kinds = {kind: shared.say(ask.language, name) for kind, name in MEMBERSHIPS.items()}
    return ask.show(
        "account.html",
        customer=customer,
        name=show_name(customer),
        where=format_class(customer.class_name, customer.class_code, customer.year),
        address=format_address(customer),
        card=card,
        bars=draw_bars(card.number, settings.chat.card_symbology) if card else None,
        memberships=[
            (kinds[each.kind], each, each.ends_on is None or each.ends_on > today())
            for each in memberships
        ],
        rights=await list_rights(customer),
    )


ROUTES = Routes("account")
ROUTES.get("/account", show_account, right=CUSTOMERS)
