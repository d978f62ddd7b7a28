"""A roster inside a sheet: the row with the column names and the rows that belong to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from rosterdesk.core.roster.columns.headers import (
    DROPPED,
    UNUSED,
    find_field,
    guess_field,
    normalise_header,
)
from rosterdesk.core.roster.grids import Cells, Grid
from rosterdesk.core.roster.layouts import part_sides
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from rosterdesk.core.roster.grids import Mark, Numbers
    from rosterdesk.core.roster.model import Column

_HEADER_WITHIN = 30  # rows; letterheads of school systems take up to twenty
_LONGEST_HEADER = 80
_LONGEST_NAME = 60
_MOST_HEADERS = 200  # a sheet per class is one each; a row of names is repeated on each page
_TELLING = frozenset({"external_number", "surname", "full_name", "first_name", "initials"})
_CLASS_TITLE = re.compile(
    r"(?:groep|klas|class|gr\.?|kl\.?|unit)[\s:]*(\S.{0,25})|[0-9]{1,2}\s?-?\s?[a-z]{0,3}[0-9]?",
    re.IGNORECASE,
)
_COLON = re.compile(r"\s*:\s*")


@dataclass(slots=True, eq=False)
class Table:
    """``headers`` are cleaned but otherwise as the school wrote them; '' where there was none."""

    sheet: str | None
    headers: list[str]
    header_row: int | None
    rows: Numbers
    columns: list[Cells]
    titles: Cells | None = None  # the class that stands as a title above each row, if any
    hidden: bool = False
    widths: Numbers | None = None  # of cells that each row was written with, where they may differ
    marks: list[Mark] = field(default_factory=list)


def find_tables(grid: Grid, mapping: Mapping[str, str | None]) -> list[Table]:
    """The rosters of a sheet, one below the other; none where no row names its columns."""
    at = _find_header(grid, mapping)
    if at is None:
        return []
    later = _find_more_headers(grid, at, mapping)
    ends = [*later[1:], len(grid.rows)]
    tables = (_cut_table(grid, start, end) for start, end in zip(later, ends, strict=True))
    return [side for table in tables for side in part_sides(table)]


def has_header(grid: Grid) -> bool:
    return _find_header(grid, {}) is not None


def find_read_tables(grid: Grid, columns: Iterable[Column]) -> list[Table]:
    """The tables of a sheet that was read before, its columns known by the answers given then."""
    named = list(columns)
    mapping = {normalise_header(c.header): c.field for c in named if c.field}
    found = find_tables(grid, mapping)
    if any(column.header == "(A)" for column in named):
        at = max((table.header_row or 0 for table in found), default=0)
        found = [table for table in [name_by_letters(grid, at)] if table]
    guess = None if found else guess_table(grid)
    return [guess] if guess else found


def guess_table(grid: Grid) -> Table | None:
    """A table whose column names say nothing to us, so that a person can be asked.

    Names are all text, all different, without digits, and stand above two rows or more.
    """
    for index in range(min(5, len(grid.rows) - 2)):
        cells = [cell for cell in grid.row(index) if cell != ""]
        wide = len(cells) >= max(2, len(grid.columns) - 1)
        if wide and _are_names(cells) and len(set(cells)) == len(cells):
            return _cut_table(grid, index, len(grid.rows))
    return None


def name_by_letters(grid: Grid, above: int = 0) -> Table | None:
    """A table without names that can be believed: its columns are asked about by what they hold.

    ``above`` is the number of the last row that is not part of it. None where no row looks like
    a person.
    """
    inside = grid.rows > above
    rows = grid.rows[inside]
    columns = [column.take(inside).compact() for column in grid.columns]
    likely = sum(looks_like_person([c[i] for c in columns]) for i in range(min(len(rows), 50)))
    if likely * 2 <= min(len(rows), 50):
        return None
    names = [f"({_letter(index)})" for index in range(len(columns))]
    return Table(grid.sheet, names, None, rows, columns, hidden=grid.hidden, marks=grid.marks)


def looks_like_person(cells: Iterable[Any]) -> bool:
    """True for a row with two words that could be names, and something with a digit."""
    texts = [to_text(cell) for cell in cells if cell != ""]
    names = [text for text in texts if len(text) <= _LONGEST_NAME and _is_name(text)]
    return len(names) >= 2 and any(any(map(str.isdigit, text)) for text in texts)


def _is_name(text: str) -> bool:
    return any(map(str.isalpha, text)) and not any(map(str.isdigit, text))


def name_column(table: Table, index: int) -> str:
    """The header, or the spreadsheet's letter of a column that has none."""
    return table.headers[index] or f"({_letter(index)})"


