"""One member of staff: another role, a new code, who they are as a customer, and leaving."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import ADMINISTRATORS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.administration.frame import show_framed
from rosterdesk.bot.page.administration.staff import show_code
from rosterdesk.bot.words.accounts import describe_account, list_staff_accounts
from rosterdesk.bot.words.people import STAFF_ROLES
from rosterdesk.bot.words.staff import GONE, read_role
from rosterdesk.bot.words.typed import read_card_number, to_facts
from rosterdesk.core.customers.persons import change_address, identify_staff, join_person
from rosterdesk.core.customers.registering import find_by_card
from rosterdesk.core.customers.staff import (
    LastLibrarianError,
    Person,
    change_role,
    get_staff,
    make_link_code,
    remove_staff,
    warn_of_leaving,
)
from rosterdesk.core.errors import NotThereError, RosterdeskError
from rosterdesk.core.login.passkeys import list_passkeys

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask, Form
    from rosterdesk.core.models import Staff, StaffRole

    # Does it, and returns the name of what is said afterwards (screen.said).
    Act = Callable[[Ask, Staff, Form], Awaitable[str]]


_SURE = {"sure": "yes"}  # a field of a question that says what the last librarian's going means


class GoneError(NotThereError):
    """The person does not work here, or no longer."""

    package = "rosterdesk.bot"


async def _find(ask: Ask) -> Staff:
    staff = await get_staff(ask.numbered("number"))
    if staff is None:
        raise GoneError(GONE)
    return staff


async def show_member(ask: Ask) -> web.Response:
    return await _show(ask, await _find(ask))


async def _show(ask: Ask, staff: Staff, wrong: str = "", status: int = 200) -> web.Response:
    accounts = await list_staff_accounts(staff)
    values = {
        "staff": staff,
        "role": STAFF_ROLES[staff.role],
        "roles": STAFF_ROLES,
        "chats": [describe_account(each, ask.language) for each in accounts],
        "passkeys": await list_passkeys(staff),
        "customers": sorted((await identify_staff(staff)).customers),
        "wrong": wrong,
    }
    return show_framed(ask, "library_member.html", values, status)


async def act_on(run: Act, ask: Ask) -> web.Response:
    """Do it; where it is refused, say why on the page of now."""
    staff, form = await _find(ask), await ask.read_form()
    try:
        said = await run(ask, staff, form)
    except LastLibrarianError as warning:
        return _ask_role(ask, staff, read_role(form.text("role", 20)), warning)
    except RosterdeskError as error:
        now = await get_staff(staff.id)
        return await _show(ask, now or staff, error.say(ask.language), 409)
    # Whoever took the right away from themselves may not look at this page any more.
    is_own = staff.id == ask.visitor.staff.id
    return ask.go("/" if is_own else f"/library/staff/{staff.id}", said)


async def give_role(ask: Ask, staff: Staff, form: Form) -> str:
    role = read_role(form.text("role", 20))
    await change_role(staff, role, ask.visitor.actor, sure=_is_sure(form))
    return "role"


def _is_sure(form: Form) -> bool:
    return form.text("sure", 3) == _SURE["sure"]


def _ask_role(ask: Ask, staff: Staff, role: StaffRole, warning: LastLibrarianError) -> web.Response:
    """Ask once more; the answer names the role again."""
    values = {
        "staff": staff,
        "act": "role",
        "said": STAFF_ROLES[role],
        "care": warning.say(ask.language),
        "fields": {"role": role, **_SURE},
    }
    return show_framed(ask, "library_sure.html", values, 409)


async def set_address(ask: Ask, staff: Staff, form: Form) -> str:
    """Set the address by which they are known as a customer; an empty field takes it away."""
    typed = form.text("email", 254)
    email = to_facts("email", typed)["email"] if typed else None
    await change_address(staff, email, ask.visitor.actor)
    return "staff_address"


async def join_customer(ask: Ask, staff: Staff, form: Form) -> str:
    customer = await find_by_card(read_card_number(form.text("card", 40)))
    await join_person(staff, customer, ask.visitor.actor)
    return "joined"


async def make_code(ask: Ask) -> web.Response:
    staff, library, hours = await _find(ask), ask.parts.library, ask.parts.settings.link_code_hours
    code = await make_link_code(Person(staff=staff), ask.visitor.actor, library.keys, hours)
    return show_code(ask, staff, code)


async def ask_leaving(ask: Ask) -> web.Response:
    return await _ask_leaving(ask, await _find(ask))


async def _ask_leaving(ask: Ask, staff: Staff, wrong: str = "", status: int = 200) -> web.Response:
    warning = await warn_of_leaving(staff)
    values = {
        "staff": staff,
        "act": "leave",
        "care": warning.say(ask.language) if warning else "",
        "fields": _SURE if warning else {},
        "wrong": wrong,
    }
    return show_framed(ask, "library_sure.html", values, status)


async def let_leave(ask: Ask) -> web.Response:
    staff, form = await _find(ask), await ask.read_form()
    try:
        await remove_staff(staff, ask.visitor.actor, sure=_is_sure(form))
    except LastLibrarianError:
        return await _ask_leaving(ask, staff, status=409)
    except RosterdeskError as error:
        return await _ask_leaving(ask, staff, error.say(ask.language), 409)
    is_own = staff.id == ask.visitor.staff.id
    return ask.go("/login/staff" if is_own else "/library/staff", "staff_gone")


ROUTES = Routes("one of the staff")
ROUTES.get("/library/staff/{number}", show_member, right=ADMINISTRATORS)
_ACTS: dict[str, Act] = {"role": give_role, "address": set_address, "card": join_customer}
for _name, _run in _ACTS.items():
    ROUTES.post(f"/library/staff/{{number}}/{_name}", partial(act_on, _run), right=ADMINISTRATORS)
ROUTES.post("/library/staff/{number}/code", make_code, right=ADMINISTRATORS)
ROUTES.get("/library/staff/{number}/leave", ask_leaving, right=ADMINISTRATORS)
ROUTES.post("/library/staff/{number}/leave", let_leave, right=ADMINISTRATORS)
