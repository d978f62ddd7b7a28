"""Spreadsheets as one XML file: XML Spreadsheet 2003 (Excel) and flat OpenDocument.

A flat OpenDocument is given to the reader of .ods as one; the other has a reader here.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rosterdesk.core.roster.files.hidden import mark_hidden
from rosterdesk.core.roster.files.mending import close_up
from rosterdesk.core.roster.grids import to_grid
from rosterdesk.core.roster.problems import RefusedFile

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from rosterdesk.core.roster.grids import Grid
    from rosterdesk.core.roster.limits import Limits

_SHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_ROOT = re.compile(rb"(</?)office:document(?![\w-])")
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type='
    '"application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def is_spreadsheet_2003(root: Element) -> bool:
    return root.tag == f"{{{_SHEET}}}Workbook"


def is_flat_opendocument(root: Element) -> bool:
    return root.tag == f"{{{_OFFICE}}}document"


def read_spreadsheet_2003(root: Element, limits: Limits) -> list[Grid]:
    grids = []
    left = limits.cells
    for sheet in root.iter(f"{{{_SHEET}}}Worksheet"):
        numbers, rows = _read_rows(sheet, left, limits)
        left -= sum(map(len, rows))
        if rows:
            grid = to_grid(sheet.get(f"{{{_SHEET}}}Name"), rows, numbers)
            grid.hidden, grid.marks = _is_hidden(sheet), mark_hidden(_list_hidden_rows(sheet))
            grids.append(grid)
    return grids


def pack_opendocument(data: bytes) -> bytes:
    """The same document as the archive that an .ods is."""
    content = _ROOT.sub(rb"\1office:document-content", data)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("mimetype", _MIMETYPE)
        archive.writestr("content.xml", close_up(content))
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    return target.getvalue()


def _is_hidden(sheet: Element) -> bool:
    visible = sheet.find(f"{{{_EXCEL}}}WorksheetOptions/{{{_EXCEL}}}Visible")
    return visible is not None and visible.text in ("SheetHidden", "SheetVeryHidden")


def _list_hidden_rows(sheet: Element) -> list[int]:
    hidden = []
    number = 0
    for row in sheet.iter(f"{{{_SHEET}}}Row"):
        number = _read_index(row, number)
        if row.get(f"{{{_SHEET}}}Hidden") in ("1", "true"):
            hidden.append(number)
    return hidden


def _read_rows(
    sheet: Element, cells_left: int, limits: Limits
) -> tuple[list[int], list[list[Any]]]:
    numbers: list[int] = []
    rows: list[list[Any]] = []
    number = 0
    covered: dict[int, tuple[int, Any]] = {}  # by column: the last row covered, and the value
    for row in sheet.iter(f"{{{_SHEET}}}Row"):
        number = _read_index(row, number)
        cells = _read_cells(row, number, covered, limits)
        if any(cell != "" for cell in cells):
            numbers.append(number)
            rows.append(cells)
            cells_left -= len(cells)
        if len(rows) > limits.rows:
            raise RefusedFile("too_large", why="rows", limit=limits.rows)
        if cells_left < 0:
            raise RefusedFile("too_large", why="cells", limit=limits.cells)
    return numbers, rows


def _read_cells(
    row: Element, number: int, covered: dict[int, tuple[int, Any]], limits: Limits
) -> list[Any]:
    cells: dict[int, Any] = {}
    at = 0
    for cell in row.iterfind(f"{{{_SHEET}}}Cell"):
        at = _read_index(cell, at)
        while not cell.get(f"{{{_SHEET}}}Index") and covered.get(at, (0, None))[0] >= number:
            at += 1
        if at > limits.columns:
            raise RefusedFile("too_large", why="columns", limit=limits.columns)
        cells[at] = _read_value(cell)
        if down := _read_number(cell.get(f"{{{_SHEET}}}MergeDown")):
            covered[at] = (number + down, cells[at])
        at += _read_number(cell.get(f"{{{_SHEET}}}MergeAcross"))
    for column, (last, value) in covered.items():
        if number <= last:
            cells.setdefault(column, value)
    return [cells.get(column, "") for column in range(1, max(cells, default=0) + 1)]


def _read_index(element: Element, before: int) -> int:
    """Return the place that the element states; else the one behind the element before it."""
    return _read_number(element.get(f"{{{_SHEET}}}Index")) or before + 1


def _read_number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and text.isascii() and len(text) < 8 else 0


def _read_value(cell: Element) -> Any:
    data = cell.find(f"{{{_SHEET}}}Data")
    if data is None:
        return ""
    text = "".join(data.itertext())
    kind = data.get(f"{{{_SHEET}}}Type")
    try:
        if kind == "Number":
            number = float(text)
            return int(number) if number.is_integer() and "." not in text else number
        if kind == "DateTime":
            return _read_day(text)
    except ValueError:
        return text
    return text


def _read_day(text: str) -> date | datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.time() != moment.min.time() else moment.date()
