"""The page in a real browser: the seed's story on a desk's screen and on a telephone, by hand.

Skipped where there is no Chromium.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import async_playwright, expect
from tests.bot.page.places import OWN, WHO, Place
from tests.core.drafts.test_mending import broken
from tests.core.roster.making import cells_to_csv, make_pupils
from tests.programs import need_program

from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.drafts.sending import list_corrections
from rosterdesk.core.intake.reading import load_roster
from rosterdesk.core.models import Plan, Submission
from rosterdesk.core.roster.ranges import count_rows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from playwright.async_api import Locator, Page

DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
# A desk of 1280 x 900 at 200 % (WCAG 1.4.4), as a browser makes of it.
ZOOMED: Sequence[Any] = ({"width": 640, "height": 450},)
WAIT = 60_000  # milliseconds: two cores, and others use them
expect.set_options(timeout=WAIT)
# Each theme and each screen once: colours hang on the one, what is there on the other.
LOOKS: Sequence[tuple[Literal["light", "dark"], Any]] = (("light", DESK), ("dark", PHONE))
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@asynccontextmanager
async def open_page(**context: Any) -> AsyncIterator[Page]:
    """Yield a page of Chromium, and raise for what its scripts and policies complain of."""
    said: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=need_program("chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        made = await browser.new_context(**{"locale": "nl-NL", **context})
        made.set_default_timeout(WAIT)
        page = await made.new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda line: said.append(line.text) if _is_bad(line) else None)
        yield page
        await browser.close()
    assert said == []


def _is_bad(line: Any) -> bool:
    """Tell whether a line is of a fault: a refused form is a status, and no fault."""
    return line.type == "error" and "status of 4" not in line.text


async def enter(page: Page, place: Place, **facts: Any) -> None:
    """Log in with the slip and choose an own password, as its code leads."""
    visitor = await place.add(**facts)
    await page.goto(f"{place.url}/#{visitor.card.number}")
    await expect(page.get_by_label("Pasnummer")).to_have_value(visitor.card.number)
    await page.get_by_label("Wachtwoord", exact=True).fill(visitor.password)
    await page.get_by_role("button", name="Inloggen").click()
    await page.get_by_label("Nieuw wachtwoord").fill(OWN)
    await page.get_by_label("En nog een keer").fill(OWN)
    await page.get_by_role("button", name="Wachtwoord instellen").click()
    await expect(page.get_by_text("Nieuw wachtwoord is ingesteld en actief.")).to_be_visible()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
async def test_the_story_of_a_school(place: Place, tmp_path: Path, screen):
    """Log in, choose a column, mend three rows by keyboard, send, and see it happen."""
    rows = broken(10)
    rows[0][0], rows[0][2] = "Nr", "Familie"  # which the reader does not know
    rows[8][2] = ""
    file = tmp_path / "leerlingen.csv"
    file.write_bytes(cells_to_csv(rows))
    async with open_page(**screen) as page:
        await enter(page, place, uploads=True)
        await page.get_by_label("De export uit de leerlingadministratie").set_input_files(file)
        await page.get_by_role("heading", name="Wat staat er in deze kolommen?").wait_for()
        for select in await page.get_by_role("combobox").all():
            await select.select_option("surname")
        await page.get_by_role("button", name="Verder").click()
        await expect(page.get_by_text("rijen te verbeteren")).to_be_visible()
        await mend(page, "31-02-2016", "29-2-2016")
        for number in (7, 9):
            await mend(page, "", "Mulder", f'tr[data-row="{number}"] ')
        await expect(page.get_by_text("Geen opmerkingen: alles was te lezen.")).to_be_visible()
        await page.get_by_role("button", name="Naar de bibliotheek sturen").click()
        await expect(page.get_by_text("wacht op goedkeuring")).to_be_visible()
        submission = await Submission.get()
        sent = await load_roster(submission, place.library.files)
        assert (len(sent.pupils), sent.problems) == (10, ())
        told = await list_corrections(submission, place.library.files)
        assert sum(count_rows(each.rows) for each in told) == 3
        await approve(submission.reference, (await Plan.get()).version, WHO)
        # without the page being loaded again
        await expect(page.get_by_text("goedgekeurd en verwerkt")).to_be_visible()


async def mend(page: Page, text: str, typed: str, row: str = "") -> None:
    """Click the wrong cell with that text, type, and go down with Enter."""
    cell = page.locator(f'{row}td.error[data-text="{text}"]').first
    await cell.click()
    await page.keyboard.press("Control+a")
    await page.keyboard.type(typed)
    await page.keyboard.press("Enter")
    await expect(cell).to_have_count(0)


@pytest.mark.timeout(300)
async def test_the_table_is_used_by_keyboard_alone(place: Place, tmp_path: Path):
    file = tmp_path / "leerlingen.csv"
    file.write_bytes(cells_to_csv(broken(8)))
    async with open_page(**DESK) as page:
        await enter(page, place, uploads=True)
        await page.get_by_label("De export uit de leerlingadministratie").set_input_files(file)
        cell = page.locator('td[data-text="31-02-2016"]')
        await cell.wait_for()
        await page.locator("td[tabindex='0']").focus()
        await page.keyboard.press("ArrowLeft")
        await page.keyboard.press("ArrowRight")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Control+a")
        await page.keyboard.type("28-2-2016")
        await page.keyboard.press("Escape")
        await expect(cell).to_have_text("31-02-2016")
        await page.keyboard.type("28-2-2016")  # typing begins anew
        await page.keyboard.press("Tab")
        await expect(cell).to_have_count(0)
        await expect(page.get_by_text("1 keer verbeterd.")).to_be_visible()
        await page.keyboard.press("Control+z")
        await expect(page.locator('td[data-text="31-02-2016"]')).to_be_visible()


@pytest.mark.timeout(300)
async def test_a_school_does_all_of_it_by_keyboard_alone(place: Place, tmp_path: Path):
    """From logging in to sending: Tab comes to each thing, which shows that it has the focus."""
    rows = broken(8)
    rows[0][2] = "Familie"
    file = tmp_path / "leerlingen.csv"
    file.write_bytes(cells_to_csv(rows))
    visitor = await place.add(uploads=True)
    async with open_page(**DESK) as page:
        keys = page.keyboard
        await page.goto(f"{place.url}/#{visitor.card.number}")
        await tab_to(page, page.get_by_label("Wachtwoord", exact=True))
        await keys.type(visitor.password)
        await keys.press("Enter")
        await tab_to(page, page.get_by_label("Nieuw wachtwoord"))
        await keys.type(OWN)
        await tab_to(page, page.get_by_label("En nog een keer"))
        await keys.type(OWN)
        await keys.press("Enter")
        await tab_to(page, page.locator("#file"))
        await page.locator("#file").set_input_files(file)  # the system's own window
        await tab_to(page, page.get_by_label("Familie"))
        await keys.type("Achternaam")
        await tab_to(page, page.get_by_role("button", name="Verder"))
        await keys.press("Enter")
        cell = page.locator('td[data-text="31-02-2016"]')
        await tab_to(page, cell)
        await keys.press("Enter")
        await keys.press("Control+a")
        await keys.type("29-2-2016")
        await keys.press("Enter")
        await expect(cell).to_have_count(0)
        await tab_to(page, page.get_by_role("button", name="Weglaten rij 7"))
        await keys.press("Enter")
        await expect(page.get_by_text("Geen opmerkingen")).to_be_visible()
        await tab_to(page, page.get_by_label("Een opmerking voor de bibliotheek"))
        await keys.type("Groetjes")
        await tab_to(page, page.get_by_role("button", name="Naar de bibliotheek sturen"))
        await keys.press("Enter")
        await page.get_by_text("Hier ziet u hoe ver het is").wait_for()
    submission = await Submission.get()
    assert (submission.note, submission.answer["corrected"]) == ("Groetjes", 2)


async def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus, from wherever the cursor is."""
    await wanted.wait_for()
    for _ in range(80):
        if await wanted.evaluate("each => each === document.activeElement"):
            # A cell shows it by its own outline, a file's field by its button.
            shown = "each => each.matches(':focus-visible') && getComputedStyle(each).outlineStyle"
            assert await wanted.evaluate(shown) not in (False, "none")
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to {wanted}")


