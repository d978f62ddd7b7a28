"""Changing what stands on a customer's card: all fields on one page, and only what was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import STAFF
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.customers.fields import draw_boxes, read_box, read_boxes
from rosterdesk.bot.words.editing import EDITED, TOGGLES, write_value
from rosterdesk.bot.words.texts import phrases as shared
from rosterdesk.core.customers.registering import change_customer, load_customer
from rosterdesk.core.customers.suggestions import list_classes
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.person_names import show_name
from rosterdesk.core.trail.payloads import CustomerShown
from rosterdesk.core.trail.sightings import note_shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask, Form
    from rosterdesk.core.models import Customer

_WAS = "was-"  # before the name of a field: what stood there when the form was made
_ON = "yes"


async def show_form(ask: Ask) -> web.Response:
    customer = await load_customer(ask.numbered("number"))
    await note_shown(CustomerShown(), ask.visitor.actor, customer_id=customer.id)
    now = {name: write_value(customer, name) for name in EDITED}
    return await _draw(ask, customer, now, now, {}, _list_on(customer))


async def _draw(
    ask: Ask,
    customer: Customer,
    values: Mapping[str, str],
    was: Mapping[str, str],
    wrong: Mapping[str, str],
    on: set[str],
    status: int = 200,
) -> web.Response:
    classes = await list_classes(customer.school) if customer.school else ()
    return ask.show_all(
        "customer_edit.html",
        {
            "customer": customer,
            "name": show_name(customer),
            "boxes": draw_boxes(EDITED, values, was, wrong, ask.language),
            "toggles": [(name, shared.say(ask.language, label), name in on,
                         getattr(customer, name)) for name, label in TOGGLES.items()],
            "classes": [each.name or each.code for each in classes if ":" not in each.code],
            "wrong": wrong.get("", ""),
        },
        status,
    )  # fmt: skip


def _list_on(customer: Customer) -> set[str]:
    return {name for name in TOGGLES if getattr(customer, name)}


async def save(ask: Ask) -> web.Response:
    """Save what was changed in the form; what somebody else changed meanwhile stays."""
    customer, form = await load_customer(ask.numbered("number")), await ask.read_form()
    typed = {name: read_box(form, name) for name in EDITED}
    was = {name: read_box(form, f"{_WAS}{name}") for name in EDITED}
    on = {name for name in TOGGLES if form.text(name) == _ON}
    changed = {name: typed[name] for name in EDITED if typed[name] != was[name]}
    facts, wrong = await read_boxes(changed, customer.school, ask)
    facts |= _read_toggles(form, on)
    if not wrong and facts:
        try:
            await change_customer(customer, ask.visitor.actor, **facts)
        except RosterdeskError as error:
            wrong = {"": error.say(ask.language)}
    if wrong:
        return await _draw(ask, customer, typed, was, wrong, on, 409)
    return ask.go(f"/customers/{customer.id}", "customer_changed" if facts else "")


def _read_toggles(form: Form, on: set[str]) -> dict[str, bool]:
    """Return the switches that were turned."""
    was = {name for name in TOGGLES if form.text(f"{_WAS}{name}") == _ON}
    return {name: name in on for name in TOGGLES if (name in on) != (name in was)}


ROUTES = Routes("changing customers")
ROUTES.get("/customers/{number}/edit", show_form, right=STAFF)
ROUTES.post("/customers/{number}/edit", save, right=STAFF)
