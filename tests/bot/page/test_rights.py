"""Every route x every role: as the table says, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.bot.page.places import WHO, Browser, Place

from rosterdesk.bot.page.access.routes import make_table
from rosterdesk.bot.page.routes import ALL_ROUTES
from rosterdesk.core.customers.staff import Person, add_staff
from rosterdesk.core.login.roles import Role
from rosterdesk.core.login.sessions import begin_session
from rosterdesk.core.models import Event, Session, Staff, StaffRole
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from rosterdesk.bot.page.access.routes import Route

TABLE = make_table(ALL_ROUTES)
# These end the very session that asks: each has tests of its own.
ENDING = {"POST /logout"}


def fill(route: Route) -> str:
    """Return the path with parts that nobody has."""
    return re.sub(r"\{[^}]+\}", "987654", route.path)


async def enter_as(place: Place, role: Role) -> Browser:
    browser = await place.browser()
    if role is Role.STRANGER:
        return browser
    if role in (Role.DESK, Role.LIBRARIAN, Role.ADMINISTRATOR):
        name = f"{role.title()} Smit"
        await add_staff(name, StaffRole(role), WHO, place.library.keys, hours=1)
        person = Person(staff=await Staff.get(name=name))
        token = await begin_session(person, "", place.library.keys)
        browser.client.cookie_jar.update_cookies({"__Host-session": token})
        return browser
    visitor = await place.add(uploads=role is Role.UPLOADER)
    if role is Role.NEWCOMER:
        await browser.log_in(visitor.card.number, visitor.password)
        return browser
    return await place.enter(visitor)


async def test_every_route_answers_every_role_as_the_table_says(place: Place):
    wrong = []
    for role in Role:
        browser = await enter_as(place, role)
        for route in TABLE.values():
            allowed = route.right.allows(frozenset({role, *_more(role)}))
            stays_open = route.seconds is None and not route.writes
            if route.name in ENDING or route.right.machine or (stays_open and allowed):
                continue
            answer = await browser.ask(route.method, fill(route), follow=False)
            if allowed:
                led = answer.headers.get("Location", "")
                if answer.status == 403 or (led.startswith("/login") and route.path != "/"):
                    wrong.append((role, route.name, answer.status, led))
            elif not _is_refused(answer, role, route):
                wrong.append((role, route.name, answer.status))
    assert wrong == []


def _more(role: Role) -> set[Role]:
    return {Role.CUSTOMER} if role is Role.UPLOADER else set()


def _is_refused(answer, role: Role, route: Route) -> bool:
    if role is Role.STRANGER:
        return answer.status == 303 and answer.headers["Location"].startswith("/login")
    if role is Role.NEWCOMER and not route.writes:
        return answer.status == 303 and answer.headers["Location"] == "/password"
    return answer.status == 403


async def test_writes_without_origin_or_from_elsewhere_are_refused_for_everybody(place: Place):
    for role in (Role.STRANGER, Role.NEWCOMER, Role.CUSTOMER, Role.UPLOADER, Role.LIBRARIAN):
        browser = await enter_as(place, role)
        for route in TABLE.values():
            if not route.writes or route.right.machine:
                continue
            for headers in ({"Origin": ""}, {"Sec_Fetch_Site": "cross-site"}):
                answer = await browser.ask(route.method, fill(route), headers=headers)
                assert answer.status == 403, (role, route.name, headers)
        assert role is Role.STRANGER or browser.cookie()


async def test_an_ended_session_is_a_strangers(place: Place):
    browser = await enter_as(place, Role.UPLOADER)
    await Session.all().delete()
    for route in TABLE.values():
        if route.right.allows(frozenset({Role.STRANGER})) or route.right.machine:
            continue
        answer = await browser.ask(route.method, fill(route), follow=False)
        assert (answer.status, answer.headers["Location"][:6]) == (303, "/login"), route.name


async def test_a_refusal_is_in_the_trail(place: Place):
    browser = await enter_as(place, Role.DESK)
    assert (await browser.get("/account")).status == 403
    event = await Event.get(kind=Kind.ACCESS_REFUSED)
    assert (event.channel, event.data["asked"]) == ("page", "GET /account")
