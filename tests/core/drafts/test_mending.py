"""A draft: read, mended and sent. What is sent is what the table showed."""

from __future__ import annotations

import itertools
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from tests.core.roster.making import (
    cells_to_csv,
    make_pupils,
    write_csv,
    write_ods,
    write_xls,
    write_xlsx,
    write_zip,
)
from tests.core.worlds import WHO, World, latest_plan, open_world, refresh

from rosterdesk.core.clock import now
from rosterdesk.core.customers.registering import add_customer, grant_uploads, withdraw_uploads
from rosterdesk.core.drafts.copies import ChangedMeanwhileError, load_copy
from rosterdesk.core.drafts.lines import make_sheets
from rosterdesk.core.drafts.looking import compare_classes, find_doubts, look_at
from rosterdesk.core.drafts.mending import (
    NoSuchCellError,
    correct_cells,
    delete_row,
    load_tables,
    name_columns,
    repeat_last,
    undo_last,
)
from rosterdesk.core.drafts.reading import load_draft_roster, read_drafts
from rosterdesk.core.drafts.sending import list_corrections, send_draft
from rosterdesk.core.drafts.uploading import (
    KEPT_FOR,
    MOST_DRAFTS,
    NoSuchDraftError,
    NotYourSchoolError,
    find_draft,
    forget_drafts,
    list_drafts,
    take_upload,
)
from rosterdesk.core.models import Draft, DraftStatus, MappingAnswer, Submission, SubmissionStatus
from rosterdesk.core.pipeline import advance
from rosterdesk.core.roster.model import Severity

WRITERS = {"csv": write_csv, "xlsx": write_xlsx, "ods": write_ods, "xls": write_xls}


@pytest.fixture
async def world(database, tmp_path):
    async with open_world(tmp_path) as made:
        yield made


async def make_sender(world: World):
    sender, _ = await add_customer(
        world.school, WHO, world.library.numbering, first_name="Anna", surname="Jansen"
    )
    await grant_uploads(sender, world.school, WHO)
    return sender


async def upload(world: World, data: bytes, name: str = "lijst.csv", sender=None) -> Draft:
    sender = sender or await make_sender(world)
    draft = await take_upload(sender, world.school.id, name, data, world.library.files)
    assert await read_drafts(world.library)
    return await Draft.get(id=draft.id).prefetch_related("sender")


async def send(world: World, draft: Draft, **facts) -> Submission:
    submission = await send_draft(draft, draft.sender, draft.version, "", world.library, **facts)
    await advance(submission.id, world.library)
    return await refresh(submission)


async def correct_cell(draft, sheet, row, column, typed, library) -> int:
    return await correct_cells(draft, sheet, row, {column: typed}, library)


async def roster_of(world: World, draft: Draft):
    return (await load_draft_roster(draft, world.library.files)).unpack()


def broken(count: int = 8):
    """A roster with a date, a sex and a name that cannot be."""
    rows = [["Leerlingnummer", "Roepnaam", "Achternaam", "Geboortedatum", "Klas"]]
    for at, pupil in enumerate(make_pupils(count)):
        day = f"{pupil.birth_date:%d-%m-%Y}" if at != 3 else "31-02-2016"
        surname = pupil.surname if at != 5 else ""
        rows.append([pupil.external_number, pupil.first_name, surname, day, "5a"])
    return rows


async def test_three_rows_are_mended_and_sent_as_they_were_shown(world: World):
    draft = await upload(world, cells_to_csv(broken()))
    assert draft.status is DraftStatus.READY
    look = await look_at(draft, world.library)
    assert (look.pupils, look.failed) == (6, 2)
    assert await correct_cell(draft, None, 5, "Geboortedatum", "29-2-2016", world.library) == 1
    assert await correct_cell(draft, None, 7, "Achternaam", "Mulder", world.library) == 1
    await delete_row(draft, None, 9, world.library)
    shown = await roster_of(world, draft)
    assert (len(shown.pupils), shown.problems) == (7, ())
    assert str(next(p.birth_date for p in shown.pupils if p.row == 5)) == "2016-02-29"
    submission = await send(world, draft)
    assert submission.status is SubmissionStatus.WAITING
    assert submission.channel == "page"
    assert (await latest_plan(submission)).counts["new"] == 7
    told = await list_corrections(submission, world.library.files)
    assert [(c.rows[0][0], c.column, c.before, c.after) for c in told][:2] == [
        (5, "Geboortedatum", "31-02-2016", "2016-02-29"),
        (7, "Achternaam", "", "Mulder"),
    ]
    assert told[2].column is None
    assert not await Draft.exists()


