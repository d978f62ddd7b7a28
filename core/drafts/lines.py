"""The table of a draft: each row as the library will see it, with what is wrong in which cell.

Pure. Where a person was read from a row, its cells show what was read; elsewhere, and where a value
was not used, what stands in the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rosterdesk.core.roster.model import Severity
from rosterdesk.core.roster.ranges import iterate_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rosterdesk.core.roster.corrections import CellTable, Correction
    from rosterdesk.core.roster.model import Problem, Pupil, Roster

    Place = tuple[str | None, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """``shown`` is what was read, ``text`` what stands there, which is what is edited."""

    column: str
    field: str | None
    text: str
    shown: str
    problems: tuple[Problem, ...] = ()
    corrected: bool = False

    @property
    def weight(self) -> str:
        return _weigh(self.problems)


@dataclass(frozen=True, slots=True)
class Line:
    """One row; ``problems`` are those that are about the row as a whole."""

    sheet: str | None
    row: int
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]
    read: bool  # somebody was read from it

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        return (*self.problems, *(each for cell in self.cells for each in cell.problems))

    @property
    def weight(self) -> str:
        return _weigh(self.all_problems)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of one table; ``columns`` are the school's own names with their fields."""

    name: str | None
    columns: tuple[tuple[str, str | None], ...]
    lines: tuple[Line, ...]


def _weigh(problems: Iterable[Problem]) -> str:
    found = {problem.severity for problem in problems}
    return next((str(s) for s in (Severity.ERROR, Severity.WARNING) if s in found), "")


def make_sheets(
    tables: Sequence[CellTable], roster: Roster, corrections: Iterable[Correction]
) -> list[Sheet]:
    """Return the table's sheets; rows that a person took out are not in them."""
    pupils = {(pupil.sheet, pupil.row): pupil for pupil in roster.pupils}
    problems = _place_problems(roster.problems)
    done = {(each.sheet, each.row, each.column) for each in corrections}
    return [
        Sheet(
            table.sheet,
            tuple(zip(table.columns, table.fields, strict=True)),
            tuple(_make_lines(table, pupils, problems, done)),
        )
        for table in tables
    ]


def _make_lines(
    table: CellTable,
    pupils: dict[Place, Pupil],
    problems: dict[Place, list[Problem]],
    done: set[tuple[str | None, int, str | None]],
) -> Iterator[Line]:
    known = set(table.columns)
    for row, texts in zip(table.rows, table.cells, strict=True):
        if not any(texts):
            continue
        pupil, found = pupils.get((table.sheet, row)), problems.get((table.sheet, row), [])
        cells = tuple(
            Cell(
                column,
                field,
                text,
                _show(pupil, field, text),
                tuple(each for each in found if each.column == column),
                corrected=(table.sheet, row, column) in done,
            )
            for column, field, text in zip(table.columns, table.fields, texts, strict=True)
        )
        whole = tuple(each for each in found if each.column not in known)
        yield Line(table.sheet, row, cells, whole, pupil is not None)


def _show(pupil: Pupil | None, field: str | None, text: str) -> str:
    value = getattr(pupil, field, None) if pupil is not None and field else None
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if value is None or isinstance(value, bool) or field in ("sex", "role"):
        return text  # a word of the school's own, or nothing was read
    return str(value)


def _place_problems(problems: Iterable[Problem]) -> dict[Place, list[Problem]]:
    placed: dict[Place, list[Problem]] = {}
    for problem in problems:
        for row in iterate_rows(problem.rows):
            placed.setdefault((problem.sheet, row), []).append(problem)
    return placed
