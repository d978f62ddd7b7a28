"""Schools on the page: found, added, who may send, who decides; as in chat, row by row."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.bot.approval.doors import run_shell
from tests.bot.page.places import WHO, Place, make_settings, open_place
from tests.bot.page.test_cards import enter
from tests.bot.page.twins import compare
from tests.ports import find_free_port

from rosterdesk.bot.chat.screen.buttons import CaretakerAction, UploaderAction
from rosterdesk.core.clock import today
from rosterdesk.core.customers.registering import add_customer, change_customer, end_of_day
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.models import Customer, Event, School, Staff, StaffRole, Uploader
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.approval.desk import Desk
    from tests.bot.page.twins import Twin

ADMINISTRATOR, DESK = StaffRole.ADMINISTRATOR, StaffRole.DESK


async def test_four_hundred_schools_are_listed_and_found(place: Place):
    for number in range(400):
        await School.create(code=f"34AB{number:03}", name=f"School {number:03}")
    boss = await enter(place, "Cas", ADMINISTRATOR)
    await place.add(uploads=True)
    listed = await boss.get("/library/schools")
    assert "401 scholen" in listed.words
    assert "De Regenboog 12AB00 1 persoon mag sturen" in listed.words
    found = await boss.get("/library/schools?q=school+399")
    assert "1 school" in found.words
    assert "School 399 34AB399 niemand mag sturen" in found.words
    assert "1 school" in (await boss.get("/library/schools?q=12ab00")).words
    for odd in ("%3Cb%3E", "xyzzy%00"):
        assert "Geen school heet zo" in (await boss.get(f"/library/schools?q={odd}")).words


async def test_a_school_is_added_and_changed_and_what_is_wrong_is_said(place: Place):
    boss = await enter(place, "Cas", ADMINISTRATOR)
    typed = {"code": "12cd00", "name": "Het Kompas", "address": "Kerkweg 3, 1234 AB Dam"}
    for wrong, said in (
        ({"code": "!"}, "geen code van een school"),
        ({"code": "12AB00"}, "Er is al een school"),
        ({"name": " "}, "heeft een naam"),
        ({"address": "ergens"}, "Straat, nummer"),
    ):
        answer = await boss.post("/library/schools", {**typed, **wrong})
        assert (answer.status, said in answer.words) == (409, True), answer.words
    answer = await boss.post("/library/schools", typed)
    assert "Niemand mag leerlingbestanden" in answer.words
    school = await School.get(code="12CD00")
    assert answer.path == f"/library/schools/{school.id}"
    assert (school.street, school.house_number, school.postcode) == ("Kerkweg", "3", "1234 AB")
    await School.filter(id=school.id).update(street=None, house_number=None, postcode=None)
    events = await Event.filter(kind=Kind.SCHOOL_CHANGED).count()
    await boss.post(answer.path, {"name": "Het Kompas", "address": "Dam"})
    assert await Event.filter(kind=Kind.SCHOOL_CHANGED).count() == events  # nothing was changed
    await boss.post(answer.path, {"name": "Kompas", "address": "Dam"})
    assert (await School.get(id=school.id)).name == "Kompas"
    assert (await boss.post("/library/schools/987654", {"name": "x"})).status == 404


async def test_whom_a_school_shows_is_in_the_register_and_desks_change_nothing(place: Place):
    visitor = await place.add(uploads=True, email="wit@school.example")
    await change_customer(visitor.customer, WHO, email="nieuw@school.example")
    clerk = await enter(place, "Dirk", DESK)
    path = f"/library/schools/{place.school.id}"
    shown = await clerk.get(path)
    assert "Marijke de Wit" in shown.words
    assert "nieuw@school.example" in shown.words
    assert "<form" not in shown.text.split("<main")[1]
    (event,) = await Event.filter(kind=Kind.CUSTOMERS_LISTED, actor="Dirk")
    assert (event.data["customers"], event.channel) == ([visitor.customer.id], "page")
    for act in ("grant", "withdraw", "confirm", "caretakers"):
        answer = await clerk.post(f"{path}/{act}", {"customer": visitor.customer.id})
        assert answer.status == 403
    assert (await clerk.get("/library/staff")).status == 403
    assert (await clerk.get("/library")).path == "/library/schools"


async def test_whoever_looks_at_too_many_people_sees_no_senders(data: Path):
    settings = make_settings(data, find_free_port())
    few = settings.model_copy(update={"most_looks": 1, "unusual_looks": 1})
    async with open_place(data, settings=few) as place:
        for name in ("Bos", "Vos"):
            await place.add(uploads=True, surname=name)
        clerk = await enter(place, "Dirk", DESK)
        answer = await clerk.get(f"/library/schools/{place.school.id}")
        assert (answer.status, "Bos" in answer.words) == (409, False)


async def test_who_may_send_is_found_granted_and_withdrawn(place: Place):
    visitor = await place.add(email="wit@school.example")
    anna = await enter(place, "Anna Smit")
    path, who = f"/library/schools/{place.school.id}", {"customer": visitor.customer.id}
    found = await anna.post(f"{path}/find", {"q": "marijek wit"})
    assert f'value="{visitor.customer.id}" required checked' in found.text
    assert "Niemand gevonden" in (await anna.post(f"{path}/find", {"q": "xyzzy"})).words
    yesterday = (today() - timedelta(days=1)).isoformat()
    for wrong in (yesterday, "31-07-2027", "soon"):
        assert (await anna.post(f"{path}/grant", {**who, "until": wrong})).status == 409
    last = today() + timedelta(days=30)
    assert (await anna.post(f"{path}/grant", {**who, "until": last.isoformat()})).status == 200
    assert (await Uploader.get()).expires_at == end_of_day(last)
    await change_customer(visitor.customer, WHO, email="nieuw@school.example")
    assert "vastgehouden" in (await anna.get(path)).words
    await anna.post(f"{path}/confirm", who)
    assert (await Uploader.get()).address == "nieuw@school.example"
    other = await place.add(surname="Bos")
    assert (await anna.post(f"{path}/confirm", {"customer": other.customer.id})).status == 404
    await anna.post(f"{path}/withdraw", who)
    assert not await Uploader.exists()
    assert (await anna.post(f"{path}/grant", {"customer": "987654"})).status == 409


async def _set_up(desk: Desk) -> None:
    school = await desk.school()
    await desk.staff("Anna Smit")
    numbering = desk.service.library.numbering
    facts = {"first_name": "Marijke", "surname": "Wit", "email": "wit@school.example"}
    await add_customer(school, WHO, numbering, role="teacher", **facts)
    await add_school("34CD00", "Het Kompas", WHO)


async def _ids() -> tuple[int, int]:
    return (await School.get(code="12AB00")).id, (await Customer.get()).id


@pytest.mark.timeout(300)
async def test_granting_and_withdrawing_write_what_the_chat_writes(data: Path):
    async def on_page(twin: Twin) -> None:
        school, customer = await _ids()
        for act in ("grant", "withdraw", "grant"):
            await twin.post(f"/library/schools/{school}/{act}", customer=customer)

    async def in_chat(twin: Twin) -> None:
        school, customer = await _ids()
        for act in ("grant", "withdraw", "grant"):
            await twin.press(UploaderAction(action=act, id=customer, school=school))

    kinds = await compare(data, _set_up, on_page, in_chat)
    changes = [each for each in kinds if each.startswith("uploader")]
    assert changes == ["uploader.granted", "uploader.withdrawn", "uploader.granted"]


@pytest.mark.timeout(300)
async def test_who_decides_is_written_as_in_chat(data: Path):
    async def on_page(twin: Twin) -> None:
        school, _ = await _ids()
        anna = (await Staff.get(name="Anna Smit")).id
        await twin.post(f"/library/schools/{school}/caretakers", librarian=anna)

    async def in_chat(twin: Twin) -> None:
        school, _ = await _ids()
        anna = (await Staff.get(name="Anna Smit")).id
        await twin.press(CaretakerAction(action="add", school=school, staff=anna))

    assert await compare(data, _set_up, on_page, in_chat) == ["caretakers.changed"]


@pytest.mark.timeout(300)
async def test_adding_and_renaming_write_what_the_command_line_writes(data: Path):
    async def on_page(twin: Twin) -> None:
        await twin.post("/library/schools", code="56EF00", name="De Eik", school_type="basis")
        school = await School.get(code="56EF00")
        path = f"/library/schools/{school.id}"
        await twin.post(path, name="De Eikel", school_type="basis")

    async def by_shell(twin: Twin) -> None:
        words = ("--name", "De Eik", "--school-type", "basis")
        await run_shell(twin.desk, "school", "add", "56EF00", *words)
        await run_shell(twin.desk, "school", "set", "56EF00", "--name", "De Eikel")

    kinds = await compare(data, _set_up, on_page, by_shell)
    assert kinds == ["school.added", "school.changed"]
