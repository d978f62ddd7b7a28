"""Passkeys of staff, with Chromium's virtual authenticator; answers of others open nothing."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from playwright.async_api import expect
from tests.bot.page.places import WHO, Place
from tests.bot.page.test_hats import enter_as_staff
from tests.bot.page.test_walk import DESK, open_page

from rosterdesk.core.clock import now
from rosterdesk.core.customers.staff import Person, add_staff, make_link_code, remove_staff
from rosterdesk.core.login import passkeys
from rosterdesk.core.models import (
    Delivery,
    Event,
    Passkey,
    Session,
    SpentChallenge,
    Staff,
    StaffRole,
)
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Page, Request

_AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@asynccontextmanager
async def open_device(**options: Any) -> AsyncIterator[tuple[Page, list[str]]]:
    """Yield a page with an authenticator, and the answers that its browser sends."""
    sent: list[str] = []

    def keep(request: Request) -> None:
        data = request.post_data_json if request.post_data else None
        if isinstance(data, dict) and data.get("answer"):
            sent.append(data["answer"])

    async with open_page(**DESK) as page:
        client = await page.context.new_cdp_session(page)
        await client.send("WebAuthn.enable")
        authenticator = {"options": {**_AUTHENTICATOR, **options}}
        await client.send("WebAuthn.addVirtualAuthenticator", authenticator)
        page.on("request", keep)
        yield page, sent


async def accept(page: Page, place: Place, code: str) -> None:
    """Type the code of an invitation, and make the passkey."""
    await page.goto(f"{place.url}/login/staff")
    await page.locator("#code").fill(code)
    await page.get_by_role("button", name="Verder").click()
    await page.get_by_role("button", name="Passkey maken").click()
    await expect(page.get_by_role("heading", name="Er wacht niets op je")).to_be_visible()


async def log_in(page: Page, place: Place) -> None:
    await page.goto(f"{place.url}/login/staff")
    await page.get_by_role("button", name="Inloggen met een passkey").click()


@pytest.mark.timeout(300)
async def test_a_passkey_is_made_used_replaced_and_ends_with_the_right(place: Place):
    keys = place.library.keys
    staff, code = await add_staff("Anna Smit", StaffRole.LIBRARIAN, WHO, keys, hours=1)
    boss, _ = await add_staff("Cas Mulder", StaffRole.ADMINISTRATOR, WHO, keys, hours=1)
    async with open_device() as (page, sent):
        await accept(page, place, code)
        made = await Event.get(kind=Kind.PASSKEY_ADDED)
        assert made.data == {"staff": staff.id, "instead": True}
        told = await Delivery.filter(event=made).values_list("recipient", flat=True)
        assert set(told) == {f"staff:{staff.id}", f"staff:{boss.id}"}
        await page.get_by_role("button", name="Uitloggen").click()
        await log_in(page, place)
        await expect(page.get_by_role("heading", name="Er wacht niets op je")).to_be_visible()
        ways = await Event.filter(kind=Kind.LOGGED_IN).order_by("id")
        assert [each.data["by"] for each in ways] == ["invitation", "passkey"]
        first = await Passkey.get()
        # The very same answer, and the invitation, once more: from another browser.
        thief = await place.browser()
        assert (await thief.post("/login/passkey", {"answer": sent[-1]})).status == 422
        again = await thief.post("/login/invited", {"code": code, "answer": sent[0]})
        assert again.status == 422
        assert not thief.cookie()
        # Lost: an administrator hands out a new code, and what was made with the old one goes.
        newer = await make_link_code(Person(staff=staff), WHO, keys, 1)
        async with open_device() as (other, _):
            await accept(other, place, newer)
        assert (await Passkey.get()).id != first.id
        await page.goto(f"{place.url}/waiting")
        await expect(page.get_by_role("heading", name="Inloggen als medewerker")).to_be_visible()
        await log_in(page, place)
        await expect(page.get_by_role("alert")).to_contain_text("Deze passkey werkte niet")
    await remove_staff(await Staff.get(id=staff.id), WHO, sure=True)
    assert not await Passkey.exists()
    assert not await Session.exists()


@pytest.mark.timeout(300)
async def test_one_more_is_made_from_within_and_removed_by_its_owner_alone(place: Place):
    keys = place.library.keys
    staff, code = await add_staff("Anna Smit", StaffRole.LIBRARIAN, WHO, keys, hours=1)
    async with open_device() as (page, _):
        await accept(page, place, code)
        await page.goto(f"{place.url}/access/passkey")
        await page.get_by_role("button", name="Passkey maken").click()
        # This device has one already: the browser says no, and the page says so.
        await expect(page.get_by_text("Je browser maakte geen passkey.")).to_be_visible()
        cookies = await page.context.cookies()
        async with open_device() as (phone, _):
            await phone.context.add_cookies(cookies)
            await phone.goto(f"{place.url}/access/passkey")
            await phone.get_by_role("button", name="Passkey maken").click()
            await expect(phone.get_by_text("De passkey werkt vanaf nu.")).to_be_visible()
        assert await Passkey.filter(staff=staff).count() == 2
        mine = await Passkey.filter(staff=staff).order_by("-id").first()
        assert mine is not None
        bo, _ = await add_staff("Bo", StaffRole.LIBRARIAN, WHO, keys, hours=1)
        stranger = await enter_as_staff(place, bo)
        path = f"/access/passkeys/{mine.id}/remove"
        assert (await stranger.post(path)).status == 404
        await page.goto(f"{place.url}/access")
        await page.get_by_role("button", name="Verwijderen").last.click()
        await expect(page.get_by_text("Die passkey werkt niet meer.")).to_be_visible()
    assert await Passkey.filter(staff=staff).count() == 1
    assert await Event.filter(kind=Kind.PASSKEY_REMOVED).count() == 1


@pytest.mark.timeout(300)
async def test_a_device_that_does_not_ask_who_holds_it_makes_none(place: Place):
    """Without finger, face or PIN a stolen telephone would be the person."""
    keys = place.library.keys
    _, code = await add_staff("Anna Smit", StaffRole.LIBRARIAN, WHO, keys, hours=1)
    async with open_device(isUserVerified=False) as (page, _):
        await page.goto(f"{place.url}/login/staff")
        await page.locator("#code").fill(code)
        await page.get_by_role("button", name="Verder").click()
        await page.get_by_role("button", name="Passkey maken").click()
        await expect(page.get_by_text("Je browser maakte geen passkey.")).to_be_visible()
    assert not await Passkey.exists()


def answer_with(challenge: str) -> str:
    said = {"type": "webauthn.get", "challenge": challenge, "origin": "http://localhost"}
    client = passkeys._encode(json.dumps(said).encode())
    response = {"clientDataJSON": client, "authenticatorData": "AA", "signature": "AA"}
    return json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": response})


async def test_answers_that_are_none_open_nothing_and_spend_nothing(place: Place):
    browser = await place.browser()
    offered = orjson.loads((await browser.get("/login/passkey")).text)
    assert offered["userVerification"] == "required"
    staff, code = await add_staff("Anna", StaffRole.DESK, WHO, place.library.keys, hours=1)
    wrong = [
        *("", "{}", "[]", "null", "1", '"x"', "{" * 2000, '{"response": 1}', "\x00", "é"),
        *(json.dumps({"response": {"clientDataJSON": each}}) for each in ("", "é", "AA", 5, None)),
        answer_with(""),
        answer_with("AAAA"),
        answer_with(offered["challenge"]),  # ours, of no passkey
        answer_with(offered["challenge"][:-2] + "AA"),
    ]
    for answer in wrong:
        got = await browser.post("/login/passkey", {"answer": answer})
        assert got.status == 422, answer
        got = await browser.post("/login/invited", {"answer": answer, "code": code})
        assert got.status == 422, answer
    assert not await SpentChallenge.exists()
    assert not browser.cookie()
    # The invitation is still good: nothing of that used it up.
    assert "Welkom, Anna" in (await browser.post("/login/staff", {"code": code})).words
    # A challenge to log in is none to make a passkey, nor the other way round, and it grows old.
    keys = place.library.keys
    challenge = passkeys._encode(passkeys._make_challenge("login", keys))
    with pytest.raises(passkeys.PasskeyError):
        passkeys._read_challenge(answer_with(challenge), f"make {staff.id}", keys)
    assert passkeys._read_challenge(answer_with(challenge), "login", keys)
    late = now() + passkeys._VALID + timedelta(seconds=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passkeys, "now", lambda: late)
        with pytest.raises(passkeys.PasskeyError):
            passkeys._read_challenge(answer_with(challenge), "login", keys)
