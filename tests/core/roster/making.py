"""Rosters for the tests, written the way schools' systems write them."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import xlwt

from rosterdesk.core.roster.samples import SAMPLE_HEADERS, SAMPLE_SHEET, sample_pupils
from rosterdesk.core.roster.samples import write_workbook as write_xlsx_of_pupils

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rosterdesk.core.roster.model import Pupil

Cells = list[list[object]]


def make_pupils(n: int, seed: int = 1) -> list[Pupil]:
    """Return pupils as the reader gives them back from the files that the writers below make."""
    return sample_pupils(n, seed)


def to_cells(
    pupils: Iterable[Pupil],
    headers: Mapping[str, str] = SAMPLE_HEADERS,
    date_format: str | None = None,
) -> Cells:
    """The header row and a row per pupil; true dates unless a date format is given."""
    rows: Cells = [list(headers.values())]
    rows += [[_cell(pupil, field, date_format) for field in headers] for pupil in pupils]
    return rows


def _cell(pupil: Pupil, field: str, date_format: str | None) -> object:
    value = getattr(pupil, field)
    if date_format and hasattr(value, "strftime"):
        return value.strftime(date_format)
    return value


def write_csv(
    pupils: Iterable[Pupil],
    *,
    delimiter: str = ";",
    encoding: str = "utf-8",
    newline: str = "\r\n",
    date_format: str = "%d-%m-%Y",
    headers: Mapping[str, str] = SAMPLE_HEADERS,
) -> bytes:
    """Characters that the encoding lacks become "?" only in the encodings that lack them."""
    cells = to_cells(pupils, headers, date_format)
    return cells_to_csv(cells, delimiter=delimiter, encoding=encoding, newline=newline)


def cells_to_csv(
    rows: Iterable[Sequence[object]],
    *,
    delimiter: str = ";",
    encoding: str = "utf-8",
    newline: str = "\r\n",
) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return text.getvalue().encode(encoding, errors="replace")


def write_xlsx(pupils: Iterable[Pupil]) -> bytes:
    return write_xlsx_of_pupils(pupils)


def write_xls(pupils: Iterable[Pupil], headers: Mapping[str, str] = SAMPLE_HEADERS) -> bytes:
    """BIFF8, at most 65,535 pupils; dates are true date cells."""
    return cells_to_xls({SAMPLE_SHEET: to_cells(pupils, headers)})


def cells_to_xls(sheets: Mapping[str, Iterable[Sequence[object]]]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    as_date = xlwt.easyxf(num_format_str="DD-MM-YYYY")
    plain = xlwt.Style.default_style
    for name, rows in sheets.items():
        sheet = book.add_sheet(name, cell_overwrite_ok=True)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None:
                    sheet.write(r, c, value, as_date if hasattr(value, "strftime") else plain)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def write_ods(pupils: Iterable[Pupil], headers: Mapping[str, str] = SAMPLE_HEADERS) -> bytes:
    return cells_to_ods({SAMPLE_SHEET: to_cells(pupils, headers)})


def cells_to_ods(sheets: Mapping[str, Iterable[Sequence[object]]]) -> bytes:
    """Write the file as text: odfpy would take minutes and gigabytes for 100,000 pupils."""
    content = io.StringIO()
    content.write(_ODS_HEAD)
    for name, rows in sheets.items():
        content.write(f"<table:table table:name={quoteattr(name)}>")
        for row in rows:
            content.write(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>")
        content.write("</table:table>")
    content.write(_ODS_TAIL)
    return write_zip(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.getvalue().encode(),
            "META-INF/manifest.xml": _ODS_MANIFEST.encode(),
        }
    )


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if hasattr(value, "isoformat"):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>"
)
_ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def write_zip(members: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()
