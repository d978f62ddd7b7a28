"""A damaged file of a known school: nobody leaves by it, and no name becomes a damaged one."""

from __future__ import annotations

import random

import pytest
from tests.core.intake.damaged import send_damaged
from tests.core.roster.damaging import DAMAGES
from tests.core.roster.making import make_pupils, to_cells, write_zip
from tests.core.worlds import WHO, latest_plan, refresh

from rosterdesk.core.intake.mapping import map_columns
from rosterdesk.core.intake.reading import load_roster
from rosterdesk.core.models import Customer, SubmissionStatus
from rosterdesk.core.pipeline import advance


async def test_a_damaged_file_changes_nobody_without_a_word(world):
    """Of each kind of damage one; ``python -m tests.core.intake.damaged 1000`` tries more."""
    pupils = make_pupils(40)
    await world.import_pupils(pupils)
    found = [await send_damaged(world, pupils, kind, 7) for kind in sorted(DAMAGES)]
    assert [each for each in found if each] == []


async def test_words_of_known_names_bring_lost_letters_back(world):
    pupils = make_pupils(40)
    await world.import_pupils(pupils)
    cells = to_cells(pupils, date_format="%d-%m-%Y")
    rows = [["" if cell is None else str(cell) for cell in row] for row in cells]
    accented = sum(not (p.first_name or "").isascii() for p in pupils)
    assert accented > 2
    lost = DAMAGES["letters that became ?"](rows, random.Random(7))
    submission = await refresh((await world.send(lost.data)).submission)
    plan = await latest_plan(submission)
    assert plan.counts["unchanged"] > 40 - accented
    assert await Customer.filter(school=world.school, first_name__contains="?").count() == 0


def _take_line_end(lines: list[str]) -> bytes:
    return "\r\n".join([*lines[:5], lines[5] + ";" + lines[6], *lines[7:]]).encode()


def _cut_row(lines: list[str]) -> bytes:
    behind_surname = ";".join(lines[7].split(";")[:4])
    return "\r\n".join([*lines[:7], behind_surname, *lines[8:]]).encode()


def _harm_member(lines: list[str]) -> bytes:
    halves = (lines[:21], [lines[0], *lines[21:]])
    data = write_zip({f"{n}.csv": "\r\n".join(half).encode() for n, half in enumerate(halves)})
    return data.replace(b"PK\x03\x04", b"PK\x03\x05", 2).replace(b"PK\x03\x05", b"PK\x03\x04", 1)


@pytest.mark.parametrize("damage", [_take_line_end, _cut_row, _harm_member])
async def test_what_was_damaged_is_not_whole_after_an_answer(world, damage):
    """The columns are asked about; what is read then is the kept form, without the damage."""
    pupils = make_pupils(40)
    await world.import_pupils(pupils)
    rows = [[str(cell or "") for cell in row] for row in to_cells(pupils, date_format="%d-%m-%Y")]
    rows[0][0] = "Kolom X"
    submission = await refresh((await world.send(damage([";".join(r) for r in rows]))).submission)
    assert submission.status is SubmissionStatus.NEEDS_MAPPING

    asked = await load_roster(submission, world.library.files)
    await map_columns(submission.reference, asked, {"Kolom X": "external_number"}, WHO)
    await advance(submission.id, world.library)

    submission = await refresh(submission)
    assert submission.status is SubmissionStatus.WAITING
    plan = await latest_plan(submission)
    assert plan.counts["leaving"] == 0
    assert plan.counts["changed"] == 0
    read = await load_roster(submission, world.library.files)
    failed = [each for each in read.problems if each.severity == "error"]
    assert failed or read.unread
    assert read.problems[: len(asked.problems)] == asked.problems
    assert read.unread == asked.unread


@pytest.mark.parametrize(
    ("charset", "surname"), [(None, "Schèfer"), ("mac-roman", "Schäfer"), ("utf-8", "Schèfer")]
)
async def test_the_charset_that_a_mail_declares_is_weighed(world, charset, surname):
    """One letter of one name: as a Mac writes it, and as MS-DOS does. What cannot be is no news."""
    data = b"Leerlingnummer;Roepnaam;Achternaam;Klas\r\n1;Noor;Sch\x8afer;5a\r\n"
    submission = await refresh((await world.send(data, charset=charset)).submission)

    (pupil,) = (await load_roster(submission, world.library.files)).pupils
    assert pupil.surname == surname
