"""A school's roster on the page: put here, read, mended, sent and followed, without any script."""

from __future__ import annotations

import asyncio
import re
import time
from typing import TYPE_CHECKING

import aiohttp
import pytest
from tests.bot.page.places import OWN, WHO, Browser, Place, make_settings, open_place
from tests.core.drafts.test_mending import broken
from tests.core.roster.making import cells_to_csv, make_pupils, write_csv
from tests.ports import find_free_port

from rosterdesk.bot.page.arriving import Budget
from rosterdesk.core.approval.verdicts import approve, reject
from rosterdesk.core.clock import now
from rosterdesk.core.customers.registering import grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.drafts.uploading import KEPT_FOR
from rosterdesk.core.intake.questions import ask_sender
from rosterdesk.core.models import Draft, Event, Plan, Question, Submission, SubmissionStatus
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from tests.bot.page.places import Answer


async def put(browser: Browser, data: bytes, name: str = "lijst.csv", words: str = "") -> Answer:
    """Upload the file; return its page once it was read."""
    answer = await browser.upload(data, name)
    assert re.fullmatch(r"/uploads/\w{12}", answer.path), answer.words
    return await browser.wait_for(answer.path, words or "Dit hebben we gelezen")


async def change(browser: Browser, answer: Answer, path: str = "cells", **fields: str) -> Answer:
    """Send a form of the draft's page, with what stands hidden in it."""
    version = re.search(r'name="version" value="(\d+)"', answer.text)
    assert version is not None
    known = {"version": version[1], "table": "0", "view": "some.0."}
    return await browser.post(f"{answer.path}/{path}", {**known, **fields})


async def test_the_whole_way_of_a_school(place: Place):
    """Upload, see, mend, send; the library asks and approves; she sees it happen."""
    browser = await place.enter(await place.add(uploads=True))
    answer = await put(browser, cells_to_csv(broken()), "mijn lijst.csv")
    assert "6 leerlingen 2 rijen te verbeteren" in answer.words
    assert "Deze datum bestaat niet" in answer.words
    assert not await Submission.exists()
    edit = await browser.get(f"{answer.path}?view=some.0.0-5")
    assert 'value="31-02-2016"' in edit.text
    answer = await change(browser, answer, row="5", c3="29-2-2016")
    assert "7 leerlingen 1 rij te verbeteren" in answer.words
    answer = await change(browser, answer, "row/delete", row="7")
    assert "Geen opmerkingen" in answer.words
    corrected = await browser.get(f"{answer.path}/file")
    assert "lijst-verbeterd.csv" in corrected.headers["Content-Disposition"]
    assert "2016-02-29" in corrected.text
    sent = await change(browser, answer, "send", note="Groetjes")
    assert sent.path.startswith("/sent/")
    await browser.wait_for(sent.path, "wacht op goedkeuring")
    submission = await Submission.get()
    assert (submission.note, submission.answer["corrected"]) == ("Groetjes", 2)
    assert (await browser.get(answer.path)).status == 404  # it is the library's now
    question = await ask_sender(submission, "Klopt groep 5?", WHO)
    assert "Klopt groep 5?" in (await browser.get(sent.path)).words
    told = await browser.post(f"{sent.path}/answer/{question.id}", {"answer": "Ja."})
    assert "Het antwoord is bij de bibliotheek." in told.words
    assert (await Question.get()).answer == "Ja."
    plan = await Plan.get()
    await approve(submission.reference, plan.version, WHO)
    seen = await browser.wait_for(sent.path, "goedgekeurd en verwerkt")
    assert "nieuw 7" in seen.words
    actors = await Event.filter(kind=Kind.SUBMISSION_RECEIVED).values_list("channel", flat=True)
    assert actors == ["page"]


async def test_a_column_that_is_not_clear_is_chosen_with_its_samples(place: Place):
    browser = await place.enter(await place.add(uploads=True))
    rows = [["Nr", "Voornaam", "Familie", "Groepsaanduiding"]]
    rows += [[str(100 + n), f"Saar{'abcdefgh'[n]}", "Bos", "5a"] for n in range(8)]
    answer = await put(browser, cells_to_csv(rows), words="Wat staat er in deze kolommen?")
    assert "‘" not in answer.text  # quotation marks are the style's
    headers = re.findall(r'<label for="c(\d+)">([^<]+)</label>', answer.text)
    wrong = {f"c{at}": "birth_date" for at, _ in headers}
    refused = await browser.post(f"{answer.path}/columns", wrong)
    assert (refused.status, "kan dat niet zijn" in refused.words) == (422, True)
    known = {"Familie": "surname", "Groepsaanduiding": "class_code"}
    chosen = {f"c{at}": known.get(name, "-") for at, name in headers}
    await browser.post(f"{answer.path}/columns", chosen)
    assert "8 leerlingen" in (await browser.wait_for(answer.path, "Dit hebben we gelezen")).words