async def test_undo_takes_back_the_last_step_whole(world: World):
    rows = broken(12)
    for row in (2, 7, 8):
        rows[row][3] = rows[4][3]
    draft = await upload(world, cells_to_csv(rows))
    before = await roster_of(world, draft)
    await correct_cell(draft, None, 3, "Geboortedatum", "1-2-2016", world.library)
    assert await repeat_last(draft, world.library) == 3
    assert len((await roster_of(world, draft)).pupils) == len(before.pupils) + 4
    assert len(await undo_last(draft, world.library)) == 3
    assert len(await undo_last(draft, world.library)) == 1
    assert (await roster_of(world, draft)).pupils == before.pupils
    assert await undo_last(draft, world.library) == []


async def test_a_letter_that_the_file_cannot_write_is_kept(world: World):
    data = cells_to_csv(broken(), encoding="cp1252")
    draft = await upload(world, data)
    await correct_cell(draft, None, 7, "Achternaam", "Łukasiewicz", world.library)
    roster = await roster_of(world, draft)
    assert next(p.surname for p in roster.pupils if p.row == 7) == "Łukasiewicz"


async def test_a_formula_that_was_typed_is_text(world: World):
    draft = await upload(world, write_xlsx(make_pupils(5)), "lijst.xlsx")
    await correct_cell(draft, "Leerlingen", 3, "Achternaam", "=1+1", world.library)
    data = await load_copy(world.library.files, draft.mended or "")
    sheet = load_workbook(BytesIO(data)).active
    assert [cell.value for cell in sheet[3] if "1+1" in str(cell.value)] == ["'=1+1"]


@pytest.mark.parametrize("kind", [*WRITERS, "zip"])
async def test_every_kind_of_file_is_mended_in_its_own_kind(world: World, kind):
    pupils = make_pupils(6)
    if kind == "zip":
        data = write_zip(
            {"noord.xlsx": write_xlsx(pupils), "zuid.csv": write_csv(make_pupils(5, 9))}
        )
    else:
        data = WRITERS[kind](pupils)
    draft = await upload(world, data, f"lijst.{kind}")
    assert draft.status is DraftStatus.READY
    before = await roster_of(world, draft)
    chosen = before.pupils[3]
    await correct_cell(draft, chosen.sheet, chosen.row, "Roepnaam", "Zwaantje", world.library)
    after = await roster_of(world, draft)
    expected = [replace(p, first_name="Zwaantje") if p == chosen else p for p in before.pupils]
    assert [(p.row, p.first_name, p.surname) for p in after.pupils] == [
        (p.row, p.first_name, p.surname) for p in expected
    ]
    assert [p.birth_date for p in after.pupils] == [p.birth_date for p in before.pupils]
    assert after.format == before.format


async def test_another_window_and_a_second_sending_are_refused(world: World):
    draft = await upload(world, cells_to_csv(broken()))
    other = await Draft.get(id=draft.id).prefetch_related("sender")
    await correct_cell(draft, None, 7, "Achternaam", "Mulder", world.library)
    with pytest.raises(ChangedMeanwhileError):
        await correct_cell(other, None, 7, "Achternaam", "Bos", world.library)
    with pytest.raises(ChangedMeanwhileError):
        await send(world, other)
    again = await Draft.get(id=draft.id).prefetch_related("sender")
    await send(world, draft)
    with pytest.raises(ChangedMeanwhileError):
        await send(world, again)
    assert await Submission.all().count() == 1


async def test_a_cell_that_is_not_there_is_refused(world: World):
    draft = await upload(world, cells_to_csv(broken()))
    for place in ((None, 99, "Klas"), (None, 3, "BSN"), ("Blad", 3, "Klas")):
        with pytest.raises(NoSuchCellError):
            await correct_cell(draft, *place, "x", world.library)