def score_headers(
    cells: list[Any],
    mapping: Mapping[str, str | None],
    find: Callable[[str], str | None] = find_field,
) -> int:
    """Return how many different fields a row names; 0 where none tells one pupil from another."""
    fields = set()
    for cell in cells:
        if isinstance(cell, str) and 0 < len(cell) <= _LONGEST_HEADER:
            field = mapping.get(normalise_header(cell)) or find(cell)
            if field:
                fields.add(cell if field in (DROPPED, UNUSED) else field)
    return len(fields) if fields & _TELLING or len(fields) > 3 else 0


def title_of_class(text: str) -> str | None:
    """'Groep 5a', 'Groep: 5a' -> 'Groep 5a'; None for a title that names no class."""
    return _COLON.sub(" ", text) if _CLASS_TITLE.fullmatch(text) else None


def keep_rows(table: Table, kept: Any) -> Table:
    return replace(
        table,
        rows=table.rows[kept],
        columns=[column.take(kept) for column in table.columns],
        titles=table.titles.take(kept) if table.titles else None,
    )


def _find_header(grid: Grid, mapping: Mapping[str, str | None]) -> int | None:
    within = range(min(_HEADER_WITHIN, len(grid.rows)))
    for find in (find_field, _find_or_guess):
        scores = [score_headers(grid.row(index), mapping, find) for index in within]
        best = max(scores, default=0)
        if best >= 2:
            return scores.index(best)
    return None


def _find_or_guess(header: str) -> str | None:
    return find_field(header) or guess_field(header)


def _find_more_headers(grid: Grid, at: int, mapping: Mapping[str, str | None]) -> list[int]:
    """Rows further down that name columns again, in this order or in another."""
    words = {cell for cell in grid.row(at) if isinstance(cell, str) and cell}
    likely = np.zeros(len(grid.rows), dtype=np.intp)
    for column in grid.columns:
        named = [column.distinct.index(word) for word in words.intersection(column.distinct)]
        if named:
            likely += np.isin(column.codes, named)
    found = [at]
    for index in np.flatnonzero(likely >= 2):
        if index > at and len(found) < _MOST_HEADERS:
            cells = grid.row(int(index))
            if score_headers(cells, mapping) >= max(2, 0.6 * sum(cell != "" for cell in cells)):
                found.append(int(index))
    return found


def _cut_table(grid: Grid, start: int, end: int) -> Table:
    inside = slice(start + 1, end)
    table = Table(
        sheet=grid.sheet,
        headers=[to_text(cell) for cell in grid.row(start)],
        header_row=int(grid.rows[start]),
        rows=grid.rows[inside],
        columns=[column.take(inside).compact() for column in grid.columns],
        hidden=grid.hidden,
        widths=None if grid.widths is None else grid.widths[inside],
        marks=grid.marks,
    )
    return _take_titles(table, grid, start)


def _take_titles(table: Table, grid: Grid, start: int) -> Table:
    """Rows with one cell, such as 'Groep 5', name the class of the rows below them."""
    filled = sum((column.filled().astype(np.intp) for column in table.columns), start=0)
    alone = np.flatnonzero(filled == 1)
    if not len(alone) and not start:
        return table
    above = [text for index in range(start) for text in _single_cell(grid.row(index))]
    titles = [title for text in above if (title := title_of_class(text))]
    codes = np.zeros(len(table.rows), dtype=np.intp)
    values: list[Any] = [titles[-1] if titles else ""]
    for index in alone:
        for text in _single_cell([column[index] for column in table.columns]):
            if title := title_of_class(text):
                values.append(title)
                codes[index:] = len(values) - 1
    if values == [""]:
        return table
    table.titles = Cells(codes, values)
    return table


def _single_cell(cells: list[Any]) -> Iterator[str]:
    filled = [to_text(cell) for cell in cells if cell != ""]
    if len(filled) == 1:
        yield filled[0]


def _are_names(cells: list[Any]) -> bool:
    return all(
        isinstance(cell, str) and len(cell) <= _LONGEST_HEADER and not any(map(str.isdigit, cell))
        for cell in cells
    )


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
