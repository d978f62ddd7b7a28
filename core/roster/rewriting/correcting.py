"""A file with corrections, in its own format: cells of a person instead of those that were there.

The file is one that was made anew from what was recognised (``keeping``): only its own cells can
be changed, and nothing else is in it.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

from rosterdesk.core.roster.columns.tables import find_read_tables, name_column
from rosterdesk.core.roster.corrections import CellTable
from rosterdesk.core.roster.files.archive import open_archive
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.recognise import recognise
from rosterdesk.core.roster.rewriting.books import match_sheets, open_book
from rosterdesk.core.roster.rewriting.writers import neutralise, write_book
from rosterdesk.core.roster.sources import open_grids
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rosterdesk.core.roster.columns.tables import Table
    from rosterdesk.core.roster.corrections import Correction
    from rosterdesk.core.roster.files.archive import Archive
    from rosterdesk.core.roster.grids import Grid
    from rosterdesk.core.roster.model import Roster
    from rosterdesk.core.roster.rewriting.books import Sheet
    from rosterdesk.core.roster.text.dialects import Dialect

CORRECTABLE = frozenset({"csv", "xls", "xlsx", "ods", "zip"})


def list_cells(data: bytes, roster: Roster) -> list[CellTable]:
    """Return the tables that the roster was read from; exchange formats have none."""
    if roster.format not in CORRECTABLE:
        return []
    grids = (grid for grid in open_grids(data, Limits()) if len(grid.rows))
    fields = {column.header: column.field for column in roster.columns}
    return [
        _take_cells(table, fields)
        for grid in grids
        for table in find_read_tables(grid, roster.columns)
    ]


def _take_cells(table: Table, fields: dict[str, str | None]) -> CellTable:
    at = [index for index, column in enumerate(table.columns) if table.headers[index] or column]
    names = tuple(name_column(table, index) for index in at)
    columns = [[to_text(cell) for cell in table.columns[index].to_array()] for index in at]
    return CellTable(
        table.sheet,
        names,
        tuple(fields.get(name) for name in names),
        tuple(table.rows.tolist()),
        tuple(zip(*columns, strict=True)) if columns else (),
    )


def correct_file(data: bytes, roster: Roster, corrections: Sequence[Correction]) -> bytes:
    """Return the file with the corrections, the later of one cell; ``roster`` was read from it.

    Raises:
        RefusedFile: it cannot be read.

    """
    if not corrections:
        return data
    kind = recognise(data)
    if kind == "zip":
        archive = open_archive(data, Limits())
        if archive.kind == "zip":
            return _correct_members(archive, roster, corrections)
        kind = archive.kind
    return _correct_book(data, kind, roster, corrections)


def _correct_members(archive: Archive, roster: Roster, corrections: Sequence[Correction]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in archive.names:
            data = archive.read(name)
            # Of one file in an archive, sheets are not named after their file.
            inside = corrections if len(archive.names) == 1 else _take_inside(name, corrections)
            made.writestr(name, correct_file(data, roster, inside))
    return target.getvalue()


def _take_inside(name: str, corrections: Iterable[Correction]) -> list[Correction]:
    found = []
    for each in corrections:
        sheet = each.sheet or ""
        if sheet == name:
            found.append(replace(each, sheet=None))
        elif sheet.startswith(f"{name}/"):
            found.append(replace(each, sheet=sheet.removeprefix(f"{name}/")))
    return found


def _correct_book(
    data: bytes, kind: str, roster: Roster, corrections: Sequence[Correction]
) -> bytes:
    book = open_book(data, kind)
    for sheet, grid in match_sheets(book, open_grids(data, Limits())):
        inside = [each for each in corrections if each.sheet in (grid.sheet, sheet.name)]
        _correct_sheet(sheet, grid, roster, inside)
    if book.dialect is not None:
        book.dialect = _choose_encoding(book.dialect, corrections)
    return write_book(book)


def _correct_sheet(
    sheet: Sheet, grid: Grid, roster: Roster, corrections: Sequence[Correction]
) -> None:
    for table in find_read_tables(grid, roster.columns) if corrections else ():
        places = {name_column(table, index): index for index in reversed(range(len(table.columns)))}
        rows = set(table.rows.tolist())
        for each in corrections:
            if each.row not in rows:
                continue
            row = sheet.rows[each.row - 1]
            if each.column is None:
                row[:] = [""] * len(row)
            elif (at := places.get(each.column)) is not None:
                row += [""] * (at + 1 - len(row))
                row[at] = neutralise(each.after)


def _choose_encoding(dialect: Dialect, corrections: Iterable[Correction]) -> Dialect:
    """A letter that the file's encoding lacks makes it a file in UTF-8."""
    try:
        "".join(each.after for each in corrections).encode(dialect.encoding)
    except UnicodeEncodeError:
        return replace(dialect, encoding="utf-8-sig")
    return dialect