async def test_what_stands_more_often_is_mended_once_and_undone(place: Place):
    browser = await place.enter(await place.add(uploads=True))
    rows = broken(12)
    for row in (2, 8):
        rows[row][3] = rows[4][3]
    answer = await put(browser, cells_to_csv(rows))
    answer = await change(browser, answer, row="3", c3="1-2-2016")
    assert "Hetzelfde staat in nog 2 rijen." in answer.words
    answer = await change(browser, answer, "repeat")
    assert "31-02-2016" not in answer.words
    answer = await change(browser, answer, "undo")
    answer = await change(browser, answer, "undo")
    assert answer.words.count("31-02-2016") == 3


async def test_another_window_is_told_so(place: Place):
    browser = await place.enter(await place.add(uploads=True))
    first = await put(browser, cells_to_csv(broken()))
    await change(browser, first, row="5", c3="29-2-2016")
    stale = await change(browser, first, row="7", c2="Bos")
    assert (stale.status, "ander venster" in stale.words) == (409, True)
    assert (await change(browser, first, "send")).status == 409
    assert not await Submission.exists()


async def test_of_another_person_or_school_nothing_is_there(place: Place):
    browser = await place.enter(await place.add(uploads=True))
    draft = await put(browser, cells_to_csv(broken()))
    sent = await change(browser, await put(browser, write_csv(make_pupils(5))), "send")
    other = await place.enter(await place.add(uploads=True, surname="Bos"))
    for path in (draft.path, f"{draft.path}/file", f"{draft.path}/live"):
        assert (await other.get(path)).status == 404, path
    for path in ("cells", "send", "discard", "undo", "columns", "repeat", "row/delete"):
        assert (await other.post(f"{draft.path}/{path}", {"version": "1"})).status == 404
    elsewhere = await add_school("34CD00", "De Wilg", WHO)
    stranger = await place.add(surname="Vos")
    await grant_uploads(stranger.customer, elsewhere, WHO)
    third = await place.enter(stranger)
    assert (await third.get(sent.path)).status == 404
    assert (await other.get(sent.path)).status == 200  # of the same school: seen, not answered
    question = await ask_sender(await Submission.get(), "Hoe?", WHO)
    assert "Hoe?" not in (await other.get(sent.path)).words
    answered = await other.post(f"{sent.path}/answer/{question.id}", {"answer": "Zo"})
    assert answered.status == 404
    for path in ("remarks", "file"):
        assert (await other.get(f"{sent.path}/{path}")).status == 404
    assert (await other.upload(b"a;b", "x.csv", school=str(elsewhere.id))).status == 409


async def test_who_may_send_for_two_schools_says_for_which(place: Place):
    visitor = await place.add(uploads=True)
    await grant_uploads(visitor.customer, await add_school("34CD00", "De Wilg", WHO), WHO)
    browser = await place.enter(visitor)
    answer = await browser.upload(write_csv(make_pupils(3)))
    assert (answer.status, "Kies de school" in answer.words) == (422, True)
    chosen = await browser.upload(write_csv(make_pupils(3)), school=str(place.school.id))
    assert chosen.status == 200
    assert (await Draft.get()).school_id == place.school.id


async def test_a_right_that_was_withdrawn_is_no_right(place: Place):
    from rosterdesk.core.customers.registering import withdraw_uploads

    visitor = await place.add(uploads=True)
    browser = await place.enter(visitor)
    draft = await put(browser, cells_to_csv(broken()))
    await withdraw_uploads(visitor.customer, place.school, WHO)
    assert (await browser.get(draft.path)).status == 403
    assert (await change(browser, draft, "send")).status == 403
    assert not await Submission.exists()


async def test_a_file_that_is_no_roster_is_refused_and_not_kept(place: Place):
    browser = await place.enter(await place.add(uploads=True))
    answer = await put(browser, b"\x89PNG\r\n\x1a\n" + bytes(200), "foto.png", "niet te lezen")
    assert "er is niets van bewaard" in answer.words
    assert (await browser.post(f"{answer.path}/discard")).path == "/uploads"
    assert place.library.files.list_paths() == []


