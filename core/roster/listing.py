"""Opening a file that is no roster as sheets of text; what reads it has the reader's libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.roster.sheets import Sheet
from rosterdesk.core.roster.sources import open_source
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from rosterdesk.core.roster.limits import Limits


def list_sheets(data: bytes, limits: Limits) -> list[Sheet]:
    """Return the sheets that have lines and are not hidden; raises RefusedFile."""
    grids = open_source(data, limits).grids
    shown = [grid for grid in grids if len(grid.rows) and not grid.hidden]
    return [
        Sheet(
            grid.sheet,
            tuple(map(int, grid.rows)),
            tuple(tuple(map(to_text, grid.row(at))) for at in range(len(grid.rows))),
        )
        for grid in shown
    ]
