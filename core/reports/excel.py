"""Sheets as an .xlsx, written row by row: flat memory, whatever the size of the school."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter

from rosterdesk.core.reports.cells import neutralise
from rosterdesk.core.reports.palette import FILLS, FONTS
from rosterdesk.core.reports.sheets import Style

if TYPE_CHECKING:
    from rosterdesk.core.reports.sheets import Cell, Sheet

_DATE = "DD-MM-YYYY"


def write_excel(sheets: list[Sheet]) -> bytes:
    workbook = Workbook(write_only=True)
    for style in Style:
        workbook.add_named_style(_make_style(style))
    for sheet in sheets:
        _write_sheet(workbook, sheet)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def _make_style(style: Style) -> NamedStyle:
    made = NamedStyle(f"rosterdesk {style}")
    colour, bold, size = FONTS[style]
    made.font = Font(name="Calibri", size=size, bold=bold, color=colour)
    if fill := FILLS.get(style):
        made.fill = PatternFill("solid", start_color=fill)
    made.alignment = Alignment(vertical="top", wrap_text=style is Style.REMARK)
    return made


def _write_sheet(workbook: Workbook, sheet: Sheet) -> None:
    page: Any = workbook.create_sheet(sheet.title)
    page.sheet_properties.tabColor = sheet.colour
    for number, width in enumerate(sheet.widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    if sheet.header:
        page.freeze_panes = "A2"
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.header))}{len(sheet.rows) + 1}"
        page.append([_make_header(page, title, sheet.colour) for title in sheet.header])
    for row in sheet.rows:
        page.append([_make_cell(page, cell) for cell in row])


def _make_header(page: Any, title: str, colour: str) -> Any:
    cell = WriteOnlyCell(page, title)
    cell.style = f"rosterdesk {Style.HEADER}"
    cell.fill = PatternFill("solid", start_color=colour)
    return cell


def _make_cell(page: Any, cell: Cell) -> Any:
    """Return a plain value as it is: a cell object of its own costs three times as much."""
    value: Any = neutralise(cell.value) if isinstance(cell.value, str) else cell.value
    if cell.style is Style.PLAIN and not isinstance(value, date):
        return value
    made = WriteOnlyCell(page, value)
    made.style = f"rosterdesk {cell.style}"
    if isinstance(value, date):
        made.number_format = _DATE
    return made
