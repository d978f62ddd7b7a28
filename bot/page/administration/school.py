"""One school: its facts, who may send its rosters, and who decides about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.page.access.acting import do_or_say
from rosterdesk.bot.page.access.rights import ADMINISTRATORS, GRANTERS, STAFF
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.administration.frame import show_framed
from rosterdesk.bot.page.administration.schools import read_facts, read_form
from rosterdesk.bot.words.customers import describe_right
from rosterdesk.bot.words.people import format_address, format_class
from rosterdesk.bot.words.schools import ADDRESS_CHANGED, describe_caretakers, read_last_day
from rosterdesk.bot.words.texts import phrases as shared
from rosterdesk.core.approval.caretakers import change_caretaker, list_caretakers
from rosterdesk.core.customers.finding.looking import look_up, note_seen
from rosterdesk.core.customers.memberships import count_members
from rosterdesk.core.customers.registering import (
    confirm_address,
    grant_uploads,
    is_confirmed,
    list_uploaders,
    load_customer,
    withdraw_uploads,
)
from rosterdesk.core.customers.schools import change_school, get_school
from rosterdesk.core.customers.staff import list_librarians
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.person_names import show_name

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from rosterdesk.bot.page.access.asking import Ask, Form
    from rosterdesk.core.customers.finding.search import FoundCustomer
    from rosterdesk.core.models import Customer, School, Uploader

    # Does it, and returns the name of what is said afterwards (screen.said).
    Act = Callable[[Ask, School, Form], Awaitable[str]]

_MOST_FOUND = 20
_MOST_LIBRARIANS = 200
_NOBODY = N_("Nobody found. Try only the surname, or another part of it.")


async def find_school_of(ask: Ask) -> School:
    """Return the school of the address; raises HTTPNotFound."""
    school = await get_school(ask.numbered("number"))
    if school is None:
        raise web.HTTPNotFound
    return school


async def show_school(ask: Ask) -> web.Response:
    return await _show(ask, await find_school_of(ask))


async def _show(
    ask: Ask,
    school: School,
    wrong: str = "",
    status: int = 200,
    found: Sequence[FoundCustomer] = (),
    looked_for: str = "",
) -> web.Response:
    """Show the school; whom it shows is in the register before."""
    rights = await list_uploaders(school)
    await note_seen([each.customer_id for each in rights], ask.visitor.actor, ask.parts.settings)
    caretakers = await list_caretakers(school.id)
    values = {
        "school": school,
        "address": format_address(school),
        "members": await count_members(school),
        "senders": [_describe(each, ask) for each in rights],
        "caretakers": describe_caretakers(caretakers, ask.language),
        "ticked": {each.id for each in caretakers},
        "librarians": await list_librarians(_MOST_LIBRARIANS),
        "found": [(each.id, show_name(each), _place(each)) for each in found],
        "looked_for": looked_for,
        "may_grant": GRANTERS.allows(ask.visitor.roles),
        "may_change": ADMINISTRATORS.allows(ask.visitor.roles),
        "wrong": wrong,
    }
    return show_framed(ask, "library_school.html", values, status)


def _describe(right: Uploader, ask: Ask) -> dict[str, object]:
    customer: Customer = right.customer
    changed = bool(customer.email) and not is_confirmed(right, customer.email)
    said = shared.say(ask.language, ADDRESS_CHANGED, address=customer.email or "")
    return {
        "number": customer.id,
        "name": show_name(customer),
        "since": describe_right(right, ask.language),
        "email": customer.email,
        "unsure": said if changed else "",
    }


def _place(found: FoundCustomer) -> str:
    where = format_class(found.class_name, found.class_code, None)
    return " · ".join(part for part in (where, found.school_name) if part)


async def act_on(ask: Ask, run: Act) -> web.Response:
    """Do it; where it is refused, say why on the school's page of now."""
    school, form = await find_school_of(ask), await ask.read_form()

    async def refuse(error: RosterdeskError) -> web.Response:
        return await _show(ask, school, error.say(ask.language), 409)

    return await do_or_say(ask, run(ask, school, form), refuse, f"/library/schools/{school.id}")


async def find_sender(ask: Ask) -> web.Response:
    """List who is found, each with the button that grants the right."""
    school, form = await find_school_of(ask), await ask.read_form()
    text = form.text("q", 100)
    if not text:
        return await _show(ask, school)
    settings = ask.parts.settings
    try:
        found = await look_up(text, ask.visitor.actor, settings, limit=_MOST_FOUND)
    except RosterdeskError as error:
        return await _show(ask, school, error.say(ask.language), 429)
    return await _show(ask, school, "" if found else ask.say(_NOBODY), 200, found, text)


async def _grant(ask: Ask, school: School, form: Form) -> str:
    customer, until = await _find_customer(form), read_last_day(form.text("until", 10))
    await grant_uploads(customer, school, ask.visitor.actor, until)
    return "granted"


async def _withdraw(ask: Ask, school: School, form: Form) -> str:
    await withdraw_uploads(await _find_customer(form), school, ask.visitor.actor)
    return "withdrawn"


async def _confirm(ask: Ask, school: School, form: Form) -> str:
    """Confirm the address of somebody who may send for this school."""
    customer = await _find_customer(form)
    if customer.id not in {each.customer_id for each in await list_uploaders(school)}:
        raise web.HTTPNotFound
    await confirm_address(customer, ask.visitor.actor)
    return "confirmed"


async def _find_customer(form: Form) -> Customer:
    return await load_customer(form.number("customer") or 0)


async def _change(ask: Ask, school: School, form: Form) -> str:
    """Change what was typed otherwise than it stands; nothing is no change."""
    typed = read_form(form)
    known = typed["address"] == format_address(school)  # of which only the town may be known
    name, facts = read_facts({**typed, "address": ""} if known else typed)
    given = {"name": name, **({"school_type": facts["school_type"]} if known else facts)}
    changed = {key: each for key, each in given.items() if each != getattr(school, key)}
    if changed:
        await change_school(school.code, ask.visitor.actor, **changed)
    return "school_changed"


async def _tick(ask: Ask, school: School, form: Form) -> str:
    """Let exactly those decide who are ticked."""
    ticked = set(form.list("librarian"))
    now = {each.id for each in await list_caretakers(school.id)}
    for staff in await list_librarians(_MOST_LIBRARIANS):
        cares = str(staff.id) in ticked
        if cares is not (staff.id in now):
            await change_caretaker(staff, school, ask.visitor.actor, cares)
    return "caretakers"


async def grant(ask: Ask) -> web.Response:
    return await act_on(ask, _grant)


async def withdraw(ask: Ask) -> web.Response:
    return await act_on(ask, _withdraw)


async def confirm(ask: Ask) -> web.Response:
    return await act_on(ask, _confirm)


async def change(ask: Ask) -> web.Response:
    return await act_on(ask, _change)


async def tick(ask: Ask) -> web.Response:
    return await act_on(ask, _tick)


ROUTES = Routes("one school")
ROUTES.get("/library/schools/{number}", show_school, right=STAFF)
ROUTES.post("/library/schools/{number}", change, right=ADMINISTRATORS)
ROUTES.post("/library/schools/{number}/caretakers", tick, right=ADMINISTRATORS)
ROUTES.post("/library/schools/{number}/find", find_sender, right=GRANTERS)
ROUTES.post("/library/schools/{number}/grant", grant, right=GRANTERS)
ROUTES.post("/library/schools/{number}/withdraw", withdraw, right=GRANTERS)
ROUTES.post("/library/schools/{number}/confirm", confirm, right=GRANTERS)
