"""Sheets by column. A column keeps its distinct cells once, so work is done per distinct cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from rosterdesk.core.roster.distinct import number_values
from rosterdesk.core.roster.values.text import clean_cells, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from rosterdesk.core.roster.model import Reason

    Numbers = NDArray[np.intp]
    Mask = NDArray[np.bool_]


_MARK = "\0"  # never in a cell: cleaning takes it out


def repeat_pattern(one: str) -> re.Pattern[str]:
    """Compile a pattern for a whole column at once: 100,000 looks take as long as the reading."""
    return re.compile(f"(?:(?:{one})?{_MARK})*+")


@dataclass(slots=True, eq=False)
class Cells:
    """One column: row r holds ``distinct[codes[r]]``; an empty cell is ''."""

    codes: Numbers
    distinct: list[Any]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int | np.intp) -> Any:
        return self.distinct[self.codes[row]]

    def map(self, function: Callable[[Any], Any]) -> Cells:
        return Cells(self.codes, [function(value) for value in self.distinct])

    def where(self, test: Callable[[Any], Any]) -> Mask:
        """True in the rows whose cell passes the test."""
        passed = [bool(test(value)) for value in self.distinct]
        mask: Mask = np.array(passed, dtype=bool)
        return mask[self.codes]

    def filled(self) -> Mask:
        found = self.distinct.count("") + self.distinct.count(None)
        if found > 1:
            return self.where(lambda value: value != "" and value is not None)
        if not found:
            return np.ones(len(self), dtype=bool)
        mask: Mask = self.codes != self.distinct.index("" if "" in self.distinct else None)
        return mask

    def fill_in(self, other: Cells) -> Cells:
        """Return these cells where they are filled, and the other's elsewhere."""
        filled = self.filled()
        if filled.all():
            return self
        if not filled.any():
            return other
        codes = np.where(filled, self.codes, other.codes + len(self.distinct))
        return Cells(codes, self.distinct + other.distinct)

    def blank_where(self, emptied: Mask) -> Cells:
        codes = np.where(emptied, len(self.distinct), self.codes)
        return Cells(codes, [*self.distinct, None])

    def are_decimals(self) -> bool:
        """True where every cell is text of digits only: the plain case, seen in one look."""
        try:
            joined = "".join(self.distinct)
        except TypeError:
            return False
        return joined.isdecimal() and joined.isascii() and "" not in self.distinct

    def all_match(self, plain: re.Pattern[str]) -> bool:
        """True where every filled cell is text that ``repeat_pattern`` was made for."""
        try:
            joined = _MARK.join(self.distinct)
        except TypeError:
            return False
        return plain.fullmatch(f"{joined}{_MARK}") is not None

    def texts(self) -> Cells:
        """Each cell as a person would type it."""
        return Cells(self.codes, [v if type(v) is str else to_text(v) for v in self.distinct])

    def take(self, rows: Numbers | Mask | slice) -> Cells:
        return Cells(self.codes[rows], self.distinct)

    def compact(self) -> Cells:
        """Return the column without the distinct cells that no row holds any more."""
        held = self.counts() > 0
        if held.all():
            return self
        distinct = [value for value, kept in zip(self.distinct, held, strict=True) if kept]
        return Cells((np.cumsum(held) - 1)[self.codes], distinct)

    def counts(self) -> Numbers:
        """Return how many rows hold each distinct value; 0 for those whose rows were taken away."""
        return np.bincount(self.codes, minlength=len(self.distinct))

    def used(self) -> list[Any]:
        """The distinct values that rows still hold, the empty one left out."""
        counts = self.counts()
        return [v for v, n in zip(self.distinct, counts, strict=True) if n and v not in ("", None)]

    def to_array(self) -> NDArray[np.object_]:
        values = np.empty(len(self.distinct), dtype=object)
        values[:] = self.distinct
        return values[self.codes]


@dataclass(slots=True)
class Mark:
    """A mark on rows, or on a column's cells in them, made while the file was opened.

    ``code`` is that of the problem that says it, ``values`` fill its sentence.
    """

    code: str
    rows: list[int]
    column: int | None = None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Grid:
    """One sheet (or a whole CSV, sheet None); ``rows`` are the sheet's own numbers, from 1.

    ``widths`` counts the cells that each row was written with, where rows may differ in that.
    ``unpacked``: its cells were taken out of one column of the sheet.
    """

    sheet: str | None
    rows: Numbers
    columns: list[Cells]
    hidden: bool = False
    widths: Numbers | None = None
    marks: list[Mark] = field(default_factory=list)
    unpacked: bool = False
    reasons: list[Reason] = field(default_factory=list)

    def row(self, index: int) -> list[Any]:
        return [column[index] for column in self.columns]


def to_cells(values: Sequence[Any] | NDArray[np.object_]) -> Cells:
    """Return the column of these values, its text cleaned; None and NaN are empty cells."""
    codes, distinct = number_values(values)
    return Cells(codes, clean_cells(distinct))


def to_grid(
    sheet: str | None, rows: Sequence[Sequence[object]], numbers: Sequence[int] | None = None
) -> Grid:
    """A grid of row lists that may differ in length; ``numbers`` are their row numbers."""
    width = max(map(len, rows), default=0)
    if min(map(len, rows), default=0) < width:
        rows = [[*row, *[""] * (width - len(row))] for row in rows]
    cells = np.array(rows, dtype=object).reshape(len(rows), width)
    numbered = np.arange(1, len(rows) + 1) if numbers is None else np.asarray(numbers, np.intp)
    columns = [to_cells(column) for column in cells.T]
    return drop_blank_rows(Grid(sheet, numbered, columns))


def drop_blank_rows(grid: Grid) -> Grid:
    """Drop rows that hold nothing: a sheet may declare a million of them."""
    filled = np.zeros(len(grid.rows), dtype=bool)
    for column in grid.columns:
        filled |= column.filled()
    if filled.all():
        return grid
    kept = [column.take(filled) for column in grid.columns]
    widths = None if grid.widths is None else grid.widths[filled]
    return replace(grid, rows=grid.rows[filled], columns=kept, widths=widths)


def blank_cells(length: int) -> Cells:
    return Cells(np.zeros(length, dtype=np.intp), [""])


def join_cells(parts: Iterable[Cells]) -> Cells:
    """The columns one below the other."""
    several = list(parts)
    if len(several) == 1:
        return several[0]
    values: list[Any] = []
    codes = []
    for part in several:
        codes.append(part.codes + len(values))
        values += part.distinct
    return Cells(np.concatenate(codes), values)
