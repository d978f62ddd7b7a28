"""Sheets as the bytes of a file: openpyxl, odfpy and xlwt for workbooks, csv for text."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from rosterdesk.core.roster.rewriting.books import Book, Row, Sheet

_DATE_FORMAT = "DD-MM-YYYY"
_MARK_COLOUR = "FFD966"
_STARTS_FORMULA = ("=", "+", "-", "@")  # after blanks, which some programs pass over


def write_book(book: Book) -> bytes:
    """Return the bytes of the book; a format that nobody writes any more becomes an .xlsx."""
    if book.since_1904 and book.format == "ods":
        return _write_xlsx(book)
    return _WRITERS.get(book.format, _write_xlsx)(book)


def neutralise(cell: Any) -> Any:
    """Text that a spreadsheet would take for a formula, made text (OWASP, CSV injection)."""
    if isinstance(cell, str) and cell.lstrip().startswith(_STARTS_FORMULA):
        return f"'{cell.lstrip()}"
    return cell


def _write_csv(book: Book) -> bytes:
    assert book.dialect
    dialect = book.dialect
    text = io.StringIO(newline="")
    if dialect.skipped:
        text.write(f"sep={dialect.delimiter}{dialect.newline}")
    writer = csv.writer(text, delimiter=dialect.delimiter, lineterminator=dialect.newline)
    writer.writerows(book.sheets[0].rows[dialect.skipped :])
    return text.getvalue().encode(dialect.encoding, errors="replace")


def _write_xlsx(book: Book) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - each library is only paid for when used
    from openpyxl.utils.datetime import CALENDAR_MAC_1904  # noqa: PLC0415

    workbook = Workbook(write_only=True)
    workbook.epoch = CALENDAR_MAC_1904 if book.since_1904 else workbook.epoch
    for number, sheet in enumerate(book.sheets, start=1):
        target = workbook.create_sheet(sheet.name or f"Blad{number}")
        for index, row in enumerate(sheet.rows):
            target.append(
                [_xlsx_cell(target, v, (index, c) in sheet.marked) for c, v in enumerate(row)]
            )
    return _save(workbook.save)


def _xlsx_cell(target: Any, value: Any, marked: bool) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    if value in ("", None):
        value = None
    special = marked or isinstance(value, str | date | timedelta)
    if not special:
        return value
    cell = WriteOnlyCell(target, _clean_for_xml(value))
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula, whatever it begins with
    elif isinstance(value, date):
        cell.number_format = _DATE_FORMAT
    if marked:
        cell.fill = PatternFill("solid", fgColor=_MARK_COLOUR)
    return cell


def _clean_for_xml(value: Any) -> Any:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def _write_xls(book: Book) -> bytes:
    import xlwt  # noqa: PLC0415

    workbook = xlwt.Workbook(encoding="utf-8")
    workbook.dates_1904 = book.since_1904
    dated = xlwt.easyxf(num_format_str=_DATE_FORMAT)
    marked = xlwt.easyxf("pattern: pattern solid, fore_colour light_orange")
    for number, sheet in enumerate(book.sheets, start=1):
        target = workbook.add_sheet(sheet.name or f"Blad{number}")
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row):
                if value not in ("", None) or (r, c) in sheet.marked:
                    style = dated if isinstance(value, date) else xlwt.Style.default_style
                    target.write(r, c, _plain(value), marked if (r, c) in sheet.marked else style)
    return _save(workbook.save)


def _plain(value: Any) -> Any:
    return to_text(value) if isinstance(value, time | timedelta) else value


def _write_ods(book: Book) -> bytes:
    from odf.opendocument import OpenDocumentSpreadsheet  # noqa: PLC0415
    from odf.style import Style, TableCellProperties  # noqa: PLC0415
    from odf.table import Table, TableRow  # noqa: PLC0415

    document = OpenDocumentSpreadsheet()
    marked = Style(name="marked", family="table-cell")
    marked.addElement(TableCellProperties(backgroundcolor=f"#{_MARK_COLOUR}"))
    document.automaticstyles.addElement(marked)
    for number, sheet in enumerate(book.sheets, start=1):
        table = Table(name=sheet.name or f"Blad{number}")
        for index, row in enumerate(sheet.rows):
            line = TableRow()
            for c, value in enumerate(row):
                line.addElement(_ods_cell(value, marked if (index, c) in sheet.marked else None))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    return _save(document.save)


def _ods_cell(value: Any, style: Any) -> Any:
    from odf.table import TableCell  # noqa: PLC0415
    from odf.text import P  # noqa: PLC0415

    kinds = {"stylename": style} if style else {}
    if value in ("", None):
        return TableCell(**kinds)
    if isinstance(value, bool):
        cell = TableCell(valuetype="boolean", booleanvalue=str(value).lower(), **kinds)
    elif isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=value, **kinds)
    elif isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        cell = TableCell(valuetype="date", datevalue=day.isoformat(), **kinds)
    else:
        cell = TableCell(valuetype="string", **kinds)
    cell.addElement(P(text=_clean_for_xml(to_text(value))))
    return cell


def _write_html(book: Book) -> bytes:
    parts = ['<html><head><meta charset="utf-8"></head><body>']
    for sheet in book.sheets:
        rows = sheet.rows[_count_leading_blanks(sheet) :]
        parts.append(f"<table>{''.join(map(_html_row, rows))}</table>")
    return "\n".join([*parts, "</body></html>"]).encode()


def _count_leading_blanks(sheet: Sheet) -> int:
    return next((index for index, row in enumerate(sheet.rows) if row), len(sheet.rows))


def _html_row(row: Row) -> str:
    return f"<tr>{''.join(f'<td>{escape(to_text(cell))}</td>' for cell in row)}</tr>\n"


def _save(save: Callable[[Any], Any]) -> bytes:
    target = io.BytesIO()
    save(target)
    return target.getvalue()


_WRITERS: dict[str, Callable[[Book], bytes]] = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
    "xls": _write_xls,
    "ods": _write_ods,
    "html": _write_html,
}
