"""The library's own pages in a real browser, looked at by axe; and without scripts.

Skipped where there is no Chromium.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect
from tests.bot.page.places import WHO
from tests.bot.page.test_walk import DESK, look, open_page

from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.customers.staff import add_staff
from rosterdesk.core.login.page_codes import make_page_code
from rosterdesk.core.models import School, Staff, StaffRole
from rosterdesk.core.slips.printers import note_printers
from rosterdesk.core.slips.queue import note_trouble
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import ServiceTrouble

if TYPE_CHECKING:
    from playwright.async_api import Page
    from tests.bot.page.places import Place

BOSS = "Cas Mulder"


async def log_in(page: Page, place: Place) -> Staff:
    keys = place.library.keys
    staff, _ = await add_staff(BOSS, StaffRole.ADMINISTRATOR, WHO, keys, hours=1)
    code = await make_page_code(staff, SYSTEM, keys)
    await page.goto(f"{place.url}/login/staff#{code}")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="Bibliotheek", exact=True)).to_be_visible()
    return staff


async def set_scene(place: Place) -> list[str]:
    """Fill each page, and return their paths."""
    keys = place.library.keys
    anna, _ = await add_staff("Anna Smit", StaffRole.LIBRARIAN, WHO, keys, hours=1)
    await place.add(uploads=True, email="wit@regenboog.example")
    await place.add(uploads=True, surname="Bos")
    await add_school("34CD00", "Het Kompas", WHO, policy={"grace_days": 14})
    await note_printers(["balie", "zolder"], "machine-7")
    await note_trouble("balie", "paper_out")
    async with writing():
        await record(ServiceTrouble(code="mail", about="post"), SYSTEM)
        await record(ServiceTrouble(code="loop", about="slips (machine-7)"), SYSTEM)
    school = await School.get(code="12AB00")
    tabs = ("staff", "schools", "rules", "workbook", "printers", "troubles", "register")
    more = (f"staff/{anna.id}", f"staff/{anna.id}/leave", f"schools/{school.id}")
    return [f"/library/{each}" for each in (*tabs, *more, f"schools/{school.id}/rules")]


@pytest.mark.timeout(600)
async def test_axe_finds_nothing_on_the_pages_of_the_library(place: Place):
    """In both themes, wide and narrow, in both languages; nothing is wider than the screen."""
    found: dict[str, list[str]] = {}
    paths = await set_scene(place)
    async with open_page(**DESK) as page:
        await log_in(page, place)
        for path in paths:
            await page.goto(place.url + path)
            await look(page, path, found)
        rule = page.locator("#grace_days")
        await rule.locator("summary").click()
        await rule.get_by_label("Nieuwe waarde").fill("7")
        await look(page, "a rule", found)
        await rule.get_by_role("button", name="Bekijken").click()
        await page.get_by_role("heading", name="Wat het zou veranderen").wait_for()
        await look(page, "what it would change", found)
        await page.goto(f"{place.url}{paths[0]}")
        await page.get_by_label("Naam").fill("Dirk Visser")
        await page.get_by_label("balie").check()
        await page.get_by_role("button", name="Code maken").click()
        await page.get_by_role("heading", name="Code voor Dirk Visser").wait_for()
        await look(page, "a code", found)
        await page.get_by_role("button", name="English").click()
        await page.get_by_role("button", name="Nederlands").wait_for()
        for path in paths:
            await page.goto(place.url + path)
            await look(page, f"English {path}", found)
    assert found == {}


@pytest.mark.timeout(300)
async def test_without_scripts_a_school_gets_a_sender_and_a_rule(place: Place):
    visitor = await place.add(email="wit@regenboog.example")
    async with open_page(**DESK) as page:
        await log_in(page, place)
        cookies = await page.context.cookies()
    async with open_page(java_script_enabled=False, **DESK) as page:
        await page.context.add_cookies(cookies)
        await page.goto(f"{place.url}/library/schools")
        await page.get_by_role("link", name="De Regenboog").click()
        await page.get_by_label("Scan een pas").fill("marijek wit")
        await page.get_by_role("button", name="Zoeken").click()
        await expect(page.get_by_label("Marijke de Wit")).to_be_checked()
        await page.get_by_role("button", name="Laten sturen").click()
        await page.get_by_text("Mag vanaf nu leerlingbestanden").wait_for()
        await page.get_by_role("link", name="Alle regels van deze school").click()
        await page.locator("#grace_days summary").click()
        await page.locator("#grace_days").get_by_label("Nieuwe waarde").fill("14")
        await page.locator("#grace_days").get_by_role("button", name="Bekijken").click()
        await page.get_by_role("button", name="Instellen voor 1 school").click()
        await page.get_by_text("De regel geldt vanaf nu.").wait_for()
    assert (await School.get(id=visitor.customer.school_id)).policy == {"grace_days": 14}
