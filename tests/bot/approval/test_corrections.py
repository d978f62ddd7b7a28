"""Corrections that a sender made on the page: each cell from what to what, for the librarian."""

from __future__ import annotations

import pytest
from tests.bot.approval.desk import SECONDS, Desk, has, open_desk, press
from tests.bot.page.places import open_browser
from tests.core.drafts.test_mending import broken
from tests.core.roster.making import cells_to_csv

from rosterdesk.bot.chat.approval.buttons import make_button
from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.customers.staff import Person
from rosterdesk.core.drafts.mending import correct_cells, delete_row, repeat_last
from rosterdesk.core.drafts.sending import send_draft
from rosterdesk.core.drafts.uploading import take_upload
from rosterdesk.core.login.sessions import begin_session
from rosterdesk.core.models import Draft, DraftStatus, Event, Staff, Submission, SubmissionStatus

BUTTON = "What the sender corrected"


@pytest.fixture
async def desk(data):
    async with open_desk(data, page=True) as made:
        yield made


async def upload(desk: Desk, rows) -> tuple[Draft, object]:
    """Put a file on the page, as the teacher of a school of its own."""
    school = await desk.school()
    teacher = await desk.teacher(school)
    files = desk.service.library.files
    draft = await take_upload(teacher, school.id, "lijst.csv", cells_to_csv(rows), files)

    async def is_read() -> bool:
        await draft.refresh_from_db()
        return draft.status is DraftStatus.READY

    await wait_for(is_read, SECONDS)
    return draft, teacher


async def send(desk: Desk, draft: Draft, teacher) -> Submission:
    submission = await send_draft(draft, teacher, draft.version, "", desk.service.library)
    await desk.reaches(submission, SubmissionStatus.WAITING, SubmissionStatus.BLOCKED)
    return submission


async def show_on_page(desk: Desk, submission: Submission, name: str = "Anna Smit") -> str:
    staff = await Staff.get(name=name)
    token = await begin_session(Person(staff=staff), "", desk.service.library.keys)
    async with open_browser(str(desk.settings.page.url)) as browser:
        browser.client.cookie_jar.update_cookies({"__Host-session": token})
        path = f"/submissions/{submission.reference}"
        return (await browser.get(path, Accept_Language="en")).words


async def test_the_librarian_sees_each_cell_in_chat_and_on_the_page(desk: Desk):
    anna = await desk.staff("Anna Smit")
    rows = broken()
    for row in (2, 3):
        rows[row][4] = "groep V"
    draft, teacher = await upload(desk, rows)
    library = desk.service.library
    await correct_cells(draft, None, 5, {"Geboortedatum": "28-2-2016"}, library)
    await correct_cells(draft, None, 5, {"Geboortedatum": "29-2-2016"}, library)
    await correct_cells(draft, None, 3, {"Klas": "5a"}, library)
    await repeat_last(draft, library)
    await correct_cells(draft, None, 7, {"Achternaam": "Mulder"}, library)
    await delete_row(draft, None, 9, library)
    submission = await send(desk, draft, teacher)
    card = await anna.expect(has("Approve"), timeout=SECONDS)
    await press(anna, card, BUTTON)
    said = await anna.expect("Geboortedatum", timeout=SECONDS)
    assert "Marijke Wit" in said.words
    assert "5 cells corrected by the sender before sending" in said.words
    wanted = (
        ("rows 3, 4, Klas", "groep V", "5a"),
        ("row 5, Geboortedatum", "31-02-2016", "2016-02-29"),
        ("row 7, Achternaam", "(empty)", "Mulder"),
    )
    for place, before, after in wanted:
        assert f"{place}: {before} → {after}" in said.words
    assert "→ (the row was taken out)" in said.words
    assert "28" not in said.words  # what stood there in between
    shown = await show_on_page(desk, submission)
    for place, before, after in wanted:
        assert f"{place} {before} {after}" in shown
    looked = await Event.filter(kind="changes.shown").values_list("actor", "data")
    assert ("Anna Smit", {"form": "corrections"}) in looked


async def test_a_long_list_comes_whole(desk: Desk):
    anna = await desk.staff("Anna Smit")
    draft, teacher = await upload(desk, broken(40))
    for row in range(2, 32):
        typed = {"Roepnaam": f"Z{'aeiou'[row % 5]}{'lmnrst'[row // 6]}a"}
        await correct_cells(draft, None, row, typed, desk.service.library)
    submission = await send(desk, draft, teacher)
    await press(anna, await anna.expect(has("Approve"), timeout=SECONDS), BUTTON)
    sent = await anna.expect(lambda m: m.document, timeout=SECONDS)
    assert sent.document.name == f"{submission.reference}.txt"
    lines = sent.document.data.decode().splitlines()
    assert len(lines) == 30
    assert lines[29].endswith("→ Zeta")


async def test_what_may_not_be_shown_is_not(data):
    """In a library that keeps its schools' files from its librarians, and in a group."""
    async with open_desk(data, page=True, originals=False) as desk:
        anna = await desk.staff("Anna Smit")
        draft, teacher = await upload(desk, broken())
        await correct_cells(draft, None, 7, {"Achternaam": "Mulder"}, desk.service.library)
        submission = await send(desk, draft, teacher)
        card = await anna.expect(has("Approve"), timeout=SECONDS)
        await press(anna, card, "➕")
        assert not any(BUTTON in each for each in card.buttons)
        button = make_button("x", "mended", submission.reference, 1)
        await anna.press_button(card, button).wait(SECONDS)
        await anna.expect("This file is not kept", timeout=SECONDS)
        shown = await show_on_page(desk, submission)
        assert "1 cell corrected by the sender" in shown
        assert "Mulder" not in shown.split("Person by person")[0]
