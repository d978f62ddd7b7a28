"""Staff log in on the page with a code from their own chat, and stay in while they work here."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.bot.approval.desk import SECONDS, WHO, open_desk
from tests.bot.page.places import Place, open_browser

from rosterdesk.core.clock import now
from rosterdesk.core.customers.persons import join_person
from rosterdesk.core.customers.staff import (
    Person,
    add_staff,
    change_role,
    find_link_code,
    make_link_code,
    remove_staff,
)
from rosterdesk.core.login.page_codes import make_page_code
from rosterdesk.core.models import (
    Event,
    LinkCode,
    LoginFailures,
    Passkey,
    Session,
    Staff,
    StaffRole,
)
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.page.places import Browser


async def make_code(place: Place, staff: Staff) -> str:
    return await make_page_code(staff, SYSTEM, place.library.keys)


async def enter(place: Place, name: str, role: StaffRole = StaffRole.LIBRARIAN) -> Browser:
    staff, _ = await add_staff(name, role, WHO, place.library.keys, hours=1)
    browser = await place.browser()
    answer = await browser.post("/login/staff", {"code": await make_code(place, staff)})
    assert answer.status == 200, answer.words
    return browser


async def test_the_chat_gives_a_code_that_opens_the_page_once(data: Path):
    """A librarian asks in chat and types it in a browser; nobody else's chat gives one."""
    async with open_desk(data, page=True) as desk, AsyncExitStack() as stack:
        anna = await desk.staff("Anna Smit")
        teacher = await desk.sender(await desk.teacher(await desk.school()))
        for person in (anna, teacher):
            person.send("/page")
        await teacher.expect("not", timeout=SECONDS)
        shown = await anna.expect("It works once", timeout=SECONDS)
        assert f"{desk.settings.page.url}/login/staff" in shown.words
        code = shown.words.split()[-1]
        browsers = [await stack.enter_async_context(open_browser(_url(desk))) for _ in range(8)]
        answers = await asyncio.gather(
            *(each.post("/login/staff", {"code": code.lower()}) for each in browsers)
        )
        assert sorted(each.status for each in answers) == [200] + [422] * 7
        (inside,) = [b for b, each in zip(browsers, answers, strict=True) if each.status == 200]
        answer = await inside.get("/access")
        assert "Anna Smit" in answer.words
        event = await Event.get(kind=Kind.LOGGED_IN)
        assert (event.actor, event.channel, event.data["by"]) == ("Anna Smit", "page", "chat")
        assert code not in str(await Event.all().values("data"))
        assert code not in str(await LinkCode.all().values())
        boss = await desk.staff("Cas Mulder", StaffRole.ADMINISTRATOR)
        staff = await Staff.get(name="Anna Smit")
        facts = {"credential": "x", "public_key": "x", "made_at": now()}
        passkey = await Passkey.create(staff=staff, **facts)
        removed = await inside.post(f"/access/passkeys/{passkey.id}/remove")
        assert removed.path == "/access"
        await anna.expect("A passkey of yours was removed", timeout=SECONDS)
        await boss.expect("Anna Smit removed a passkey", timeout=SECONDS)


def _url(desk) -> str:
    assert desk.settings.page.url is not None
    return desk.settings.page.url


async def test_a_code_opens_only_what_it_is_for_and_only_for_minutes(place: Place):
    """Neither an invitation nor a late code opens the page, and the page's code links no chat."""
    keys = place.library.keys
    staff, invitation = await add_staff("Anna Smit", StaffRole.LIBRARIAN, WHO, keys, hours=1)
    browser = await place.browser()
    invited = await browser.post("/login/staff", {"code": invitation})
    assert "Welkom, Anna Smit" in invited.words  # where a passkey is made, and no more
    assert not browser.cookie()
    for code in ("", "ACDEFGHJKMNP"):
        answer = await browser.post("/login/staff", {"code": code})
        assert answer.status == 422, code
        assert "werkt niet" in answer.words
    first = await make_code(place, staff)
    second = await make_code(place, staff)
    assert (await browser.post("/login/staff", {"code": first})).status == 422
    await make_link_code(Person(staff=staff), WHO, keys, 1)  # leaves the page's code alone
    await LinkCode.filter(for_page=True).update(expires_at=now() - timedelta(seconds=1))
    assert (await browser.post("/login/staff", {"code": second})).status == 422
    assert not browser.cookie()
    code = await make_code(place, staff)
    assert await find_link_code(code, keys) is None
    assert await find_link_code(await make_link_code(Person(staff=staff), WHO, keys, 1), keys)
    assert (await browser.post("/login/staff", {"code": code})).path == "/waiting"


async def test_an_address_that_goes_on_guessing_codes_is_held_up(place: Place):
    browser = await place.browser()
    await browser.post("/login/staff", {"code": "ACDEFGHJKMNP"})
    limit = place.library.settings.login_failures_of_address
    await LoginFailures.filter(subject__startswith="address:").update(failures=limit - 1)
    assert (await browser.post("/login/staff", {"code": "ACDEFGHJKMNP"})).status == 422
    staff, _ = await add_staff("Anna", StaffRole.DESK, WHO, place.library.keys, hours=1)
    code = await make_code(place, staff)
    assert (await browser.post("/login/staff", {"code": code})).status == 429


@pytest.mark.parametrize("withdraw", ["removed", "another role", "logged out elsewhere"])
async def test_the_next_click_after_a_right_was_withdrawn_is_refused(place: Place, withdraw):
    browser = await enter(place, "Anna Smit", StaffRole.ADMINISTRATOR)
    await enter(place, "Bo Jansen", StaffRole.ADMINISTRATOR)
    anna = await Staff.get(name="Anna Smit")
    assert (await browser.get("/access")).status == 200
    if withdraw == "removed":
        await remove_staff(anna, WHO)
        assert not await Session.filter(staff=anna).exists()
    elif withdraw == "another role":
        await change_role(anna, StaffRole.DESK, WHO)
        assert "balie" in (await browser.get("/access")).words
        return
    else:
        other = await place.browser()
        await other.post("/login/staff", {"code": await make_code(place, anna)})
        session = await Session.filter(staff=anna).order_by("id").first()
        assert session is not None
        stranger = await enter(place, "Cas Visser", StaffRole.ADMINISTRATOR)
        assert (await stranger.post(f"/access/browsers/{session.id}/end")).status == 404
        assert (await other.post(f"/access/browsers/{session.id}/end")).path == "/access"
    answer = await browser.get("/access")
    assert answer.path == "/login/staff"
    assert not browser.cookie()


async def test_two_hats_are_two_sessions_and_never_one(place: Place):
    """Logging in with the other hat ends the session of the first one."""
    visitor = await place.add(uploads=True)
    browser = await place.enter(visitor)
    staff, _ = await add_staff("Marijke", StaffRole.LIBRARIAN, WHO, place.library.keys, hours=1)
    await join_person(staff, visitor.customer, WHO)
    assert (await browser.get("/access")).status == 403
    await browser.post("/login/staff", {"code": await make_code(place, staff)})
    (session,) = await Session.all()
    assert (session.staff_id, session.customer_id) == (staff.id, None)
    assert (await browser.get("/access")).status == 200
    for path in ("/account", "/uploads", "/password"):
        assert (await browser.get(path)).status == 403, path
