"""Facts of a file that its kept form no longer shows, carried to the reading after an answer.

The kept form is made anew from what was recognised: a row cut off is as long as the others in it,
a member that was damaged is gone. Whoever reads it again must not take it for a whole file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.roster.model import Column
from rosterdesk.core.roster.people import Note
from rosterdesk.core.roster.problems import PROBLEMS
from rosterdesk.core.roster.ranges import iterate_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.core.roster.model import LeftOut, Problem, Roster
    from rosterdesk.core.roster.people import Part
    from rosterdesk.core.roster.sources import Source

# Of the file's own bytes, and of what is not kept; everything else is seen again.
_OF_OPENING = frozenset(
    [
        *("row_broken", "row_cut_off"),
        *("row_width", "row_short", "quotes_mended", "delimiter_mended", "character_removed"),
        *("encoding_mixed", "encoding_guessed", "letters_mended", "rows_hidden"),
        *("column_unlikely", "secret_left_out", "class_column_beside"),
        *("cell_error", "cell_error_beside", "cell_uncalculated", "cell_uncalculated_beside"),
    ]
)
_OF_COLUMNS_AND_ROWS = frozenset({"column_unnamed", "column_repeated", "rows_above"})


def carry_to_file(source: Source, earlier: Roster | None) -> None:
    """Add what was said of the file as a whole, and what was left out of it and not kept."""
    if earlier is None:
        return
    source.problems += [each for each in _select(earlier.problems) if not each.rows]
    kept = {grid.sheet for grid in source.grids} | {part.sheet for part in source.parts}
    gone = (each for each in earlier.left_out if _is_gone(each, kept))
    source.left_out += [each for each in gone if each not in source.left_out]
    source.dropped += [each for each in earlier.dropped if each not in source.dropped]


def carry_columns(columns: tuple[Column, ...], earlier: Roster | None) -> tuple[Column, ...]:
    """Return the columns of the file as it came, in its order: those that went are not used.

    Answers about columns are found by all headers of a file, so that none may be missing.
    """
    if earlier is None:
        return columns
    found = {column.header: column for column in columns}
    whole = [found.pop(each.header, Column(each.header, None)) for each in earlier.columns]
    return (*whole, *found.values())


def carry_to_rows(parts: Iterable[Part], earlier: Roster | None) -> None:
    """Add what was said of rows: those with an error are not read this time either."""
    if earlier is None:
        return
    said = [each for each in _select(earlier.problems) if each.rows]
    said.sort(
        key=lambda each: PROBLEMS[each.code][0]
    )  # errors first: of their rows no more is said
    for part in parts:
        here = [each for each in said if each.sheet in (part.sheet, None)]
        part.notes[:0] = [
            Note(each.code, frozenset(iterate_rows(each.rows)), each.values, each.column)
            for each in here
        ]


def _select(problems: Iterable[Problem]) -> Iterable[Problem]:
    return (each for each in problems if each.code in _OF_OPENING)


def _is_gone(left_out: LeftOut, kept: set[str | None]) -> bool:
    return left_out.sheet not in kept or left_out.code in _OF_COLUMNS_AND_ROWS