@pytest.mark.timeout(300)
async def test_without_scripts_everything_goes(place: Place, tmp_path: Path):
    rows = broken(8)
    rows[0][2] = "Familie"  # which the reader does not know
    file = tmp_path / "leerlingen.csv"
    file.write_bytes(cells_to_csv(rows))
    visitor = await place.add(uploads=True)
    async with open_page(java_script_enabled=False, **DESK) as page:
        await page.goto(place.url)
        await page.get_by_label("Pasnummer").fill(visitor.card.number)
        await page.get_by_label("Wachtwoord", exact=True).fill(visitor.password)
        await page.get_by_role("button", name="Inloggen").click()
        await page.get_by_label("Nieuw wachtwoord").fill(OWN)
        await page.get_by_label("En nog een keer").fill(OWN)
        await page.get_by_role("button", name="Wachtwoord instellen").click()
        await page.get_by_label("De export uit de leerlingadministratie").set_input_files(file)
        await page.get_by_role("button", name="Bestand lezen").click()
        await page.get_by_label("Familie").select_option("surname")
        await page.get_by_role("button", name="Verder").click()
        await page.get_by_text("Dit hebben we gelezen").wait_for()
        await page.get_by_role("link", name="Verbeteren rij 5").click()
        await page.get_by_label("Geboortedatum").fill("29-2-2016")
        await page.get_by_role("button", name="Opslaan").click()
        await page.get_by_role("button", name="Weglaten rij 7").click()
        await page.get_by_role("button", name="Naar de bibliotheek sturen").click()
        await page.get_by_text("Hier ziet u hoe ver het is").wait_for()
        submission = await Submission.get()
        sent = await load_roster(submission, place.library.files)
        assert len(sent.pupils) == 7


