"""Pictures of every page of the library's page: ``python -m tests.docs.page_pictures [FOLDER]``.

With a folder each page is there four times: on a desk and on a telephone, light and dark, to be
looked at. Without one the docs' pictures are made anew: a desk in daylight, a telephone at night.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from tests.bot.page.places import OWN, make_settings, open_place
from tests.bot.page.test_staff_walk import log_in, set_scene
from tests.bot.page.test_walk import DESK, PHONE, open_page
from tests.core.drafts.test_mending import broken
from tests.core.roster.making import cells_to_csv, make_pupils
from tests.docs.writing import DOCS
from tests.ports import find_free_port

from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.intake.questions import ask_sender
from rosterdesk.core.models import Customer, Submission
from rosterdesk.core.trail.actors import shell_actor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Page
    from tests.bot.page.places import Place, Visitor

WHO = shell_actor("Anna Smit")
SIZES: dict[str, Any] = {"desk": DESK["viewport"], "phone": PHONE["viewport"]}
LOOKS = tuple((size, theme) for size in SIZES for theme in ("light", "dark"))
IN_DOCS = (("desk", "light"), ("phone", "dark"))
_COLOURS = 96
_LONGEST = 2400  # of a picture: what comes below is more of the same


@dataclass
class Album:
    """Takes the pictures of a page that is open, each under a name; ``only``: the looks."""

    folder: Path
    only: tuple[tuple[str, str], ...]
    names: list[str] = field(default_factory=list)

    async def take(self, page: Page, name: str) -> None:
        self.names.append(name)
        for size, theme in self.only:
            await page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            await page.set_viewport_size(SIZES[size])
            shot = await page.screenshot(full_page=True)
            with Image.open(BytesIO(shot)) as picture:
                cut = picture.crop((0, 0, picture.width, min(picture.height, _LONGEST)))
                look = size if self.only == IN_DOCS else f"{size}-{theme}"
                target = self.folder / f"{name}-{look}.png"
                cut.quantize(_COLOURS).save(target, optimize=True)
        await page.set_viewport_size(SIZES["desk"])


async def take_pictures(folder: Path, only: tuple[tuple[str, str], ...] = LOOKS) -> list[str]:
    """Return the names of the pages whose pictures were taken."""
    album = Album(folder, only)
    with tempfile.TemporaryDirectory() as data:
        port = find_free_port()
        links = {"Mijn leningen": "https://catalogus.example/mijn"}
        settings = make_settings(Path(data), port, telephone="0123 456 789", links=links)
        async with open_place(Path(data), settings=settings) as place, _open(place) as page:
            await _take_school(place, page, album)
            await _take_staff(place, page, album)
    return album.names


@asynccontextmanager
async def _open(place: Place) -> AsyncIterator[Page]:
    async with open_page(**DESK) as page:
        await page.goto(place.url)
        yield page


async def _take_school(place: Place, page: Page, album: Album) -> None:
    teacher = await place.add(uploads=True, email="marijke@regenboog.example")
    await album.take(page, "login")
    await _enter(page, place, teacher, album)
    await album.take(page, "uploads-first")
    await _upload(page, place, "groep 5.csv", _write_unclear())
    await page.locator("select").first.wait_for()
    await album.take(page, "columns")
    await _upload(page, place, "brief.csv", b"Beste bibliotheek;\r\nhierbij de lijst;\r\n")
    await page.get_by_role("heading", level=1).wait_for()
    await page.locator("main .notice, main .lead").first.wait_for()
    await page.wait_for_timeout(1500)  # until the page was told that it was read
    await album.take(page, "refused")
    await _upload(page, place, "leerlingen.csv", cells_to_csv(broken(12)))
    await page.locator("#mend").wait_for()
    await album.take(page, "draft")
    await _mend(page)
    await album.take(page, "draft-mended")
    await page.locator("form[action$=send] button").click()
    await page.get_by_text("wacht op goedkeuring").wait_for()
    submission = await Submission.get()
    await ask_sender(submission, "Klopt het dat groep 8 er niet bij is?", WHO)
    await page.reload()
    await page.locator(".corrections summary").click()
    await album.take(page, "sent")
    for name, path in (
        ("uploads", "/uploads"),
        ("account", "/account"),
        ("browsers", "/account/browsers"),
        ("password-change", "/password"),
        ("not-there", "/nowhere"),
    ):
        await page.goto(place.url + path)
        await album.take(page, name)
    await page.get_by_role("button", name="Uitloggen").click()


async def _enter(page: Page, place: Place, teacher: Visitor, album: Album) -> None:
    await page.goto(f"{place.url}/#{teacher.card.number}")
    await page.get_by_label("Wachtwoord", exact=True).fill("niet dit")
    await page.get_by_role("button", name="Inloggen").click()
    await album.take(page, "login-wrong")
    await page.get_by_label("Wachtwoord", exact=True).fill(teacher.password)
    await page.get_by_role("button", name="Inloggen").click()
    await page.get_by_label("Nieuw wachtwoord").wait_for()
    await album.take(page, "password")
    await page.get_by_role("button", name="Bedenk er een voor mij").click()
    await page.locator(".thought-up").wait_for()
    await album.take(page, "password-words")
    await page.goto(f"{place.url}/password")
    await page.get_by_label("Nieuw wachtwoord").fill(OWN)
    await page.get_by_label("En nog een keer").fill(OWN)
    await page.get_by_role("button", name="Wachtwoord instellen").click()
    await page.locator("#file").wait_for()


async def _upload(page: Page, place: Place, name: str, data: bytes) -> None:
    await page.goto(f"{place.url}/uploads")
    file: Any = {"name": name, "mimeType": "text/csv", "buffer": data}
    await page.locator("#file").set_input_files(file)
    await page.wait_for_url("**/uploads/*")


def _write_unclear() -> bytes:
    rows = [["Nr", "Voornaam", "Familie", "Groepsaanduiding"]]
    rows += [[str(1000 + n), p.first_name, p.surname, "5a"] for n, p in enumerate(make_pupils(9))]
    return cells_to_csv(rows)


async def _mend(page: Page) -> None:
    await page.locator('td.error[data-text="31-02-2016"]').click()
    await page.keyboard.press("Control+a")
    await page.keyboard.type("29-2-2016")
    await page.keyboard.press("Enter")
    await page.locator("[data-undo]").wait_for()


async def _take_staff(place: Place, page: Page, album: Album) -> None:
    clean, stopped = await set_scene(place)
    third = await add_school("12EF00", "De Wegwijzer", WHO)
    from tests.bot.page.test_cards import UNCLEAR, bring

    unclear = await bring(place, UNCLEAR, school=third)
    mended = await Submission.filter(corrections__isnull=False).get()
    await page.goto(f"{place.url}/login/staff")
    await album.take(page, "staff-login")
    await log_in(page, place)
    await album.take(page, "waiting")
    for name, submission in (
        ("card", clean),
        ("card-stopped", stopped),
        ("card-columns", unclear),
        ("card-corrected", mended),
    ):
        await page.goto(f"{place.url}/submissions/{submission.reference}")
        if name == "card-corrected":
            await page.locator(".corrections summary").click()
        await album.take(page, name)
    await page.goto(f"{place.url}/submissions/{clean.reference}")
    await page.locator("#approve").click()
    await page.get_by_role("link", name="Terugdraaien").click()
    await album.take(page, "undo")
    customer = await Customer.get(surname="Wit")
    for name, path in (
        ("customers", "/customers"),
        ("customer", f"/customers/{customer.id}"),
        ("access", "/access"),
    ):
        await page.goto(place.url + path)
        await album.take(page, name)


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0]) if arguments else DOCS / "pictures" / "page"
    folder.mkdir(parents=True, exist_ok=True)
    names = asyncio.run(take_pictures(folder, LOOKS if arguments else IN_DOCS))
    print(f"{len(names)} pages in {folder}")


if __name__ == "__main__":
    main(sys.argv[1:])
