"""Registering a customer on one page; somebody of the same name is shown before it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rosterdesk.bot.page.access.rights import STAFF
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.customers.fields import draw_boxes, read_box, read_boxes
from rosterdesk.bot.words.people import format_class, format_day
from rosterdesk.bot.words.typed import read_card_number
from rosterdesk.core.customers.finding.looking import note_seen
from rosterdesk.core.customers.registering import add_customer, require_free_card
from rosterdesk.core.customers.schools import get_school, list_schools
from rosterdesk.core.customers.suggestions import find_namesakes, suggest_user_name
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.person_names import show_name

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask, Form
    from rosterdesk.core.models import Customer, School

_FIELDS = ("role", "name", "sex", "birth_date", "address", "email", "user_name", "class", "year")
_NO_SCHOOL = "0"
_MOST_SCHOOLS = 1000
_SCHOOL_FIRST = N_("Choose a school, or that there is none.")


@dataclass(slots=True)
class _Filled:
    """A filled-in form: the texts, the facts in them, and what is wrong, by field."""

    school: School | None
    typed: dict[str, str]
    card: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


async def show_form(ask: Ask) -> web.Response:
    return await _draw(ask, _Filled(None, {"role": "pupil"}), "")


async def _draw(
    ask: Ask, filled: _Filled, chosen: str, namesakes: list[Customer] | None = None
) -> web.Response:
    language = ask.language
    values = {
        "schools": await list_schools(_MOST_SCHOOLS),
        "chosen": chosen,
        "card": filled.card,
        "wrong": filled.wrong,
        "boxes": draw_boxes(_FIELDS, filled.typed, {}, filled.wrong, language),
        "namesakes": [(each.id, show_name(each), _tell_apart(each, ask))
                      for each in namesakes or ()],
    }  # fmt: skip
    status = 409 if filled.wrong or namesakes else 200
    return ask.show_all("customer_new.html", values, status)


def _tell_apart(customer: Customer, ask: Ask) -> str:
    born = format_day(customer.birth_date, ask.language) if customer.birth_date else ""
    where = format_class(customer.class_name, customer.class_code, None)
    school = customer.school.name if customer.school else ""
    return " · ".join(part for part in (born, where, school) if part)


async def register(ask: Ask) -> web.Response:
    """Register whoever was filled in, and show their card."""
    form = await ask.read_form()
    filled, chosen = await _read(form, ask), form.text("school", 18)
    if filled.wrong:
        return await _draw(ask, filled, chosen)
    if not form.has("sure") and (namesakes := await find_namesakes(filled.facts)):
        seen = [each.id for each in namesakes]
        await note_seen(seen, ask.visitor.actor, ask.parts.settings)
        return await _draw(ask, filled, chosen, namesakes)
    school = filled.school
    try:
        customer, _ = await add_customer(
            school,
            ask.visitor.actor,
            ask.parts.library.numbering,
            filled.card or None,
            school_type=school.school_type if school else None,
            **filled.facts,
        )
    except RosterdeskError as error:
        filled.wrong = {"": error.say(ask.language)}
        return await _draw(ask, filled, chosen)
    return ask.go(f"/customers/{customer.id}", "registered")


async def _read(form: Form, ask: Ask) -> _Filled:
    school = await get_school(form.number("school") or 0)
    typed = {name: read_box(form, name) for name in _FIELDS}
    filled = _Filled(school, typed, form.text("card", 40))
    wanted = {name: text for name, text in typed.items() if text or name == "name"}
    filled.facts, filled.wrong = await read_boxes(wanted, school, ask)
    if school is None and form.text("school", 18) != _NO_SCHOOL:
        filled.wrong["school"] = ask.say(_SCHOOL_FIRST)
    if filled.card:
        await _read_card(filled, ask)
    if form.has("make_user_name") and not typed["user_name"] and "surname" in filled.facts:
        filled.facts["user_name"] = await _make_user_name(filled.facts)
    return filled


async def _read_card(filled: _Filled, ask: Ask) -> None:
    try:
        filled.card = read_card_number(filled.card)
        await require_free_card(filled.card)
    except RosterdeskError as error:
        filled.wrong["card"] = error.say(ask.language)


async def _make_user_name(facts: dict[str, Any]) -> str:
    called = facts.get("first_name") or facts.get("initials")
    return await suggest_user_name(called, facts.get("prefix"), facts["surname"])


ROUTES = Routes("registering customers")
ROUTES.get("/register", show_form, right=STAFF)
ROUTES.post("/register", register, right=STAFF)
