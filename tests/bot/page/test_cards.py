"""Rosters on the page of staff: what waits, the card, and each act on it, without a chat."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.bot.page.places import WHO, Place

from rosterdesk.core.approval.caretakers import change_caretaker
from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.customers.persons import join_person
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.customers.staff import Person, add_staff
from rosterdesk.core.intake.receiving import Arrival, receive
from rosterdesk.core.login.sessions import begin_session
from rosterdesk.core.models import (
    Channel,
    Customer,
    Event,
    Plan,
    Question,
    Staff,
    StaffRole,
    Submission,
    SubmissionStatus,
    Trust,
)
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bot.page.places import Browser

    from rosterdesk.core.models import School
    from rosterdesk.core.roster.model import Pupil

APPLIED, WAITING = SubmissionStatus.APPLIED, SubmissionStatus.WAITING
REJECTED, BLOCKED = SubmissionStatus.REJECTED, SubmissionStatus.BLOCKED
UNCLEAR = b"leerlingnummer,voornaam,Xq1,klas\n1,Noor,Bakker,5a\n2,Daan,Smit,5a\n"


async def enter(place: Place, name: str, role: StaffRole = StaffRole.LIBRARIAN) -> Browser:
    staff, _ = await add_staff(name, role, WHO, place.library.keys, hours=1)
    browser = await place.browser()
    token = await begin_session(Person(staff=staff), "", place.library.keys)
    browser.client.cookie_jar.update_cookies({"__Host-session": token})
    return browser


async def bring(
    place: Place, data: bytes, *, school: School | None = None, sender: Customer | None = None
) -> Submission:
    """Let a file arrive, and wait until somebody must decide about it."""
    arrival = Arrival(
        school=school or place.school,
        file_name="leerlingen.xlsx" if data[:2] == b"PK" else "leerlingen.csv",
        data=data,
        channel=Channel.MAIL,
        trust=Trust.A,
        actor=WHO,
        sender=sender,
        sender_name="Marijke de Wit",
    )
    submission = (await receive(arrival, place.library.files)).submission
    return await reach(submission, WAITING, BLOCKED, SubmissionStatus.NEEDS_MAPPING)


async def reach(submission: Submission, *wanted: SubmissionStatus) -> Submission:
    async with asyncio.timeout(60):
        while submission.status not in wanted:
            await asyncio.sleep(0.02)
            await submission.refresh_from_db(fields=["status"])
    return submission


async def take_in(place: Place, pupils: Sequence[Pupil]) -> None:
    """Give the school these customers."""
    submission = await bring(place, write_workbook(pupils))
    await approve(submission.reference, 1, WHO)
    await reach(submission, APPLIED)


def in_one_class(count: int, seed: int = 1) -> list[Pupil]:
    one = {"class_code": "1b", "class_name": "1b", "year": 1}
    return [replace(pupil, **one) for pupil in sample_pupils(count, seed=seed)]


def read_notice(text: str) -> str:
    return re.findall('<p class="notice (?:good|bad)"[^>]*>(.*?)</p>', text)[0]


async def version_of(submission: Submission) -> int:
    plan = await Plan.filter(submission=submission).order_by("-version").first()
    return plan.version if plan else 0


async def test_what_waits_is_the_librarians_own_and_the_oldest_first(place: Place):
    anna = await enter(place, "Anna Smit")
    clerk = await enter(place, "Dirk Visser", StaffRole.DESK)
    manager = await enter(place, "Cas Mulder", StaffRole.ADMINISTRATOR)
    other = await add_school("12CD00", "Het Kompas", WHO)
    first = await bring(place, write_workbook(sample_pupils(4)))
    second = await bring(place, write_workbook(sample_pupils(4, seed=2)), school=other)
    words = (await anna.get("/waiting")).words
    assert words.index("De Regenboog") < words.index("Het Kompas")
    assert "4 nieuw" in words
    bo, _ = await add_staff("Bo", StaffRole.LIBRARIAN, WHO, place.library.keys, hours=1)
    await change_caretaker(bo, other, WHO, cares=True)
    assert "Het Kompas" not in (await anna.get("/waiting")).words
    assert "Het Kompas" in (await manager.get("/waiting")).words
    card = await anna.get(f"/submissions/{first.reference}")
    assert 'id="approve"' in card.text
    theirs = await anna.get(f"/submissions/{second.reference}")
    assert "andere bibliothecarissen" in theirs.words
    assert 'id="approve"' not in theirs.text
    assert 'id="approve"' not in (await manager.get(f"/submissions/{first.reference}")).text
    for path in ("/waiting", f"/submissions/{first.reference}"):
        assert (await clerk.get(path)).status == 403
    assert (await anna.get("/submissions/NOTHER")).status == 404


async def test_the_card_has_a_line_for_each_person_and_looking_is_in_the_register(place: Place):
    pupils = in_one_class(12)
    known = [
        replace(pupils[0], first_name="Inès", prefix=None, surname="Bos-Veenstra"),
        *pupils[1:],
    ]
    await take_in(place, known)
    now = [replace(known[0], class_code="2b", class_name="2b", year=2), *known[1:11]]
    now += in_one_class(40, seed=5)[38:]
    submission = await bring(place, write_workbook(now))
    anna = await enter(place, "Anna Smit")
    card = await anna.get(f"/submissions/{submission.reference}")
    assert "Inès Bos-Veenstra 1b → 2b" in card.words
    first_line = card.text.split("verdict")[1]
    assert first_line.index("Precies dit goedkeuren?") < first_line.index("<h1>")
    (event,) = await Event.filter(kind=Kind.CHANGES_SHOWN)
    assert (event.actor, event.channel, event.data) == ("Anna Smit", "page", {"form": "page"})
    assert event.submission_id == submission.id
    lines = f"/submissions/{submission.reference}/lines"

    async def search(who: Browser, **fields: str) -> str:
        return (await who.post(lines, {"part": "lines", **fields})).words

    assert (await search(anna, q="veensta")).startswith("1 van 4 regels")
    assert "Inès" in await search(anna, q="veensta")
    assert (await search(anna, kind="leaving")).startswith("1 van 4 regels")
    assert "Niemand past" in await search(anna, q="xyzzy", kind="what", **{"class": "\0"})
    assert await Event.filter(kind=Kind.CHANGES_SHOWN).count() == 1  # one look, however often drawn
    ben = await enter(place, "Ben Bos")
    await search(ben, q="veensta")  # who sees the lines without the card is noted as well
    assert await Event.filter(kind=Kind.CHANGES_SHOWN, actor="Ben Bos").count() == 1
    whole = await anna.post(lines, {"q": "<script>alert(1)</script>", "kind": "new"})
    assert "<script>alert" not in whole.text
    assert "Persoon voor persoon" in whole.words
    assert (await anna.ask("GET", lines)).status == 405  # a name stands in no address
    workbook = await anna.get(f"/submissions/{submission.reference}/workbook")
    original = await anna.get(f"/submissions/{submission.reference}/original")
    for answer in (workbook, original):
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert await Event.filter(kind=Kind.ORIGINAL_SHOWN, actor="Anna Smit").count() == 1


async def test_a_rejection_has_a_reason_that_the_sender_reads(place: Place):
    visitor = await place.add(uploads=True, language="en")
    data = write_workbook(sample_pupils(3))
    submission = await bring(place, data, sender=visitor.customer)
    anna = await enter(place, "Anna Smit")
    path, version = f"/submissions/{submission.reference}", await version_of(submission)
    answer = await anna.post(f"{path}/ask", {"question": " "})
    assert (answer.status, read_notice(answer.text)) == (409, "Typ eerst je vraag.")
    answer = await anna.post(f"{path}/ask", {"question": "Is dit alles?"})
    assert "Is dit alles?" in answer.words
    assert (await Question.get()).asked_by == "Anna Smit"
    assert (await anna.post(f"{path}/tomorrow")).status == 200
    for wrong in ({}, {"reason": "9"}, {"reason": "x", "words": "  "}):
        answer = await anna.post(f"{path}/reject", {"version": version, **wrong})
        assert "Kies een reden" in read_notice(answer.text)
    answer = await anna.post(f"{path}/reject", {"version": version, "reason": "old"})
    assert answer.path == path
    said = "This seems to be an older file. Please make a new export and send that."
    assert (await Plan.get(submission=submission)).reason == said  # in the sender's language
    assert "Afgewezen door Anna Smit" in answer.words
    answer = await anna.post(f"{path}/approve", {"version": version})
    assert "heeft dit al afgewezen" in read_notice(answer.text)
    again = await bring(place, write_workbook(sample_pupils(5, seed=3)), sender=visitor.customer)
    fields = {"version": 1, "reason": "incomplete", "words": "Liever\nin het najaar"}
    await anna.post(f"/submissions/{again.reference}/reject", fields)
    assert (await Plan.get(submission=again)).reason == "Liever\nin het najaar"


async def test_what_a_guard_stopped_is_lifted_with_its_number_and_undone_again(place: Place):
    pupils = in_one_class(50)
    await take_in(place, pupils)
    submission = await bring(place, write_workbook(pupils[:10]))
    assert submission.status is BLOCKED
    anna = await enter(place, "Anna Smit")
    path = f"/submissions/{submission.reference}"
    card = await anna.get(path)
    assert card.text.split("verdict")[1].index("Tegengehouden") < 40
    assert "Ja, 40 personen mogen vertrekken" in card.words
    assert 'id="approve"' not in card.text
    for number in ("39", "", "x"):
        fields = {"version": 1, "code": "many_leaving", "number": number}
        assert (await anna.post(f"{path}/lift", fields)).status == 409
    fields = {"version": 1, "code": "many_leaving", "number": 40}
    answer = await anna.post(f"{path}/lift", fields)
    assert (answer.path, answer.status) == (path, 200)
    assert "Opgeheven door Anna Smit" in answer.words
    # A window that still shows the first version decides nothing.
    stale = await anna.post(f"{path}/approve", {"version": 1})
    assert stale.status == 409
    assert 'name="version" value="2"' in stale.text
    assert (await anna.post(f"{path}/approve", {"version": 2})).status == 200
    await reach(submission, APPLIED)
    asked = await anna.get(f"{path}/undo")
    assert "Ja, draai 40 personen terug" in asked.words
    done = await anna.post(f"{path}/undo")
    assert "40 personen" in read_notice(done.text)
    assert (await anna.post(f"{path}/undo")).status == 409
    assert "Teruggedraaid" in (await anna.get(path)).words


async def test_people_who_are_not_clear_stand_side_by_side_and_are_settled(place: Place):
    pupils = in_one_class(12)
    await take_in(place, pupils)
    now = [replace(p, external_number=f"99990{n}") if n < 3 else p for n, p in enumerate(pupils)]
    submission = await bring(place, write_workbook(now))
    anna = await enter(place, "Anna Smit")
    path = f"/submissions/{submission.reference}"
    card = await anna.get(path)
    assert card.text.count('class="conflict"') == 3
    first = card.text.split('class="conflict"')[1]
    facts = re.findall("<dd>(.*?)</dd>", first)
    assert facts[0] in {"999900", "999901", "999902"}
    assert facts[0] != facts[len(facts) // 2] in {each.external_number for each in pupils[:3]}
    assert facts[1] == facts[len(facts) // 2 + 1]  # the birth date
    chosen = dict(re.findall(r'name="(row|sheet|version)" value="(.*?)"', first))
    customer = re.findall(r'name="customer" value="([1-9]\d*)"', first)[0]
    for wrong in ({"row": 1}, {"customer": "987654"}, {"row": ""}):
        answer = await anna.post(f"{path}/settle", {**chosen, "customer": customer, **wrong})
        assert answer.status == 409, wrong
    answer = await anna.post(f"{path}/settle", {**chosen, "customer": customer})
    assert answer.text.count('class="conflict"') == 2
    answer = await anna.post(f"{path}/settle-all", {"version": 2, "choice": "another"})
    assert answer.text.count('class="conflict"') == 0
    plan = await Plan.filter(submission=submission).order_by("-version").first()
    assert plan is not None
    assert (plan.version, plan.counts["conflicts"], plan.counts["new"]) == (3, 0, 2)


async def test_columns_that_are_not_clear_are_named_and_the_file_goes_on(place: Place):
    submission = await bring(place, UNCLEAR)
    anna = await enter(place, "Anna Smit")
    path = f"/submissions/{submission.reference}"
    card = await anna.get(path)
    assert "Bakker" in card.words  # a sample of what is in it
    assert "Xq1" in card.words
    fields = {f"c{number}": "surname" for number in range(card.text.count('<select id="c'))}
    nonsense = dict.fromkeys(fields, "birth_date")
    assert (await anna.post(f"{path}/columns", nonsense)).status == 409
    answer = await anna.post(f"{path}/columns", fields)
    assert (answer.path, answer.status) == (path, 200)
    await reach(submission, WAITING)
    assert "2 nieuw" in (await anna.get(path)).words
    assert (await anna.post(f"{path}/columns", fields)).status == 409


async def test_columns_of_a_waiting_plan_are_changed_on_its_card(place: Place):
    data = (
        b"leerlingnummer,achternaam,voornaam,klas,kaartnr\n"
        b"1001,Noor,Bakker,5a,\n1002,Daan,Visser,5a,\n"
    )
    submission = await bring(place, data)
    anna = await enter(place, "Anna Smit")
    path = f"/submissions/{submission.reference}"
    assert f'href="{path}/columns#columns"' in (await anna.get(path)).text
    form = await anna.get(f"{path}/columns")
    now = re.findall(r'<select id="(c\d+)".*?<option value="(\w+)" selected', form.text, re.DOTALL)
    assert now == [
        ("c0", "external_number"), ("c1", "surname"), ("c2", "first_name"), ("c3", "class_code")
    ]  # fmt: skip
    assert "Visser" in form.words
    twice = await anna.post(f"{path}/columns", {**dict(now), "c1": "first_name"})
    assert (twice.status, "Twee kolommen" in twice.words) == (409, True)
    swapped = {**dict(now), "c1": "first_name", "c2": "surname"}
    answer = await anna.post(f"{path}/columns", swapped)
    assert (answer.path, answer.status) == (path, 200)
    await submission.refresh_from_db(fields=["status"])
    await reach(submission, WAITING)
    card = await anna.get(path)
    assert f"{submission.reference} · v2" in card.words
    assert "Noor Bakker" in card.words


async def test_nobody_approves_their_own_file_and_the_card_says_why(place: Place):
    visitor = await place.add(uploads=True)
    submission = await bring(place, write_workbook(sample_pupils(3)), sender=visitor.customer)
    anna = await enter(place, "Anna Smit")
    await join_person(await Staff.get(name="Anna Smit"), visitor.customer, WHO)
    path = f"/submissions/{submission.reference}"
    card = await anna.get(path)
    assert "Dit bestand heb je zelf gestuurd" in card.words
    assert 'id="approve"' not in card.text
    assert 'id="rejecting"' in card.text
    answer = await anna.post(f"{path}/approve", {"version": 1})
    assert answer.status == 409
    assert (await Submission.get(id=submission.id)).status is WAITING


@pytest.mark.timeout(180)
async def test_of_two_who_decide_at_once_one_does_and_both_see_whose(place: Place):
    anna, bo = await enter(place, "Anna Smit"), await enter(place, "Bo Jansen")
    for seed in range(8):
        submission = await bring(place, write_workbook(sample_pupils(2, seed=seed)))
        path = f"/submissions/{submission.reference}"
        answers = await asyncio.gather(
            anna.post(f"{path}/approve", {"version": 1}),
            bo.post(f"{path}/reject", {"version": 1, "reason": "incomplete"}),
        )
        assert sorted(each.status for each in answers) == [200, 409]
        decided = await Event.filter(
            submission=submission, kind__in=(Kind.PLAN_APPROVED, Kind.PLAN_REJECTED)
        )
        assert len(decided) == 1
        for browser in (anna, bo):
            assert decided[0].actor in (await browser.get(path)).words
