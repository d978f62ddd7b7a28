"""The schools of the library: listed, found, and added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rosterdesk.bot.page.access.asking import Form
from rosterdesk.bot.page.access.rights import ADMINISTRATORS, STAFF
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.administration.frame import show_framed
from rosterdesk.bot.words.people import format_address
from rosterdesk.bot.words.typed import to_facts
from rosterdesk.core.customers.registering import count_uploaders
from rosterdesk.core.customers.schools import add_school, list_schools, search_schools
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.login.roles import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask

_MOST = 1000
_LONGEST = {"code": 12, "name": 120, "address": 250, "school_type": 30}


async def show_schools(ask: Ask) -> web.Response:
    return await _show(ask)


async def _show(
    ask: Ask, wrong: str = "", status: int = 200, typed: Mapping[str, str] | None = None
) -> web.Response:
    wanted = Form(ask.request.query).text("q", 60)
    found = await (search_schools(wanted, _MOST) if wanted else list_schools(_MOST))
    senders = await count_uploaders()
    values = {
        "rows": [(each, format_address(each), senders.get(each.id, 0)) for each in found],
        "wanted": wanted,
        "may_add": ask.visitor.has(Role.ADMINISTRATOR),
        "typed": typed or dict.fromkeys(_LONGEST, ""),
        "wrong": wrong,
    }
    return show_framed(ask, "library_schools.html", values, status)


async def add(ask: Ask) -> web.Response:
    form = await ask.read_form()
    typed = read_form(form)
    try:
        name, facts = read_facts(typed)
        school = await add_school(typed["code"], name, ask.visitor.actor, **facts)
    except RosterdeskError as error:
        return await _show(ask, error.say(ask.language), 409, typed)
    return ask.go(f"/library/schools/{school.id}", "school_added")


def read_form(form: Form) -> dict[str, str]:
    return {name: form.text(name, longest) for name, longest in _LONGEST.items()}


def read_facts(typed: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Return the name, and the other facts as a school's row has them; raises TypedError.

    What is left empty is nothing.
    """
    facts: dict[str, Any] = {}
    for field in ("address", "school_type"):
        facts |= to_facts(field, typed[field] or "-")
    return typed["name"], facts


ROUTES = Routes("schools")
ROUTES.get("/library/schools", show_schools, right=STAFF)
ROUTES.post("/library/schools", add, right=ADMINISTRATORS)
