"""A file of two schools, and a third that is nobody's: two cards, each decided by itself."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from tests.bot.page.places import Place, Visitor
from tests.bot.stages import WHO, has_button, link_customer, mail_roster, make_cast, press
from tests.core.intake.test_several_schools import THREE
from tests.ports import find_free_port

from rosterdesk.bot.demo.stage import set_stage, wait_for
from rosterdesk.bot.page_settings import PageSettings
from rosterdesk.core.customers.registering import grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.login.own_password import make_shown_password
from rosterdesk.core.models import Card, Customer, Submission, SubmissionStatus

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.stages import Cast

    from rosterdesk.bot.standins.botapi.people import Person
    from rosterdesk.bot.standins.botapi.state.messages import Message

ROOM = 60


async def add_schools(cast: Cast) -> None:
    """Let the teacher send for De Wilg too; Het Anker is a school of the library, not of hers."""
    other = await add_school("34CD01", "De Wilg", WHO)
    await grant_uploads(cast.teacher, other, WHO)
    await add_school("56EF00", "Het Anker", WHO)


async def find_card(person: Person, school: str) -> Message:
    def is_it(message: Message) -> bool:
        return school in message.content.text and has_button("Goedkeuren")(message)

    return await person.expect(is_it, timeout=ROOM)


async def decide_both(cast: Cast) -> None:
    ours, theirs = await find_card(cast.anna, "De Regenboog"), await find_card(cast.anna, "De Wilg")
    assert "6 rijen van het bestand zijn van andere scholen" in ours.content.text
    await press(cast.anna, theirs, "Afwijzen")
    await cast.anna.expect("Waarom wijs je", timeout=ROOM)
    cast.anna.send("Verkeerde periode")
    asked = await cast.anna.expect(has_button("Ja, afwijzen"), timeout=ROOM)
    await press(cast.anna, asked, "Ja, afw")
    await press(cast.anna, ours, "Goedkeuren")

    async def decided() -> bool:
        return await Submission.filter(status=SubmissionStatus.APPLIED).exists()

    await wait_for(decided)
    found = await Submission.filter(part_of_id__isnull=False).values_list("school__code", "status")
    assert set(found) == {
        ("12AB00", SubmissionStatus.APPLIED),
        ("34CD01", SubmissionStatus.REJECTED),
    }
    of_schools = await Customer.filter(role="pupil").values_list("school__code", flat=True)
    assert of_schools == ["12AB00"] * 6


async def test_by_mail(cast):
    """A sender of two schools is asked about, as before: then the rows say the rest."""
    await add_schools(cast)
    await mail_roster(cast.stage, THREE, "leerlingen.csv")
    held = await cast.anna.expect(has_button("De Wilg"), timeout=ROOM)
    await press(cast.anna, held, "De Wilg")
    await decide_both(cast)


async def test_by_chat(cast):
    await add_schools(cast)
    marijke = await link_customer(cast.stage, 2001, cast.teacher)
    marijke.send_document("leerlingen.csv", THREE)
    asked = await marijke.expect("Voor welke school", timeout=ROOM)
    await press(marijke, asked, "De Wilg")
    await decide_both(cast)
    await marijke.expect("De bibliotheek heeft dit bestand afgewezen", timeout=ROOM)
    await marijke.expect("Goedgekeurd en verwerkt: 6 nieuw", timeout=ROOM)


async def test_by_page(data: Path):
    """Whoever sends there sees the part of each school, and how it was decided."""
    port = find_free_port()
    page = PageSettings(url=f"http://localhost:{port}", port=port)
    async with (
        set_stage(data, lambda made: made.model_copy(update={"page": page})) as stage,
        AsyncExitStack() as stack,
    ):
        cast = await make_cast(stage)
        await add_schools(cast)
        place = Place(stage.service, cast.school, str(page.url), stack)
        card = await Card.get(customer=cast.teacher)
        password = await make_shown_password(cast.teacher, WHO, place.library)
        browser = await place.enter(Visitor(cast.teacher, card, password))
        put = await browser.upload(THREE, "leerlingen.csv", school=str(cast.school.id))
        draft = await browser.wait_for(put.path, "Dit hebben we gelezen")
        version = re.search(r'name="version" value="(\d+)"', draft.text)
        assert version is not None
        sent = await browser.post(f"{put.path}/send", {"version": version[1]})
        await decide_both(cast)
        seen = await browser.wait_for(sent.path, "De Wilg afgewezen")
        assert "De Regenboog goedgekeurd en verwerkt" in seen.words
        assert "Rijen van andere scholen (56EF00) worden niet gebruikt" in seen.words


async def test_librarian_says_once_which_school_a_code_is(cast):
    data = THREE.replace(b"34CD;01", b"34CD;99")
    await add_schools(cast)
    marijke = await link_customer(cast.stage, 2001, cast.teacher)
    marijke.send_document("leerlingen.csv", data)
    await press(marijke, await marijke.expect("Voor welke school", timeout=ROOM), "De Regenboog")
    card = await cast.anna.expect(has_button("Zeg welke scholen"), timeout=ROOM)
    await press(cast.anna, card, "Zeg welke scholen")
    question = await cast.anna.expect("Welke school is “34CD99”", timeout=ROOM)
    await press(cast.anna, question, "De Wilg")
    await find_card(cast.anna, "De Wilg")
    await find_card(cast.anna, "De Regenboog")
