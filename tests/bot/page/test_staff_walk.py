"""The page of staff in a real browser: by keyboard alone, and looked at by axe.

Skipped where there is no Chromium.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect
from tests.bot.page.places import WHO, Place
from tests.bot.page.test_cards import UNCLEAR, bring, in_one_class, reach, take_in
from tests.bot.page.test_walk import DESK, LOOKS, PHONE, look, open_page

from rosterdesk.core.approval.verdicts import approve, reject
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.customers.staff import add_staff
from rosterdesk.core.intake.questions import ask_sender
from rosterdesk.core.login.page_codes import make_page_code
from rosterdesk.core.models import Customer, Plan, StaffRole, SubmissionStatus
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.trail.actors import SYSTEM

if TYPE_CHECKING:
    from playwright.async_api import Page

    from rosterdesk.core.models import Submission


async def log_in(page: Page, place: Place) -> None:
    """Follow the link of the chat: the code is filled in, and one key logs in."""
    staff, _ = await add_staff("Anna Smit", StaffRole.LIBRARIAN, WHO, place.library.keys, hours=1)
    code = await make_page_code(staff, SYSTEM, place.library.keys)
    await page.goto(f"{place.url}/login/staff#{code}")
    await expect(page.locator("#code")).to_have_value(code)
    assert code not in page.url
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("wacht")


async def set_scene(place: Place) -> tuple[Submission, Submission]:
    """Bring a clean file and one that a guard stopped, each to a school with fifty pupils."""
    known = in_one_class(50)
    await take_in(place, known)
    clean = await bring(place, write_workbook([*known, *sample_pupils(8, seed=9)]))
    other = await add_school("12CD00", "Het Kompas", WHO)
    theirs = await bring(place, write_workbook(in_one_class(40, seed=6)), school=other)
    await approve(theirs.reference, 1, WHO)
    await reach(theirs, SubmissionStatus.APPLIED)
    few = await bring(place, write_workbook(in_one_class(40, seed=6)[:6]), school=other)
    return clean, few


@pytest.mark.timeout(300)
@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
async def test_a_clean_and_a_stopped_file_are_decided_by_keyboard_alone(place: Place, screen):
    clean, stopped = await set_scene(place)
    async with open_page(**screen) as page:
        keys = page.keyboard
        await log_in(page, place)
        await keys.press("j")
        await expect(page.get_by_role("link", name="De Regenboog").first).to_be_focused()
        await keys.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("De Regenboog")
        name = await page.locator(".line b").first.inner_text()
        await keys.press("/")
        await keys.type(f"{name[:-2]}{name[-1]}a")  # neither the name nor a part of it
        await expect(page.locator(".line b").first).to_have_text(name)
        await expect(page.locator("#lines")).to_contain_text("van 8 regels")
        await keys.press("Escape")
        await keys.press("?")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await keys.press("Escape")
        await keys.press("a")
        await expect(page.locator("#approve")).to_be_focused()
        await keys.press("Enter")
        await expect(page.get_by_role("status").first).to_have_text("Goedgekeurd.")
        # without the page being loaded again
        await expect(page.locator(".verdict")).to_contain_text("en verwerkt")
        await keys.press("j")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Het Kompas")
        await expect(page.locator(".verdict")).to_contain_text("Tegengehouden")
        await keys.press("a")  # there is nothing to approve
        await keys.press("r")
        await keys.press("Space")
        await keys.press("Tab")
        await keys.type("Er ontbreken klassen.")
        await keys.press("Tab")
        await keys.press("Enter")
        await expect(page.locator(".verdict")).to_contain_text("Er ontbreken klassen.")
    await clean.refresh_from_db()
    await stopped.refresh_from_db()
    assert (clean.status, stopped.status) == (SubmissionStatus.APPLIED, SubmissionStatus.REJECTED)


@pytest.mark.timeout(300)
async def test_what_a_colleague_decides_is_seen_and_what_one_types_is_not_lost(place: Place):
    submission = await bring(place, write_workbook(sample_pupils(4)))
    async with open_page(**DESK) as page:
        await log_in(page, place)
        await page.goto(f"{place.url}/submissions/{submission.reference}")
        await page.get_by_text("4 nieuw", exact=True).last.click()
        await ask_sender(submission, "Is dit alles?", WHO)
        await expect(page.get_by_text("Is dit alles?")).to_be_visible()
        await expect(page.locator("input[name=kind][value=new]")).to_be_checked()
        await page.get_by_text("Afwijzen", exact=True).click()
        await page.get_by_label("Of in je eigen woorden").fill("Nog niet klaar")
        await reject(submission.reference, 1, "Van een ander jaar.", WHO)
        await expect(page.get_by_text("Er is hier intussen iets veranderd.")).to_be_visible()
        await expect(page.get_by_label("Of in je eigen woorden")).to_have_value("Nog niet klaar")
        await page.get_by_role("link", name="Er is hier intussen iets veranderd").click()
        await expect(page.locator(".verdict")).to_contain_text("Van een ander jaar.")


@pytest.mark.timeout(300)
async def test_keys_can_be_switched_off_and_without_scripts_everything_goes(place: Place):
    submission = await bring(place, write_workbook(sample_pupils(4)))
    async with open_page(**DESK) as page:
        await log_in(page, place)
        await page.keyboard.press("?")
        await page.get_by_label("Deze toetsen gebruiken").uncheck()
        await page.keyboard.press("Escape")
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog")).to_be_hidden()
        cookies = await page.context.cookies()
    async with open_page(java_script_enabled=False, **DESK) as page:
        await page.context.add_cookies(cookies)
        await page.goto(place.url)
        await page.get_by_role("link", name="De Regenboog").click()
        await page.get_by_label("Een naam of leerlingnummer").fill("xyzzy")
        await page.get_by_role("button", name="Tonen").click()
        await page.get_by_text("Niemand past daarbij").wait_for()
        await page.get_by_role("button", name="Goedkeuren").click()
        await page.get_by_text("Goedgekeurd.", exact=True).wait_for()
    assert (await Plan.get(submission=submission)).decided_by == "Anna Smit"


@pytest.mark.timeout(600)
async def test_axe_finds_nothing_on_the_pages_of_staff(place: Place):
    """In both themes, wide and narrow, in both languages; nothing is wider than the screen."""
    clean, stopped = await set_scene(place)
    third = await add_school("12EF00", "De Wegwijzer", WHO)
    unclear = await bring(place, UNCLEAR, school=third)
    paths = [f"/submissions/{each.reference}" for each in (clean, stopped, unclear)]
    found: dict[str, list[str]] = {}
    async with open_page(**DESK) as page:
        await page.goto(f"{place.url}/login/staff")
        await look(page, "login", found)
        await log_in(page, place)
        customer = await Customer.all().first()
        assert customer is not None
        of_customer = f"/customers/{customer.id}"
        for path in ("/waiting", "/access", "/customers", of_customer, *paths):
            await page.goto(place.url + path)
            await look(page, path, found)
        await page.goto(place.url + paths[0])
        await page.keyboard.press("r")
        await look(page, "rejecting", found, LOOKS[1:])
        await page.keyboard.press("Escape")
        await page.goto(place.url + paths[0])
        await page.keyboard.press("?")
        await look(page, "keys", found, LOOKS[:1])
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="English").click()
        await page.get_by_role("button", name="Nederlands").wait_for()
        for path in ("/waiting", of_customer, *paths):
            await page.goto(place.url + path)
            await look(page, f"English {path}", found, LOOKS[1:])
    assert found == {}


@pytest.mark.timeout(300)
async def test_a_scanner_finds_a_customer_wherever_the_cursor_is(place: Place):
    """It types the digits of a card and Enter."""
    visitor, other = await place.add(), await place.add(surname="Bos")
    async with open_page(**DESK) as page:
        await log_in(page, place)
        await page.goto(f"{place.url}/customers/{other.customer.id}")
        await page.keyboard.type(visitor.card.number)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Marijke de Wit")
        assert page.url == f"{place.url}/customers/{visitor.customer.id}"