async def test_no_file_and_no_form_are_answered(place: Place):
    browser = await place.enter(await place.add(uploads=True))
    form = aiohttp.FormData()
    form.add_field("school", "1", content_type="text/plain")
    assert (await browser.post("/uploads", form)).status == 422
    assert (await browser.post("/uploads", {"file": "x"})).status == 415
    broken_form = await browser.post(
        "/uploads", b"no parts", Content_Type="multipart/form-data; boundary=x"
    )
    assert broken_form.status in (400, 422)
    assert not await Draft.exists()


async def test_a_file_that_is_too_large_is_refused_while_it_comes(data, tmp_path):
    settings = make_settings(data, find_free_port())
    settings = settings.model_copy(update={"file_bytes": 10_000})
    async with open_place(data, settings=settings) as place:
        browser = await place.enter(await place.add(uploads=True))
        answer = await browser.upload(b"x" * 20_000)
        assert (answer.status, "groter dan" in answer.words) == (413, True)

        async def without_length():
            for _ in range(30):
                yield b"x" * 1000

        form = aiohttp.MultipartWriter("form-data")
        part = form.append(without_length())
        part.set_content_disposition("form-data", name="file", filename="groot.csv")
        answer = await browser.post("/uploads", form)
        assert answer.status == 413
        assert not await Draft.exists()


async def test_only_so_much_is_in_memory_at_once():
    budget, order = Budget(100), []

    async def use(name: str, size: int, until: asyncio.Event) -> None:
        async with budget.take(size):
            order.append(name)
            await until.wait()

    first, second = asyncio.Event(), asyncio.Event()
    tasks = [asyncio.create_task(use("a", 80, first))]
    await asyncio.sleep(0)
    tasks += [asyncio.create_task(use("b", 500, second)), asyncio.create_task(use("c", 20, first))]
    async with asyncio.timeout(5):
        while order != ["a", "c"]:  # noqa: ASYNC110 - what is tried is the waiting itself
            await asyncio.sleep(0)
        first.set()
        while order != ["a", "c", "b"]:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0)
        second.set()
        await asyncio.gather(*tasks)


async def test_what_is_not_sent_vanishes_after_a_day(place: Place):
    browser = await place.enter(await place.add(uploads=True))
    draft = await put(browser, cells_to_csv(broken()))
    await Draft.all().update(made_at=now() - KEPT_FOR)
    assert (await browser.get(draft.path)).status == 404


async def test_a_loss_of_classes_is_asked_about_before_sending(place: Place):
    browser = await place.enter(await place.add(uploads=True))
    rows = [["Leerlingnummer", "Roepnaam", "Achternaam", "Klas"]]
    rows += [
        [p.external_number, p.first_name, p.surname, f"{5 + n % 4}a"]
        for n, p in enumerate(make_pupils(40))
    ]
    sent = await change(browser, await put(browser, cells_to_csv(rows)), "send")
    await browser.wait_for(sent.path, "wacht op goedkeuring")
    await approve((await Submission.get()).reference, 1, WHO)
    await browser.wait_for(sent.path, "goedgekeurd en verwerkt")
    fewer = [row for row in rows if row[3] not in ("7a", "8a")]
    answer = await put(browser, cells_to_csv(fewer))
    assert "2 klassen minder dan nu bij de bibliotheek (7a, 8a): klopt dat?" in answer.words


async def test_a_rejection_is_said_with_its_reason(place: Place):
    browser = await place.enter(await place.add(uploads=True))
    sent = await change(browser, await put(browser, write_csv(make_pupils(5))), "send")
    await browser.wait_for(sent.path, "wacht op goedkeuring")
    await reject((await Submission.get()).reference, 1, "Dit is van vorig jaar.", WHO)
    assert "Dit is van vorig jaar." in (await browser.wait_for(sent.path, "afgewezen")).words


async def test_an_open_page_hears_that_something_changed(place: Place):
    browser = await place.enter(await place.add(uploads=True))
    sent = await change(browser, await put(browser, write_csv(make_pupils(5))), "send")
    shown = await browser.wait_for(sent.path, "wacht op goedkeuring")
    live = shown.text.split('data-live="')[1].split('"')[0]
    headers = {"Sec-Fetch-Site": "same-origin"}
    async with (
        asyncio.timeout(60),
        browser.client.get(f"{browser.url}{live}", headers=headers) as stream,
    ):
        assert (await stream.content.readline()).startswith(b"retry")
        await approve((await Submission.get()).reference, 1, WHO)
        while (line := await stream.content.readline()) != b"event: changed\n":
            assert line
        assert b"lijst" not in line