async def test_an_unclear_column_is_named_by_its_sender_and_remembered(world: World):
    rows = [["Nr", "Voornaam", "Familie", "Groepsaanduiding", "Onbekend"]]
    rows += [[str(100 + n), f"Saar{'abcdefgh'[n]}", "Bos", "5a", "geel"] for n in range(8)]
    draft = await upload(world, cells_to_csv(rows))
    if draft.status is not DraftStatus.UNCLEAR:
        pytest.fail(f"{draft.status}: {draft.facts}")
    roster = await roster_of(world, draft)
    asked = {c.header: c.samples for c in roster.columns if c.samples}
    answers = {h: {"Familie": "surname", "Groepsaanduiding": "class_code"}.get(h) for h in asked}
    await name_columns(draft, answers, None, world.library)
    assert await read_drafts(world.library)
    draft = await Draft.get(id=draft.id).prefetch_related("sender")
    assert draft.status is DraftStatus.READY
    assert not await MappingAnswer.exists()  # nothing is remembered of what is not sent
    await send(world, draft)
    assert await MappingAnswer.exists()
    second = await upload(world, cells_to_csv(rows), sender=draft.sender)
    assert second.status is DraftStatus.READY


async def test_what_the_first_reading_saw_stays_said(world: World):
    rows = broken()
    rows[0] += ["BSN"]
    for row in rows[1:]:
        row += ["123456782"]
    draft = await upload(world, cells_to_csv(rows))
    dropped = (await roster_of(world, draft)).dropped
    assert dropped == ("BSN",)
    await correct_cell(draft, None, 7, "Achternaam", "Mulder", world.library)
    assert (await roster_of(world, draft)).dropped == dropped
    for path in world.library.files.list_paths():
        assert b"123456782" not in await world.library.files.load(path.name)


async def test_a_row_that_was_cut_off_stays_wrong_until_it_is_mended(world: World):
    """The row that is kept of it looks whole: only the first reading saw that it is none."""
    rows = broken()
    lines = cells_to_csv(rows).decode().splitlines()
    lines[2] = lines[2].replace(";", ";;", 1)
    draft = await upload(world, "\r\n".join(lines).encode())
    assert await codes_of(world, draft, 3) == ["row_width"]
    await correct_cell(draft, None, 7, "Achternaam", "Mulder", world.library)
    assert await codes_of(world, draft, 3) == ["row_width"]
    assert 3 not in {pupil.row for pupil in (await roster_of(world, draft)).pupils}
    typed = dict(zip(rows[0], map(str, rows[2]), strict=True))
    await correct_cells(draft, None, 3, typed, world.library)
    assert 3 in {pupil.row for pupil in (await roster_of(world, draft)).pupils}
    await undo_last(draft, world.library)
    assert 3 not in {pupil.row for pupil in (await roster_of(world, draft)).pupils}


async def codes_of(world: World, draft: Draft, row: int) -> list[str]:
    problems = (await roster_of(world, draft)).problems
    return [each.code for each in problems if each.rows and each.row == row]


async def test_a_draft_is_its_senders_alone_and_gone_after_a_day(world: World):
    sender, other = await make_sender(world), await make_sender(world)
    draft = await upload(world, cells_to_csv(broken()), sender=sender)
    assert (await find_draft(draft.key, sender)).id == draft.id
    for key, who in ((draft.key, other), ("NOSUCHKEY", sender)):
        with pytest.raises(NoSuchDraftError):
            await find_draft(key, who)
    await withdraw_uploads(sender, world.school, WHO)
    with pytest.raises(NotYourSchoolError):
        await find_draft(draft.key, sender)
    await grant_uploads(sender, world.school, WHO)
    await Draft.all().update(made_at=now() - KEPT_FOR)
    with pytest.raises(NoSuchDraftError):
        await find_draft(draft.key, sender)
    assert await forget_drafts(world.library.files) == 1
    assert world.library.files.list_paths() == []


async def test_of_many_drafts_the_oldest_go(world: World):
    sender = await make_sender(world)
    for number in range(MOST_DRAFTS + 2):
        await take_upload(sender, world.school.id, "a.csv", b"%d" % number, world.library.files)
    assert len(await list_drafts(sender)) == MOST_DRAFTS
    assert len(world.library.files.list_paths()) == MOST_DRAFTS


async def test_a_refused_file_is_not_kept(world: World):
    draft = await upload(world, b"\x00\x01 no roster at all", "foto.jpg")
    assert draft.status is DraftStatus.REFUSED
    assert draft.file == ""
    paths = world.library.files.list_paths()
    assert len(paths) == 2  # what the reader said, of the first time and of now
    for path in paths:
        assert b"no roster at all" not in await world.library.files.load(path.name)


