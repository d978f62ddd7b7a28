"""Every habit of schools' systems that we know of: one file each, made by code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.core.roster.corpus import (
    books,
    columns,
    damage,
    dates,
    dialects,
    exchange,
    exchange_faults,
    layouts,
    left_out,
    lists,
    names,
    refusals,
    seen,
    shapes,
    silent,
    standing,
    values,
)
from tests.core.roster.corpus.case import PUPILS
from tests.core.roster.corpus.kinds import KINDS
from tests.core.roster.corpus.who import PEOPLE, WHO

from rosterdesk.core.roster.reading import read_roster

if TYPE_CHECKING:
    from tests.core.roster.corpus.case import Case

    from rosterdesk.core.roster.model import Pupil

MODULES = (
    *(dialects, damage, left_out, layouts, columns, values),
    *(
        dates,
        shapes,
        names,
        lists,
        standing,
        exchange,
        exchange_faults,
        books,
        refusals,
        seen,
        silent,
    ),
)
CASES = [case for module in MODULES for case in module.CASES]


def test_the_corpus_holds_sixty_habits() -> None:
    """Each habit is named once."""
    assert len({case.habit for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.habit)
def test_habit(case: Case) -> None:
    """The file is read, asked about or refused as its line says."""
    roster = read_roster(case.data, "leerlingen.xls", hints=case.hints)
    refused = roster.refused.code if roster.refused else None
    assert (roster.status, refused) == (case.status, case.refused)
    if case.why:
        assert roster.refused is not None
        assert roster.refused.values["why"] == case.why
    assert tuple(p.code for p in roster.problems) == tuple(case.codes)
    assert case.format in (None, roster.format)
    assert roster.bulk is case.bulk
    assert roster.dropped == tuple(case.dropped)
    assert [c.header for c in roster.columns if c.samples] == list(case.asked)
    assert (roster.school and (roster.school.brin, roster.school.location)) == case.school
    if case.left is not None:
        assert [each.code for each in roster.left_out] == list(case.left)
    if case.unread is not None:
        assert len(roster.unread) == case.unread
    if case.same:
        assert _without_places(roster.pupils) == _without_places(PUPILS)
    if case.count is not None:
        assert len(roster.pupils) == case.count
    for name, value in case.first.items():
        assert getattr(roster.pupils[0], name) == value, name
    for name, expected in case.every.items():
        assert [getattr(pupil, name) for pupil in roster.pupils] == list(expected), name


@pytest.mark.parametrize("habit", WHO)
def test_everybody_of_a_damaged_file_is_whole(habit: str) -> None:
    """Readable people are read with all their values, and nobody else is."""
    case = next(case for case in CASES if case.habit == habit)
    roster = read_roster(case.data, "leerlingen.xls", hints=case.hints)
    found = {
        p.external_number: (
            *(p.first_name, p.prefix, p.surname),
            *(p.birth_date and p.birth_date.isoformat(), p.class_code),
        )
        for p in roster.pupils
    }
    assert found == {number: PEOPLE[number] for number in WHO[habit]}
    assert len(roster.pupils) == len(found)


def _without_places(pupils: list[Pupil] | tuple[Pupil, ...]) -> list[Pupil]:
    return [replace(pupil, sheet=None, row=0) for pupil in pupils]


def test_each_kind_of_fault_has_two_files_and_a_line_in_the_docs() -> None:
    """Kinds are those of ``docs/reading.md``; their files are cases of the corpus."""
    habits = {case.habit for case in CASES}
    assert {kind: few for kind, few in KINDS.items() if len(set(few) & habits) < 2} == {}
    assert {habit for found in KINDS.values() for habit in found} <= habits
    page = Path("docs/reading.md").read_text(encoding="utf-8")
    table = page.partition("|---|")[2].partition("\n\n")[0].splitlines()[1:]
    assert [row.split(" | ")[0].removeprefix("| ") for row in table] == list(KINDS)
