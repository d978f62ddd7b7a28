"""The workbook of schools on the page: given, and taken as a whole once its difference is seen."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import aiohttp
import pytest
from tests.bot.approval.doors import run_shell
from tests.bot.page.places import WHO
from tests.bot.page.test_cards import enter
from tests.bot.page.twins import compare
from tests.core.roster.making import cells_to_ods

from rosterdesk.core.clock import now, today
from rosterdesk.core.customers.registering import add_customer, end_of_day, grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.language import Language
from rosterdesk.core.models import Customer, Event, School, StaffRole, Uploader
from rosterdesk.core.schoolbook.keeping import give_schoolbook
from rosterdesk.core.schoolbook.loading import load_schoolbook
from rosterdesk.core.schoolbook.reading import read_schoolbook
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.approval.desk import Desk
    from tests.bot.page.places import Answer, Browser, Place
    from tests.bot.page.twins import Twin

SCHOOLS = [
    ["Code", "Naam", "Straat", "Huisnummer", "Postcode", "Plaats", "Schoolsoort"],
    ["12AB00", "De Regenboog", "Dorpsstraat", "12", "1234AB", "Dam", ""],
    ["34CD00", "Het Kompas", "", "", "", "", ""],
]
PEOPLE = [
    ["Schoolcode", "Voornaam", "Tussenvoegsel", "Achternaam", "E-mail", "Mag sturen tot en met"],
    ["34CD00", "Joost", "", "Zwart", "joost@kompas.example", ""],
]
BOOK = {"Scholen": SCHOOLS, "Bevoegde personen": PEOPLE}


async def bring(browser: Browser, data: bytes) -> Answer:
    form = aiohttp.FormData()
    form.add_field("file", BytesIO(data), filename="scholen.ods")
    return await browser.post("/library/workbook", form)


async def say_yes(browser: Browser, answer: Answer, **instead: str) -> Answer:
    """Post the form of the page that shows the difference, as a browser does."""
    hidden = dict(re.findall('type="hidden" name="(.*?)" value="(.*?)"', answer.text))
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in {**hidden, **instead}.items():
        form.add_field(name, value)
    return await browser.post("/library/workbook", form)


async def test_the_difference_is_seen_first_and_taken_as_a_whole(place: Place):
    boss = await enter(place, "Cas", StaffRole.ADMINISTRATOR)
    events = await Event.all().count()
    shown = await bring(boss, cells_to_ods(BOOK))
    assert "1 nieuwe school Het Kompas 34CD00" in shown.words
    assert "street: - → Dorpsstraat" in shown.words
    assert "Joost Zwart wordt klant, met een pas Het Kompas" in shown.words
    assert (await Event.all().count(), await School.all().count()) == (events, 1)
    done = await say_yes(boss, shown)
    assert "Toegevoegd: 1 scholen en 1 rechten" in done.words
    assert await School.filter(code="34CD00").exists()
    assert await Uploader.filter(customer__surname="Zwart").exists()
    written = await Event.all().offset(events)
    assert {each.channel for each in written} == {"page"}
    again = await bring(boss, cells_to_ods(BOOK))
    assert "Alles overnemen" not in again.words
    assert "3 rijen zijn zoals ze waren" in again.words


async def test_what_changed_meanwhile_is_shown_instead_of_taken(place: Place):
    boss = await enter(place, "Cas", StaffRole.ADMINISTRATOR)
    shown = await bring(boss, cells_to_ods(BOOK))
    await add_school("34CD00", "Het Kompas", WHO)
    events = await Event.all().count()
    answer = await say_yes(boss, shown)
    assert (answer.status, "intussen iets veranderd" in answer.words) == (409, True)
    assert "nieuwe school" not in answer.words
    assert await Event.all().count() == events
    assert "Toegevoegd: 0 scholen" in (await say_yes(boss, answer)).words


async def test_a_workbook_with_a_fault_is_refused_with_each_remark(place: Place):
    boss = await enter(place, "Cas", StaffRole.ADMINISTRATOR)
    wrong = [SCHOOLS[0], ["!", "", "", "", "12", "", ""]]
    answer = await bring(boss, cells_to_ods({"Scholen": wrong}))
    assert answer.status == 422
    for said in ("rij 2, Code: dit is geen code van een school", "rij 2, Naam", "geen postcode"):
        assert said in answer.words, said
    for data in (b"", b"PK\x03\x04 no book", b"\0" * 2000):
        assert (await bring(boss, data)).status in (409, 422)
    assert (await bring(boss, b"a" * 1_100_000)).status == 413
    shown = await bring(boss, cells_to_ods(BOOK))
    assert (await say_yes(boss, shown, again="@@")).status == 409
    assert (await say_yes(boss, shown, shown="0" * 64)).status == 409
    assert await School.all().count() == 1
    clerk = await enter(place, "Dirk", StaffRole.DESK)
    assert (await bring(clerk, cells_to_ods(BOOK))).status == 403


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
async def test_the_workbook_of_today_read_again_changes_nothing(place: Place, kind):
    """Also with people whom no workbook can say: without an address, or with a shared one."""
    school, numbering = place.school, place.library.numbering
    await School.filter(id=school.id).update(street="Dorpsstraat", house_number="12", city="Dam")
    other = await add_school("34CD00", "Het Kompas", WHO)
    for surname, email, until in (
        ("Wit", "wit@school.example", None),
        ("Bos", "bos@school.example", today() + timedelta(days=9)),
        ("Vos", None, None),
        ("Smit", "samen@school.example", None),
        ("Mulder", "Samen@school.example", None),
    ):
        facts = {"first_name": "Noor", "surname": surname, "email": email}
        customer, _ = await add_customer(school, WHO, numbering, role="teacher", **facts)
        for each in (school, other):
            await grant_uploads(customer, each, WHO, end_of_day(until) if until else None)
    gone = await Customer.get(email="wit@school.example")
    await Uploader.filter(customer=gone, school=other).update(expires_at=now())
    boss = await enter(place, "Cas", StaffRole.ADMINISTRATOR)
    page = await boss.get("/library/workbook")
    assert "2 scholen · 3 rechten om te sturen" in page.words
    assert "6 rechten staan er niet in" in page.words
    given = await boss.get(f"/library/workbook/today/{kind}")
    assert given.headers["Content-Disposition"].startswith("attachment")
    (event,) = await Event.filter(kind=Kind.CUSTOMERS_LISTED, actor="Cas")
    assert len(event.data["customers"]) == 2
    data = await give_schoolbook(kind, WHO, Language.NL)
    loaded = await load_schoolbook(read_schoolbook(data, today()), WHO, numbering, dry_run=True)
    assert (loaded.schools, loaded.changed, loaded.uploaders, loaded.until) == ([], [], [], [])
    assert loaded.unchanged == 5
    blank = await boss.get(f"/library/workbook/blank/{kind}")
    assert blank.status == 200
    for path in ("today/csv", "yesterday/xlsx"):
        assert (await boss.get(f"/library/workbook/{path}")).status == 404


@pytest.mark.timeout(300)
async def test_taking_it_writes_what_the_command_line_writes(data: Path, tmp_path: Path):
    file = tmp_path / "scholen.ods"
    file.write_bytes(cells_to_ods(BOOK))

    async def set_up(desk: Desk) -> None:
        await desk.school()

    async def on_page(twin: Twin) -> None:
        await say_yes(twin.browser, await bring(twin.browser, file.read_bytes()))

    async def by_shell(twin: Twin) -> None:
        await run_shell(twin.desk, "school", "load", str(file))

    kinds = await compare(data, set_up, on_page, by_shell)
    assert kinds == ["school.changed", "school.added", "customer.added", "uploader.granted"]
