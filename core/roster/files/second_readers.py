"""Workbooks that calamine refuses, read by openpyxl and odfpy: slower, and less strict."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from rosterdesk.core.roster.problems import RefusedFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST_CELLS = 5_000_000
_MOST_BLANK_ROWS = 10_000  # in a row, of a sheet that declares a million
_MOST_REPEATED = 1_000


@dataclass(slots=True)
class PlainSheet:
    """Cells in memory, with what is used of calamine's sheets."""

    name: str
    rows: list[list[Any]]
    start: tuple[int, int] = (0, 0)
    merged_cell_ranges: tuple[()] = ()

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    @property
    def total_height(self) -> int:
        return len(self.rows)

    def iter_rows(self) -> Iterator[list[Any]]:
        return iter(self.rows)

    def to_python(self, *, skip_empty_area: bool = True) -> list[list[Any]]:
        del skip_empty_area
        return self.rows


def open_by_other_means(data: bytes) -> Iterator[tuple[str, bool, PlainSheet]]:
    """Name, hidden, and the sheet.

    Raises:
        RefusedFile: damaged, where these cannot read it either.

    """
    try:
        yield from _open_opendocument(data) if _is_opendocument(data) else _open_office(data)
    except RefusedFile:
        raise
    except Exception as error:  # they raise whatever their parsers and their own code raise
        raise RefusedFile("damaged") from error


def _is_opendocument(data: bytes) -> bool:
    return b"opendocument.spreadsheet" in data[:200]


def _open_office(data: bytes) -> Iterator[tuple[str, bool, PlainSheet]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - only paid for when it is needed

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows = _take(sheet.iter_rows(values_only=True))
        yield sheet.title, sheet.sheet_state != "visible", PlainSheet(sheet.title, rows)


def _open_opendocument(data: bytes) -> Iterator[tuple[str, bool, PlainSheet]]:
    from odf.opendocument import load  # noqa: PLC0415 - only paid for when it is needed
    from odf.table import Table  # noqa: PLC0415

    with redirect_stdout(io.StringIO()):  # odfpy prints the whole of what it cannot parse
        document = load(io.BytesIO(data))
    hidden = _list_hidden_styles(document)
    for table in document.spreadsheet.getElementsByType(Table):
        name = str(table.getAttribute("name"))
        is_hidden = table.getAttribute("stylename") in hidden
        yield name, is_hidden, PlainSheet(name, _take(_iterate_rows(table)))


def _list_hidden_styles(document: Any) -> set[str]:
    """Return the names of the styles of tables that are not shown."""
    from odf.style import Style, TableProperties  # noqa: PLC0415

    return {
        style.getAttribute("name")
        for style in document.automaticstyles.getElementsByType(Style)
        for found in style.getElementsByType(TableProperties)
        if found.getAttribute("display") == "false"
    }


def _take(rows: Iterable[Iterable[Any]]) -> list[list[Any]]:
    """Take rows as far as they are filled: a sheet may declare a million that hold nothing."""
    taken: list[list[Any]] = []
    cells = filled = 0
    for row in rows:
        values = ["" if cell is None else cell for cell in row]
        while values and values[-1] == "":
            values.pop()
        taken.append(values)
        cells += len(values)
        filled = len(taken) if values else filled
        if cells > _MOST_CELLS:
            raise RefusedFile("too_large", why="cells", limit=_MOST_CELLS)
        if len(taken) - filled > _MOST_BLANK_ROWS:
            break
    width = max(map(len, taken), default=0)
    return [[*row, *[""] * (width - len(row))] for row in taken[:filled]]


def _iterate_rows(table: Any) -> Iterator[list[Any]]:
    from odf.table import TableRow  # noqa: PLC0415

    for row in table.getElementsByType(TableRow):
        cells: list[Any] = []
        for cell in row.childNodes:
            if getattr(cell, "qname", ("", ""))[1] in ("table-cell", "covered-table-cell"):
                times = int(cell.getAttribute("numbercolumnsrepeated") or 1)
                cells += [_read_cell(cell)] * min(times, _MOST_REPEATED)
        for _ in range(min(int(row.getAttribute("numberrowsrepeated") or 1), _MOST_BLANK_ROWS)):
            yield cells


def _read_cell(cell: Any) -> Any:
    from odf.teletype import extractText  # noqa: PLC0415

    kind = cell.getAttribute("valuetype")
    if kind == "date":
        return date.fromisoformat(str(cell.getAttribute("datevalue"))[:10])
    if kind in ("float", "currency", "percentage"):
        number = float(cell.getAttribute("value"))
        return int(number) if number.is_integer() else number
    return str(extractText(cell)).strip()
