"""Sheets as an .ods, for LibreOffice."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from odf import number, style, table, text
from odf.opendocument import OpenDocumentSpreadsheet

from rosterdesk.core.reports.cells import neutralise
from rosterdesk.core.reports.palette import FILLS, FONTS
from rosterdesk.core.reports.sheets import Style

if TYPE_CHECKING:
    from rosterdesk.core.reports.sheets import Cell, Sheet

_CHARACTER_CM = 0.21  # the width of a digit of 11 points, as column widths are counted


def write_opendocument(sheets: list[Sheet]) -> bytes:
    document = OpenDocumentSpreadsheet()
    _add_date_format(document)
    styles = {one: _add_style(document, one) for one in Style}
    dates = _add_style(document, Style.PLAIN, name="date", datastylename="dd-mm-yyyy")
    for sheet in sheets:
        document.spreadsheet.addElement(_make_table(document, sheet, styles, dates))
    file = BytesIO()
    document.write(file)
    return file.getvalue()


def _add_date_format(document: Any) -> None:
    made = number.DateStyle(name="dd-mm-yyyy")
    for part in (
        number.Day(style="long"),
        number.Text(text="-"),
        number.Month(style="long"),
        number.Text(text="-"),
        number.Year(style="long"),
    ):
        made.addElement(part)
    document.automaticstyles.addElement(made)


def _add_style(document: Any, kind: Style, *, name: str | None = None, **more: Any) -> Any:
    colour, bold, size = FONTS[kind]
    made = style.Style(name=name or str(kind), family="table-cell", **more)
    weight = "bold" if bold else "normal"
    made.addElement(
        style.TextProperties(fontweight=weight, fontsize=f"{size}pt", color=f"#{colour}")
    )
    if fill := FILLS.get(kind):
        made.addElement(style.TableCellProperties(backgroundcolor=f"#{fill}"))
    document.automaticstyles.addElement(made)
    return made


def _make_table(document: Any, sheet: Sheet, styles: dict[Style, Any], dates: Any) -> Any:
    made = table.Table(name=sheet.title)
    for width in sheet.widths:
        made.addElement(table.TableColumn(stylename=_add_width(document, width)))
    if sheet.header:
        header = _add_header_style(document, sheet.colour)
        made.addElement(_make_row([_make_text(title, header) for title in sheet.header]))
    for row in sheet.rows:
        made.addElement(_make_row([_make_cell(cell, styles, dates) for cell in row]))
    return made


def _add_width(document: Any, characters: int) -> Any:
    name = f"width{characters}"
    for known in document.automaticstyles.childNodes:
        if known.getAttribute("name") == name:
            return known
    made = style.Style(name=name, family="table-column")
    width = f"{characters * _CHARACTER_CM:.2f}cm"
    made.addElement(style.TableColumnProperties(columnwidth=width))
    document.automaticstyles.addElement(made)
    return made


def _add_header_style(document: Any, colour: str) -> Any:
    made = _add_style(document, Style.HEADER, name=f"header{colour}")
    made.addElement(style.TableCellProperties(backgroundcolor=f"#{colour}"))
    return made


def _make_row(cells: list[Any]) -> Any:
    row = table.TableRow()
    for cell in cells:
        row.addElement(cell)
    return row


def _make_cell(cell: Cell, styles: dict[Style, Any], dates: Any) -> Any:
    kind = None if cell.style is Style.PLAIN else styles[cell.style]
    if isinstance(cell.value, str):
        return _make_text(neutralise(cell.value), kind)
    if isinstance(cell.value, date):
        shown = f"{cell.value:%d-%m-%Y}"
        return _fill(shown, kind or dates, valuetype="date", datevalue=cell.value.isoformat())
    if cell.value is not None:
        return _fill(str(cell.value), kind, valuetype="float", value=str(cell.value))
    return _fill("", kind)


def _make_text(value: str, kind: Any) -> Any:
    return _fill(value, kind, valuetype="string")


def _fill(shown: str, kind: Any, **attributes: Any) -> Any:
    if kind is not None:
        attributes["stylename"] = kind
    made = table.TableCell(**attributes)
    if shown:
        made.addElement(text.P(text=shown))
    return made
