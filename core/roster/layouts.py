"""Sheets whose cells do not stand where their values belong, put right before they are looked at.

A file pasted into one column is taken apart again; two tables side by side are two tables; a class
that is written once counts for the rows below it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rosterdesk.core.roster.columns.headers import find_field, normalise_header
from rosterdesk.core.roster.grids import Cells, Grid, Mark, blank_cells, to_grid
from rosterdesk.core.roster.text.dialects import find_dialect
from rosterdesk.core.roster.text.records import read_records
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from rosterdesk.core.roster.columns.tables import Table
    from rosterdesk.core.roster.limits import Limits

_MOST = 0.8  # of the rows
_FEWEST_COLUMNS = 3
_TELLING = frozenset({"external_number", "surname", "full_name", "first_name"})
_FEWEST_NAMES = 2  # that a second table has in common with the first
_HALF = 0.5


def unpack_column(grid: Grid, limits: Limits) -> Grid:
    """The rows of a text that stands in one column, each line in one cell; else the grid itself."""
    filled = np.zeros(len(grid.rows), dtype=np.intp)
    for each in grid.columns:
        filled += each.filled()
    if not len(filled) or np.count_nonzero(filled == 1) < _MOST * len(filled):
        return grid
    column = next((c for c in grid.columns if c.filled().mean() >= _MOST), None)
    if column is None:
        return grid
    lines = [to_text(cell).replace("\n", " ") for cell in column.to_array()]
    text, dialect = find_dialect("\n".join(lines), "utf-8")
    found = read_records(text, dialect, limits.rows)
    widths = [len(row) for row in found.rows]
    common = max(set(widths), key=widths.count) if widths else 0
    is_text = common >= _FEWEST_COLUMNS and widths.count(common) >= _MOST * len(widths)
    if not is_text or len(found.rows) + dialect.skipped != len(lines):
        return grid
    numbers = grid.rows[dialect.skipped :]
    unpacked = to_grid(grid.sheet, found.rows, numbers.tolist())
    unpacked.widths = np.array(widths, dtype=np.intp)[np.isin(numbers, unpacked.rows)]
    marks = [
        Mark(code, numbers[[row - 1 for row in rows]].tolist())
        for code, rows in found.mended.items()
    ]
    return replace(unpacked, hidden=grid.hidden, marks=[*grid.marks, *marks], unpacked=True)


def part_sides(table: Table) -> list[Table]:
    """The tables that stand beside each other under one row of names, all as wide as the sheet."""
    at = _find_second(table.headers)
    if at is None:
        return [table]
    left = _keep_columns(table, range(at))
    return [left, *part_sides(_keep_columns(table, range(at, len(table.headers))))]


def _find_second(headers: list[str]) -> int | None:
    """The column in which a second table begins: names of the first one come again in order."""
    names = [normalise_header(header) if header else "" for header in headers]
    start = next((index for index, name in enumerate(names) if name), len(names))
    for at in range(start + 1, len(names)):
        if not names[at] or names[at] not in names[start:at]:
            continue
        again = {name for name in names[at:] if name and name in names[start:at]}
        fields = {
            find_field(header) for header in headers[at:] if normalise_header(header) in again
        }
        return at if fields & _TELLING and len(again) >= _FEWEST_NAMES else None
    return None


def _keep_columns(table: Table, kept: range) -> Table:
    """The table with the other columns empty, and without the rows that are empty then."""
    headers = [name if index in kept else "" for index, name in enumerate(table.headers)]
    length = len(table.rows)
    columns = [c if i in kept else blank_cells(length) for i, c in enumerate(table.columns)]
    filled = np.zeros(length, dtype=bool)
    for column in columns:
        filled |= column.filled()
    return replace(
        table,
        headers=headers,
        rows=table.rows[filled],
        columns=[column.take(filled).compact() for column in columns],
        titles=table.titles.take(filled) if table.titles else None,
        widths=table.widths[filled] if table.widths is not None else None,
    )


def fill_down(cells: Cells) -> tuple[Cells, np.ndarray] | None:
    """Values that are written once above the rows that they are for; and which rows got one.

    None where that is not the habit: the first row has a value, each value stands once, and most
    rows have none.
    """
    filled = cells.filled()
    if not len(filled) or not filled[0] or filled.mean() > _HALF or filled.sum() < _FEWEST_NAMES:
        return None
    held = cells.codes[filled]
    if len(set(held.tolist())) < len(held):
        return None
    places = np.maximum.accumulate(np.where(filled, np.arange(len(filled)), 0))
    return Cells(cells.codes[places], cells.distinct), ~filled
