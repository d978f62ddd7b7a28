"""The staff of the library: who works here, and inviting somebody by a code that is shown once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import ADMINISTRATORS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.administration.frame import show_framed
from rosterdesk.bot.words.accounts import count_staff_accounts
from rosterdesk.bot.words.people import STAFF_ROLES
from rosterdesk.bot.words.staff import read_role, read_staff_name
from rosterdesk.core.customers.staff import add_staff, list_staff
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.login.passkeys import count_passkeys

if TYPE_CHECKING:
    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask
    from rosterdesk.core.models import Staff


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody who works here, with how they can come in."""

    staff: Staff
    role: str  # a message of the shared catalogue
    chats: int
    passkeys: int


async def show_staff(ask: Ask) -> web.Response:
    return await _show(ask)


async def _show(ask: Ask, wrong: str = "", status: int = 200, typed: str = "") -> web.Response:
    chats, passkeys = await count_staff_accounts(), await count_passkeys()
    rows = [
        Row(each, STAFF_ROLES[each.role], chats.get(each.id, 0), passkeys.get(each.id, 0))
        for each in await list_staff()
    ]
    values = {"rows": rows, "roles": STAFF_ROLES, "wrong": wrong, "typed": typed}
    return show_framed(ask, "library_staff.html", values, status)


async def invite(ask: Ask) -> web.Response:
    """Add somebody, and show the code; asked for once more, the page says that they are there."""
    form = await ask.read_form()
    typed, library, hours = form.text("name"), ask.parts.library, ask.parts.settings.link_code_hours
    try:
        name, role = read_staff_name(typed), read_role(form.text("role", 20))
        staff, code = await add_staff(name, role, ask.visitor.actor, library.keys, hours)
    except RosterdeskError as error:
        return await _show(ask, error.say(ask.language), 409, typed)
    return show_code(ask, staff, code)


def show_code(ask: Ask, staff: Staff, code: str) -> web.Response:
    """Return the one page on which the code stands; no address leads to it."""
    settings = ask.parts.settings
    values = {
        "staff": staff,
        "code": code,
        "hours": settings.link_code_hours,
        "address": f"{settings.page.url}/login/staff",
        "has_chat": settings.read_bot_token() is not None,
    }
    return show_framed(ask, "library_code.html", values)


ROUTES = Routes("staff of the library")
ROUTES.get("/library/staff", show_staff, right=ADMINISTRATORS)
ROUTES.post("/library/staff", invite, right=ADMINISTRATORS)
