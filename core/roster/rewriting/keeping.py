"""The parts of a sheet that may be kept: values of recognised columns, and titles of classes.

A cell stays in its row, so that problems keep naming it. Columns that nobody recognised go; a
known one that is not used keeps its header, for it is a word of ours that tells a header row.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from rosterdesk.core.roster.accounting import is_of_organisations
from rosterdesk.core.roster.columns.choose import choose_fields
from rosterdesk.core.roster.columns.headers import DROPPED, UNUSED, find_field, normalise_header
from rosterdesk.core.roster.columns.tables import find_read_tables, name_column, title_of_class
from rosterdesk.core.roster.facts import SCHOOL_YEAR
from rosterdesk.core.roster.fields.roles import numbers_teachers
from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.rewriting.books import Sheet
from rosterdesk.core.roster.rewriting.writers import neutralise
from rosterdesk.core.roster.values.contact import is_secret
from rosterdesk.core.roster.values.dates import read_school_year
from rosterdesk.core.roster.values.standing import find_gone_word
from rosterdesk.core.roster.values.state_numbers import blank_cell, blank_state_numbers
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from rosterdesk.core.roster.columns.choose import Choice
    from rosterdesk.core.roster.columns.tables import Table
    from rosterdesk.core.roster.grids import Grid
    from rosterdesk.core.roster.model import Roster

HIDDEN_BY = {
    "secret_address": ("street", "house_number", "house_number_suffix", "postcode", "city"),
    "secret_phone": ("phone",),
}


_MARK = "x"  # something stood in the cell


def keep_recognised(grid: Grid, roster: Roster) -> Sheet | None:
    """Return the sheet made anew; None where it holds no roster."""
    found = find_read_tables(grid, roster.columns)
    tables = [table for table in found if not is_of_organisations(table)]
    if not tables:
        return None
    hints = Hints(mapping={normalise_header(c.header): c.field for c in roster.columns if c.field})
    keeper = _Keeper(grid, frozenset(roster.dropped))
    for table in tables:
        keeper.keep_table(table, choose_fields(table, hints))
    return keeper.finish()


def keep_value(cell: Any, field: str | None = None) -> Any:
    """Return the cell as it may be kept: no formula, no state number, of a remark nothing else."""
    if field == "note":
        return find_gone_word(to_text(cell)) or ""
    if field == "school_year" and not read_school_year(to_text(cell)):
        return ""
    return neutralise(blank_cell(cell, field))


class _Keeper:
    """Columns of the new sheet, by their place in the old one; a blank cell is ''."""

    def __init__(self, grid: Grid, dropped: frozenset[str]) -> None:
        self.grid = grid
        self.dropped = dropped
        self.height = int(grid.rows[-1])
        self.columns: dict[int, NDArray[np.object_]] = {}

    def keep_table(self, table: Table, choice: Choice) -> None:
        kept = {
            index: choice.fields[index]
            for index in range(len(table.headers))
            if not self._is_dropped(table, choice, index) and _is_recognised(table, choice, index)
        }
        for index, field in kept.items():
            cells = table.columns[index].map(partial(keep_value, field=field))
            self._column(index)[table.rows - 1] = cells.to_array()
        for index in _find_marks(table, kept):
            self._column(index)[table.rows[table.columns[index].filled()] - 1] = _MARK
            kept[index] = None
        self._keep_headers(table, choice, kept)
        self._blank_secrets(table, choice)

    def finish(self) -> Sheet:
        order = sorted(self.columns)
        rows = [list(row) for row in zip(*(self.columns[i] for i in order), strict=True)]
        for number, title in self._list_titles():
            if rows and not any(cell not in ("", None) for cell in rows[number - 1]):
                rows[number - 1][0] = keep_value(title)
        name = self.grid.sheet
        return Sheet(name and blank_state_numbers(name), rows)

    def _is_dropped(self, table: Table, choice: Choice, index: int) -> bool:
        return choice.fields[index] == DROPPED or name_column(table, index) in self.dropped

    def _keep_headers(self, table: Table, choice: Choice, kept: Mapping[int, object]) -> None:
        if table.header_row is None:  # its columns are called by their places
            for index in range(max(kept, default=-1)):
                self._column(index)
            return
        for index, header in enumerate(table.headers):
            is_word_of_ours = choice.fields[index] == UNUSED and find_field(header) is not None
            if index in kept or (is_word_of_ours and not self._is_dropped(table, choice, index)):
                self._column(index)[table.header_row - 1] = keep_value(header)

    def _blank_secrets(self, table: Table, choice: Choice) -> None:
        for flag, names in HIDDEN_BY.items():
            at = choice.find(flag)
            if at is None:
                continue
            secret = table.columns[at].where(lambda cell: is_secret(to_text(cell)))
            for index, name in enumerate(choice.fields):
                if name in names and index in self.columns:
                    self.columns[index][table.rows[secret] - 1] = ""

    def _list_titles(self) -> Iterator[tuple[int, str]]:
        """Yield the titles of classes that stand alone in their row, with the row's number."""
        filled = sum((column.filled().astype(int) for column in self.grid.columns), start=0)
        for at in np.flatnonzero(filled == 1):
            text = next(to_text(cell) for cell in self.grid.row(int(at)) if cell not in ("", None))
            if title_of_class(text):
                yield int(self.grid.rows[at]), text

    def _column(self, index: int) -> NDArray[np.object_]:
        if index not in self.columns:
            self.columns[index] = np.full(self.height, "", dtype=object)
        return self.columns[index]


def _find_marks(table: Table, kept: Mapping[int, object]) -> list[int]:
    """Return the columns that say by their name that these are teachers; none is read for more."""
    others = enumerate(table.headers)
    return [index for index, header in others if index not in kept and numbers_teachers(header)]


def _is_recognised(table: Table, choice: Choice, index: int) -> bool:
    """Return whether the column is a field, is asked about, or says the school year."""
    if choice.fields[index] == "eck_id":  # whoever opens the kept file must not see it
        return False
    if choice.fields[index] not in (None, UNUSED) or index in choice.asked:
        return True
    values = table.columns[index].used()
    return (
        normalise_header(table.headers[index]) in SCHOOL_YEAR
        and len(values) == 1
        and read_school_year(to_text(values[0])) is not None
    )
