"""State numbers in the texts of a roster, where no column of them could be dropped."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from rosterdesk.core.roster.values.state_numbers import (
    blank_cell,
    blank_state_numbers,
    may_hold_state_numbers,
)

if TYPE_CHECKING:
    from rosterdesk.core.roster.grids import Cells
    from rosterdesk.core.roster.model import Column, Problem, Roster
    from rosterdesk.core.roster.people import Part


def blank_part(part: Part) -> None:
    """Put ``[BSN]`` in the place of each, before anything is made of the cells."""
    part.fields = {name: _blank_cells(cells, name) for name, cells in part.fields.items()}


def blank_frame(roster: Roster) -> Roster:
    """Return the roster with its headers, samples and problems blanked; pupils are left alone."""
    return replace(
        roster,
        columns=tuple(map(_blank_column, roster.columns)),
        dropped=tuple(map(blank_state_numbers, roster.dropped)),
        problems=tuple(map(_blank_problem, roster.problems)),
    )


def _blank_cells(cells: Cells, field: str) -> Cells:
    """Most columns are passed in one look."""
    try:
        joined = "\0".join(cells.distinct)
    except TypeError:
        joined = None  # numbers, or dates
    if joined is not None and not may_hold_state_numbers(joined):
        return cells
    return cells.map(partial(blank_cell, field=field))


def _blank_column(column: Column) -> Column:
    samples = tuple(map(blank_state_numbers, column.samples))
    return replace(column, header=blank_state_numbers(column.header), samples=samples)


def _blank_problem(problem: Problem) -> Problem:
    return replace(
        problem,
        sheet=problem.sheet and blank_state_numbers(problem.sheet),
        column=problem.column and blank_state_numbers(problem.column),
        values={name: blank_cell(value) for name, value in problem.values.items()},
    )