async def test_the_same_file_twice_is_one_submission(world: World):
    sender = await make_sender(world)
    data = write_csv(make_pupils(5))
    first = await send(world, await upload(world, data, sender=sender))
    second = await send(world, await upload(world, data, sender=sender))
    assert first.id == second.id
    received = await world.send(data)  # and by another way
    assert (received.repeated, received.submission.id) == (True, first.id)


def test_a_loss_since_the_last_time_is_asked_about():
    pupils = [
        replace(p, class_name=c)
        for p, c in zip(make_pupils(20), itertools.cycle("ab"), strict=False)
    ]
    before = {"a": 10, "b": 10, "c": 10, "d": 9}
    classes = compare_classes(pupils, before)
    assert [(line.name, line.now, line.before) for line in classes] == [
        ("a", 10, 10),
        ("b", 10, 10),
        ("c", 0, 10),
        ("d", 0, 9),
    ]
    numbers = {p.external_number for p in pupils if p.external_number}
    codes = [doubt.code for doubt in find_doubts(pupils, classes, numbers)]
    assert codes == ["classes", "fewer"]
    assert find_doubts(pupils, compare_classes(pupils, {}), set()) == []
    same = compare_classes(pupils, {"a": 10, "b": 10})
    assert find_doubts(pupils, same, numbers) == []
    assert [doubt.code for doubt in find_doubts(pupils, same, set())] == ["unknown"]


@pytest.mark.parametrize("kind", list(WRITERS))
async def test_random_corrections_send_what_the_table_showed(world: World, kind):
    """Some of the corrections of ``python -m tests.core.drafts.many``."""
    from tests.core.drafts.many import Step, try_corrections

    steps = [
        Step("cell", 3, "Geboortedatum", "31-02-2016"),
        Step("cell everywhere", 1, "Klas", "Groep 7"),
        Step("cell", 2, "Achternaam", ""),
        Step("cell", 5, "Leerlingnummer", "?"),
        Step("undo", 0, "Klas", ""),
        Step("cell", 4, "Roepnaam", "=1+1"),
        Step("take out", 0, "Klas", ""),
        Step("cell", 6, "Achternaam", "Łukasz"),
    ]
    assert await try_corrections(world, kind, 8, 7, steps) > len(steps)


async def test_problems_stand_at_their_cells(world: World):
    draft = await upload(world, cells_to_csv(broken()))
    roster = await roster_of(world, draft)
    sheets = make_sheets(await load_tables(draft, world.library), roster, [])
    lines = {line.row: line for sheet in sheets for line in sheet.lines}
    cell = next(c for c in lines[5].cells if c.column == "Geboortedatum")
    assert (cell.weight, cell.text, lines[5].read) == (Severity.ERROR, "31-02-2016", False)
    assert lines[2].weight == ""
    shown = next(c for c in lines[2].cells if c.column == "Geboortedatum")
    assert shown.shown == f"{make_pupils(8)[0].birth_date:%d-%m-%Y}"


@pytest.mark.parametrize("kind", list(WRITERS))
async def test_a_step_that_left_nobody_is_taken_back(world: World, kind):
    """Nothing is lost by taking out a row too many, or typing into a column what it cannot be."""
    draft = await upload(world, WRITERS[kind](make_pupils(4)), f"lijst.{kind}")
    before = await roster_of(world, draft)
    (table,) = await load_tables(draft, world.library)
    for row in table.rows:
        await delete_row(draft, table.sheet, row, world.library)
    assert draft.status is DraftStatus.REFUSED
    with pytest.raises(ChangedMeanwhileError):
        await correct_cell(draft, table.sheet, 2, "Roepnaam", "Anna", world.library)
    await undo_last(draft, world.library)
    assert draft.status is DraftStatus.READY
    assert [each.row for each in (await roster_of(world, draft)).pupils] == [table.rows[-1]]
    for _ in range(3):
        await undo_last(draft, world.library)
    assert (await roster_of(world, draft)).pupils == before.pupils


async def test_a_step_that_made_a_column_unclear_is_taken_back(world: World):
    draft = await upload(world, cells_to_csv(broken(12)))
    for row in range(2, 14):
        if draft.status is not DraftStatus.READY:
            break
        before = await roster_of(world, draft)
        await correct_cell(draft, None, row, "Roepnaam", f"Kind {row}", world.library)
    assert draft.status is DraftStatus.UNCLEAR
    assert len(await undo_last(draft, world.library)) == 1
    assert draft.status is DraftStatus.READY
    assert (await roster_of(world, draft)).pupils == before.pupils
