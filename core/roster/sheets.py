"""The sheets of a file as lines of text, for what is no roster: the workbook of schools. Pure."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

from rosterdesk.core.roster.sources import open_source
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rosterdesk.core.roster.limits import Limits


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows`` are the numbers of its lines in the file; each line has as many cells."""

    name: str | None
    rows: tuple[int, ...]
    lines: tuple[tuple[str, ...], ...]


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


def pack_sheets(sheets: Iterable[Sheet]) -> list[Any]:
    return [astuple(each) for each in sheets]


def unpack_sheets(packed: Iterable[Sequence[Any]]) -> list[Sheet]:
    return [Sheet(name, tuple(rows), tuple(map(tuple, lines))) for name, rows, lines in packed]