async def test_a_page_made_during_a_change_hears_of_it(place: Place):
    """Else somebody reads "received" for as long as the page is open: what it shows is older."""
    browser = await place.enter(await place.add(uploads=True))
    sent = await change(browser, await put(browser, write_csv(make_pupils(5))), "send")
    await browser.wait_for(sent.path, "wacht op goedkeuring")
    submission = await Submission.get()
    seconds = await _time(browser, sent.path)
    meanwhile = 0
    for number in range(600):
        # A status that nothing of the program moves on by itself.
        await _set(submission, SubmissionStatus.REJECTED)
        making = asyncio.create_task(browser.get(sent.path))
        await asyncio.sleep(seconds * (number % 60) / 60)
        await _set(submission, SubmissionStatus.WAITING)
        page = await making
        if "wacht op goedkeuring" not in page.words:
            meanwhile += 1
            assert _find_state(page) != _find_state(await browser.get(sent.path))
        if meanwhile == 12:
            break
    assert meanwhile


async def _time(browser: Browser, path: str) -> float:
    begun = time.monotonic()
    await browser.get(path)
    return time.monotonic() - begun


def _find_state(page: Answer) -> str:
    return page.text.split("/sent/live?shown=")[1].split('"')[0]


async def _set(submission: Submission, status: SubmissionStatus) -> None:
    await Submission.filter(id=submission.id).update(status=status)


async def test_a_stream_ends_with_the_session(place: Place):
    from rosterdesk.core.models import Session

    browser = await place.enter(await place.add(uploads=True))
    headers = {"Sec-Fetch-Site": "same-origin"}
    async with (
        asyncio.timeout(60),
        browser.client.get(f"{browser.url}/sent/live", headers=headers) as stream,
    ):
        await stream.content.readline()
        await Session.all().delete()
        await stream.content.read()  # it ends


async def test_the_template_is_there_and_read(place: Place):
    browser = await place.enter(await place.add(uploads=True))
    for kind in ("xlsx", "ods"):
        answer = await browser.get(f"/uploads/template/{kind}")
        assert (answer.status, f".{kind}" in answer.headers["Content-Disposition"]) == (200, True)
    assert (await browser.get("/uploads/template/exe")).status == 404


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>.csv", "../../etc/passwd", "a\u202egnp.csv"]
)
async def test_a_name_of_a_file_is_only_shown(place: Place, name):
    browser = await place.enter(await place.add(uploads=True))
    answer = await put(browser, cells_to_csv(broken()), name)
    assert "<script>alert" not in answer.text
    assert "\u202e" not in answer.text
    assert "etc/" not in answer.words


async def test_a_second_log_in_goes_on_with_what_is_here(place: Place):
    visitor = await place.add(uploads=True)
    browser = await place.enter(visitor)
    draft = await put(browser, cells_to_csv(broken()))
    other = await place.browser()
    assert (await other.log_in(visitor.card.number, OWN)).path == "/uploads"
    assert "niet verstuurd" in (await other.get("/uploads")).words
    assert (await other.get(draft.path)).status == 200


async def test_a_page_hears_what_changed_before_it_listened(place: Place):
    """The file may be read between the page that says "reading" and its stream."""
    browser = await place.enter(await place.add(uploads=True))
    draft = await put(browser, cells_to_csv(broken()))
    headers = {"Sec-Fetch-Site": "same-origin"}
    address = f"{browser.url}{draft.path}/live?shown=0123456789abcdef"
    async with (
        asyncio.timeout(60),
        browser.client.get(address, headers=headers) as stream,
    ):
        while (line := await stream.content.readline()) != b"event: changed\n":
            assert line


async def test_a_correction_that_left_nobody_is_taken_back_on_the_page(place: Place):
    browser = await place.enter(await place.add(uploads=True))
    answer = await put(browser, write_csv(make_pupils(1)))
    gone = await change(browser, answer, "row/delete", row="2")
    assert "Dit bestand is niet te lezen" in gone.words
    assert "niet te lezen" in (await browser.get("/uploads")).words
    back = await change(browser, gone, "undo")
    assert "1 leerling " in back.words
