"""Corrections of a sender as people read them: once for each cell, the same of many rows once.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.roster.ranges import to_ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rosterdesk.core.roster.corrections import Correction
    from rosterdesk.core.roster.ranges import Ranges

    Cell = tuple[str | None, int, str | None]


@dataclass(frozen=True, slots=True)
class Corrected:
    """Cells of one column that were the same before and after; a row that went has no column."""

    sheet: str | None
    rows: Ranges
    column: str | None
    before: str
    after: str


def settle(corrections: Iterable[Correction]) -> dict[Cell, tuple[str, str]]:
    """Return what stood in each cell at first and what in the end, of those where that differs.

    Of a row that was taken out nothing else counts.
    """
    pairs: dict[Cell, tuple[str, str]] = {}
    for each in corrections:
        cell = (each.sheet, each.row, each.column)
        before = pairs[cell][0] if cell in pairs else each.before
        pairs[cell] = (before, each.after)
    gone = {(sheet, row) for sheet, row, column in pairs if column is None}
    return {
        cell: pair
        for cell, pair in pairs.items()
        if cell[2] is None or (cell[:2] not in gone and pair[0] != pair[1])
    }


def gather(corrections: Sequence[Correction]) -> list[Corrected]:
    """Return the corrections in the order of the file: one line for the same of many rows."""
    rows: dict[tuple[str | None, str | None, str, str], list[int]] = {}
    for (sheet, row, column), (before, after) in settle(corrections).items():
        rows.setdefault((sheet, column, before, after), []).append(row)
    found = [
        Corrected(sheet, to_ranges(numbers), column, before, after)
        for (sheet, column, before, after), numbers in rows.items()
    ]
    return sorted(found, key=lambda each: (each.sheet or "", each.rows[0], each.column or ""))
