"""The sender's own file back: to whoever may send for the school, and to the librarian."""

from __future__ import annotations

import io

from openpyxl import load_workbook
from tests.bot.approval.desk import SECONDS, WHO, has, press
from tests.core.roster.corpus.case import CELLS, sheet_xlsx

from rosterdesk.core.customers.registering import withdraw_uploads
from rosterdesk.core.models import Event, SubmissionStatus

BSN = "123456782"
MINE, THEIRS = "My file with the remarks", "Their file with the remarks"


def write_flawed() -> bytes:
    """Twelve pupils with a BSN below a title; the second has no birth date that exists."""
    rows = [[*row, "BSN" if at == 0 else BSN] for at, row in enumerate(CELLS)]
    rows[2][CELLS[0].index("Geboortedatum")] = "31-02-2012"
    return sheet_xlsx({"Leerlingen": [["Export van onze school"], [], *rows]})


async def read_sent(person, message, label):
    """Press the button and return the rows of the workbook that comes."""
    await press(person, message, label)
    sent = await person.expect(lambda m: m.document, timeout=SECONDS)
    assert sent.document.name == "leerlingen-with-remarks.xlsx"
    book = load_workbook(io.BytesIO(sent.document.data))
    return [list(row) for row in book["Leerlingen"].iter_rows(values_only=True)]


async def test_the_rows_to_mend_come_back_without_what_may_not_be_kept(desk):
    anna = await desk.staff("Anna Smit")
    school, other = await desk.school(), await desk.school("34CD00", "De Ster")
    teacher, stranger = await desk.teacher(school), await desk.teacher(other)
    marijke = await desk.sender(teacher, 2001)
    joke = await desk.sender(stranger, 2002)
    submission = await desk.file(school, write_flawed(), sender=teacher)
    await desk.reaches(submission, SubmissionStatus.WAITING)
    notice = await marijke.expect(has(MINE), timeout=SECONDS)
    card = await anna.expect(has("Approve"), timeout=SECONDS)  # THEIRS is behind More
    for person, message, label in ((marijke, notice, MINE), (anna, card, THEIRS)):
        header, *rows = await read_sent(person, message, label)
        assert (len(rows), header[-1]) == (1, "Remarks")
        assert rows[0][0] == CELLS[2][0]
        assert "This date does not exist" in rows[0][-1]
        assert "BSN" not in header
        assert BSN not in map(str, rows[0])
    shown = await Event.filter(kind="original.shown").values_list("actor", "data")
    assert [(actor, data["remarks"]) for actor, data in shown] == [
        (f"customer:{teacher.id}", 1),
        ("Anna Smit", 1),
    ]
    result = joke.press_button(notice, notice.find_button(MINE))
    await result.wait(SECONDS)
    assert result.text == "You may not send files for that school."
    await withdraw_uploads(teacher, school, WHO)
    result = marijke.press_button(notice, notice.find_button(MINE))
    await result.wait(SECONDS)
    assert result.text == "You may not do this."


async def test_a_refused_file_brings_a_blank_one_that_is_right(desk):
    """Nothing is kept of a file that was not understood, so it cannot come back."""
    school = await desk.school()
    teacher = await desk.teacher(school)
    marijke = await desk.sender(teacher)
    await desk.file(school, b"%PDF-1.7", sender=teacher, name="leerlingen.pdf")
    await press(marijke, await marijke.expect(has("Blank template"), timeout=SECONDS), "Blank")
    for name in ("roster-template.xlsx", "roster-template.ods"):
        await marijke.expect(lambda m, n=name: m.document and m.document.name == n, timeout=SECONDS)