async def list_pages(place: Place, page: Page, tmp_path: Path) -> list[str]:
    """Return the addresses of pages that an uploader sees, each in a state with much on it."""
    file = tmp_path / "leerlingen.csv"
    file.write_bytes(cells_to_csv(broken(10)))
    await page.goto(f"{place.url}/uploads")
    await page.locator("#file").set_input_files(file)
    await page.locator("#mend").wait_for()
    draft = page.url
    unclear = [["Nr", "Voornaam", "Familie", "Groepsaanduiding"]]
    unclear += [
        [str(1000 + n), p.first_name, p.surname, "5a"] for n, p in enumerate(make_pupils(9))
    ]
    file.write_bytes(cells_to_csv(unclear))
    await page.goto(f"{place.url}/uploads")
    await page.locator("#file").set_input_files(file)
    await page.locator("select").first.wait_for()
    columns = page.url
    file.write_bytes(cells_to_csv(broken(5)))
    await page.goto(f"{place.url}/uploads")
    await page.locator("#file").set_input_files(file)
    await page.locator("form[action$=send] button").click()
    await page.locator(".steps").wait_for()
    paths = ("/uploads", "/account", "/account/browsers", "/password", "/nowhere")
    return [draft, f"{draft}?view=all.0.0-3", columns, page.url, *(place.url + p for p in paths)]


@pytest.mark.timeout(600)
async def test_axe_finds_nothing_on_any_page(place: Place, tmp_path: Path):
    """In both themes, wide and narrow, in both languages; nothing is wider than the screen."""
    found: dict[str, list[str]] = {}
    async with open_page(**DESK) as page:
        await page.goto(f"{place.url}/login")
        await look(page, "login", found)
        await enter(page, place, uploads=True)
        addresses = await list_pages(place, page, tmp_path)
        for address in addresses:
            await page.goto(address)
            await look(page, address.removeprefix(place.url), found)
        await page.get_by_role("button", name="English").click()
        await page.get_by_role("button", name="Nederlands").wait_for()
        for address in addresses:
            await page.goto(address)
            await look(page, f"English {address.removeprefix(place.url)}", found, LOOKS[1:])
    assert found == {}


async def look(
    page: Page,
    name: str,
    found: dict[str, list[str]],
    looks: Sequence[tuple[Any, Any]] = LOOKS,
) -> None:
    for theme, size in looks:
        # Without motion: a colour on its way to the other theme is no colour of the page.
        await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        await page.set_viewport_size(size["viewport"])
        results = await Axe().run(page, options=RULES)
        wrong = [
            f"{theme}: {each['id']}: {each['nodes'][0]['html'][:120]}"
            for each in results.response["violations"]
        ]
        wrong += [f"wider than {width}" for width in await list_too_narrow(page, size)]
        if wrong:
            found.setdefault(name, []).extend(wrong)


async def list_too_narrow(page: Page, size: Any) -> list[int]:
    """Return the widths at which one must scroll sideways: this one, and that of 200 % zoom."""
    own = size["viewport"]
    sizes = [own] if own["width"] < 400 else [own, *ZOOMED]
    found = []
    for each in sizes:
        await page.set_viewport_size(each)
        if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(each["width"])
    return found
