"""A damaged file of a known school: nobody leaves by it, and no name becomes a damaged one."""

from __future__ import annotations

import random

import pytest
from tests.core.roster.damaging import DAMAGES
from tests.core.roster.making import make_pupils, to_cells
from tests.core.worlds import latest_plan, refresh

from rosterdesk.core.models import Customer, SubmissionStatus

KINDS = [
    "a lone quote",
    "several lone quotes",
    "a separator too few",
    "a row cut off",
    "two rows on a line",
    "mixed encodings",
    "Mac Roman",
    "letters that became ?",
    "letters that became U+FFFD",
    "read in a wrong encoding",
    "a damaged member",
    "a sheet without names",
    "a sheet that lacks a column",
    "everything in one column",
]
NAMES = ("first_name", "prefix", "surname")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_damaged_file_costs_nobody_membership_or_name(world, kind):
    pupils = make_pupils(40)
    await world.import_pupils(pupils)
    cells = to_cells(pupils, date_format="%d-%m-%Y")
    rows = [["" if cell is None else str(cell) for cell in row] for row in cells]
    damaged = DAMAGES[kind](rows, random.Random(7))
    submission = await refresh((await world.send(damaged.data)).submission)
    if submission.status is not SubmissionStatus.WAITING:
        assert submission.status in (SubmissionStatus.NEEDS_MAPPING, SubmissionStatus.REFUSED)
        return
    plan = await latest_plan(submission)
    assert plan.counts["leaving"] == 0
    changes = [
        each.details["fields"] for each in await plan.changes.all() if each.kind == "changed"
    ]
    assert [fields for fields in changes if set(fields) & set(NAMES)] == []


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
