"""A file as the sheets and cells it holds, to be written again in the same format."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rosterdesk.core.roster.files.csv_file import open_csv
from rosterdesk.core.roster.files.formats import counts_from_1904
from rosterdesk.core.roster.files.html_file import parse_tables
from rosterdesk.core.roster.files.workbook import open_sheets
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.text.records import read_records

if TYPE_CHECKING:
    from collections.abc import Callable

    from rosterdesk.core.roster.grids import Grid
    from rosterdesk.core.roster.text.dialects import Dialect

Row = list[Any]
_NAMED = ("xls", "xlsx", "ods")  # formats whose sheets have names


@dataclass(slots=True)
class Sheet:
    """``rows[0]`` is row 1, so that rows keep the numbers that people know them by.

    ``marked`` are cells to colour, by index of row and column.
    """

    name: str | None
    rows: list[Row]
    marked: set[tuple[int, int]] = field(default_factory=set)


@dataclass(slots=True)
class Book:
    """``format`` is csv, xls, xlsx, ods, html, mhtml or xml; ``dialect`` that of a CSV."""

    format: str
    sheets: list[Sheet]
    dialect: Dialect | None = None
    since_1904: bool = False  # amounts that are days count from 1904


def open_book(data: bytes, file_format: str) -> Book:
    if file_format == "csv":
        opened = open_csv(data)
        dialect = opened.dialect
        rows = read_records(opened.text, dialect, Limits().rows).rows
        return Book("csv", [Sheet(None, [[]] * dialect.skipped + rows)], dialect)
    if file_format == "html":
        return Book("html", _open_html(data))
    sheets = [Sheet(name, list(sheet.iter_rows())) for name, _, sheet in open_sheets(data)]
    return Book(file_format, sheets, since_1904=counts_from_1904(data))


def make_book(grids: list[Grid], file_format: str) -> Book:
    """Return a book of what was read, for a format that is not written again."""
    return Book(file_format, [Sheet(grid.sheet, _list_rows(grid)) for grid in grids])


def _open_html(data: bytes) -> list[Sheet]:
    sheets = []
    for first, rows in parse_tables(data, Limits()):
        sheets.append(Sheet(None, [[] for _ in range(first - 1)] + list(rows)))
    return sheets


def keep_columns(sheet: Sheet, keeps: Callable[[int], bool]) -> Sheet:
    rows = [[cell for index, cell in enumerate(row) if keeps(index)] for row in sheet.rows]
    return Sheet(sheet.name, rows)


def match_sheets(book: Book, grids: list[Grid]) -> list[tuple[Sheet, Grid]]:
    """Each grid with the sheet that it was read from; sheets that held nothing are left out."""
    pairs = _match(book, grids)
    for sheet, grid in pairs:
        if grid.unpacked:  # the columns that the tables speak of
            sheet.rows = _list_rows(grid)
    return pairs


def _match(book: Book, grids: list[Grid]) -> list[tuple[Sheet, Grid]]:
    if book.format not in _NAMED:
        return list(zip(book.sheets, grids, strict=True))
    by_name = {sheet.name: sheet for sheet in book.sheets}
    return [(by_name[grid.sheet], grid) for grid in grids]


def _list_rows(grid: Grid) -> list[Row]:
    """The cells of a grid by the numbers of its rows."""
    rows: list[Row] = [[] for _ in range(int(grid.rows[-1]) if len(grid.rows) else 0)]
    for index, number in enumerate(grid.rows.tolist()):
        rows[number - 1] = grid.row(index)
    return rows
