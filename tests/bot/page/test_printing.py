"""Slips and print jobs on the page: each act does what the same act does in chat."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.bot.page.places import WHO, Place, make_settings, open_place
from tests.bot.page.test_cards import enter
from tests.bot.page.test_staff_walk import log_in
from tests.bot.page.test_walk import DESK, LOOKS, look, open_page
from tests.ports import find_free_port

from rosterdesk.bot.program.service import Part
from rosterdesk.core.models import Event, PrinterState, Slip, SlipStatus, StaffRole
from rosterdesk.core.slips.queue import load_job, pause
from rosterdesk.core.slips.requests import Whom, request_class
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.bot.page.places import Answer, Browser

    from rosterdesk.bot.settings import Settings

QUEUED, SENT, UNKNOWN = SlipStatus.QUEUED, SlipStatus.SENT, SlipStatus.UNKNOWN


def with_printers(data: Path, *names: str) -> Settings:
    settings = make_settings(data, find_free_port())
    printers = settings.printing.model_copy(update={"printers": dict.fromkeys(names, "dummy:")})
    return settings.model_copy(update={"printing": printers})


@pytest.fixture
async def place(data: Path) -> AsyncIterator[Place]:
    """Two printers of which nobody prints: the queue stands still, as far as a person lets it."""
    async with open_place(data, settings=with_printers(data, "balie", "boven")) as made:
        for number, (name, group) in enumerate((("Bos", "5a"), ("Vos", "5a"), ("Smit", "5b"))):
            await made.add(surname=name, prefix=None, role="pupil", class_code=group, year=5,
                           external_number=f"{number}")  # fmt: skip
        yield made


def count_shown(answer: Answer) -> int:
    return int(re.findall(r'name="count" value="(\d+)"', answer.text)[0])


async def begin_job(place: Place) -> str:
    return (await request_class(place.school, None, "balie", WHO, whom=Whom.EVERYBODY)).name


async def press(browser: Browser, job: str, act: str, **fields: str) -> Answer:
    return await browser.post(f"/print/jobs/{job}", {"act": act, **fields})


async def test_slips_are_asked_for_by_school_class_and_order(place: Place):
    clerk = await enter(place, "Dirk Visser", StaffRole.DESK)
    assert "Er wordt niets geprint" in (await clerk.get("/print")).words
    path = f"/print/schools/{place.school.id}"
    assert (await clerk.post("/print", {"school": str(place.school.id)})).path == path
    assert (await clerk.post("/print", {"school": ""})).path == "/print"
    # Everybody was given a password by the fixture.
    assert count_shown(await clerk.get(path)) == 0
    chosen = {"whom": "everybody", "class": "5a", "order": "name", "printer": "boven"}
    shown = await clerk.post(path, chosen)
    assert count_shown(shown) == 2
    assert "Print 2 bonnen" in shown.words
    assert "2 klanten krijgen een nieuw eenmalig wachtwoord" in shown.words
    asked = {**chosen, "print": "yes"}
    assert (await clerk.post(path, {**asked, "count": "3"})).status == 409  # not what was shown
    assert (await clerk.post(path, {**asked, "count": "2", "printer": "weg"})).status == 409
    assert not await Slip.exists()
    answer = await clerk.post(path, {**asked, "count": "2"})
    slips = await Slip.all().prefetch_related("customer").order_by("number")
    assert answer.path == f"/print/jobs/{slips[0].job}"
    assert [(s.customer.surname, s.printer, str(s.order)) for s in slips] == [
        ("Bos", "boven", "name"), ("Vos", "boven", "name")]  # fmt: skip
    event = await Event.get(kind=Kind.SLIPS_REQUESTED)
    assert (event.channel, event.actor) == ("page", "Dirk Visser")
    # Whoever has a slip on its way is not asked for again.
    assert count_shown(await clerk.post(path, chosen)) == 0
    assert (await clerk.get("/print/schools/987654")).status == 404


async def test_a_job_is_paused_skipped_moved_stopped_and_cancelled(place: Place):
    clerk = await enter(place, "Dirk Visser", StaffRole.DESK)
    name = await begin_job(place)
    page = await clerk.get(f"/print/jobs/{name}")
    assert "Bon 1 van 3" in page.words
    assert "Gepauzeerd" in (await press(clerk, name, "pause")).words
    assert (await PrinterState.get(name="balie")).paused_by == "Dirk Visser"
    assert "Gepauzeerd door Dirk Visser" in (await clerk.get("/print")).words
    assert "gaat verder" in (await press(clerk, name, "resume")).words
    assert (await PrinterState.get(name="balie")).paused_by is None
    first = await Slip.get(job=name, number=1)
    await press(clerk, name, "skip", slip=str(first.id + 1))  # it was another one that was shown
    assert await Slip.filter(job=name, status=QUEUED).count() == 3
    assert "overgeslagen" in (await press(clerk, name, "skip", slip=str(first.id))).words
    assert (await Slip.get(id=first.id)).status is SlipStatus.CANCELLED
    assert (await press(clerk, name, "move", printer="weg")).status == 409
    await press(clerk, name, "move", printer="boven")
    assert (await load_job(name)).printer == "boven"
    await press(clerk, name, "stop")
    assert (await load_job(name)).stopping
    await press(clerk, name, "cancel")
    assert not (await load_job(name)).is_open
    assert (await press(clerk, name, "explode")).status == 404
    assert (await clerk.get("/print/jobs/nothere")).status == 404
    done = await Event.filter(actor="Dirk Visser", channel="page").values_list("kind", flat=True)
    assert {Kind.PRINTER_PAUSED, Kind.PRINTER_RESUMED, Kind.SLIPS_CANCELLED} <= set(done)


async def test_going_on_at_a_slip_asks_first_where_passwords_would_die(place: Place):
    clerk = await enter(place, "Dirk Visser", StaffRole.DESK)
    name = await begin_job(place)
    await Slip.filter(job=name, number=1).update(status=SENT)
    await Slip.filter(job=name, number=2).update(status=UNKNOWN)
    asked = await press(clerk, name, "restart", number="1")
    assert "misschien al op papier" in asked.words
    assert await Slip.filter(job=name, status=QUEUED).count() == 1
    assert (await press(clerk, name, "restart", number="1", again="1")).status == 200  # was 2
    assert await Slip.filter(job=name, status=QUEUED).count() == 1
    done = await press(clerk, name, "restart", number="1", again="2")
    assert "verder bij die bon" in done.words
    assert await Slip.filter(job=name, status=QUEUED).count() == 3
    assert (await press(clerk, name, "restart", number="9")).status == 409
    assert (await press(clerk, name, "restart", number="x")).status == 409


async def test_an_uncertain_slip_is_answered_once_and_only_in_its_own_job(place: Place):
    clerk = await enter(place, "Dirk Visser", StaffRole.DESK)
    name = await begin_job(place)
    await Slip.filter(job=name, number__lte=2).update(status=UNKNOWN)
    page = await clerk.get(f"/print/jobs/{name}")
    assert "helemaal geprint?" in page.words
    first, second = await Slip.filter(job=name, status=UNKNOWN).order_by("number")
    assert (await press(clerk, name, "answer", slip="987654", printed="yes")).status == 409
    assert "werkt" in (await press(clerk, name, "answer", slip=str(first.id), printed="yes")).words
    again = await press(clerk, name, "answer", slip=str(first.id), printed="no")
    assert (again.status, "al beantwoord" in again.words) == (409, True)
    await press(clerk, name, "answer", slip=str(second.id), printed="no")
    await first.refresh_from_db()
    await second.refresh_from_db()
    assert (first.status, second.status) == (SENT, QUEUED)


async def test_a_job_runs_to_its_end_beside_the_page_and_its_preview_has_nobodys_password(
    data: Path,
):
    made, parts = with_printers(data, "balie"), (Part.PAGE, Part.PRINT)
    async with open_place(data, settings=made, parts=parts) as place:
        clerk = await enter(place, "Dirk Visser", StaffRole.DESK)
        await place.add(surname="Bos", prefix=None, role="pupil")
        await pause("balie", WHO)
        name = await begin_job(place)
        async with clerk.client.get(f"{clerk.url}/print/jobs/{name}/preview") as picture:
            assert (await picture.read())[:4] == b"\x89PNG"
        await press(clerk, name, "resume")
        await clerk.wait_for(f"/print/jobs/{name}", "1 bon geprint")
        assert (await clerk.get(f"/print/jobs/{name}/preview")).status == 404


@pytest.mark.timeout(600)
async def test_axe_finds_nothing_on_the_pages_of_the_desk(place: Place):
    """A job that is asked about, a customer whose slip is printed again, and each form."""
    name, found = await begin_job(place), {}
    customer = (await Slip.filter(job=name).first()).customer_id
    await Slip.filter(job=name, number=1).update(status=UNKNOWN)
    desk, of_customer = f"/print/schools/{place.school.id}", f"/customers/{customer}"
    paths = ("/print", desk, f"/print/jobs/{name}", f"{of_customer}", f"{of_customer}/edit",
             f"{of_customer}/history", "/register", f"/schools/{place.school.id}/loan")  # fmt: skip
    async with open_page(**DESK) as page:
        await log_in(page, place)
        for path in paths:
            await page.goto(place.url + path)
            await look(page, path, found)
        await page.goto(f"{place.url}/print/jobs/{name}")
        await page.get_by_label("Verder bij bon").fill("1")
        await page.get_by_role("button", name="Daar verdergaan").click()
        await page.get_by_role("button", name="Ja, vanaf bon 1").wait_for()
        await look(page, "restarting", found, LOOKS[1:])
    assert found == {}
