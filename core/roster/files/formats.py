"""The formats of a workbook for its amounts: zeros in front, and the day that is 0."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import fromstring

from rosterdesk.core.roster.files.office_parts import UNLISTED, list_sheets, to_index
from rosterdesk.core.roster.values.days import AmountSince1904

if TYPE_CHECKING:
    from typing import Any

_SINCE_1904 = re.compile(rb'\bdate1904="(?:1|true|on)"')
_SINCE_1904_ODS = re.compile(rb'<table:null-date\b[^>]*date-value="1904-')
# Records DATEMODE (1) and PRECISION stand side by side in the head of every .xls.
_SINCE_1904_XLS = b"\x22\x00\x02\x00\x01\x00\x0e\x00\x02\x00"
_HEAD = 2_000_000  # of content.xml: the settings stand before the tables
_ZEROS = re.compile(r"(0{2,20})(?:;.*)?")
_STYLED = re.compile(rb"<c\b([^>]*)>")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d+)"')

Widths = dict[str, dict[tuple[int, int], int]]


def read_formats(data: bytes) -> tuple[Widths, bool]:
    """The widths of amounts, and whether days count from 1904; nothing of a damaged workbook."""
    try:
        return find_widths(data), counts_from_1904(data)
    except (zipfile.BadZipFile, zlib.error, ParseError, OSError, ValueError, LookupError):
        return {}, False


def counts_from_1904(data: bytes) -> bool:
    """True for a workbook whose day 0 is 1 January 1904, as old Macs had it."""
    if not data.startswith(b"PK"):
        return _SINCE_1904_XLS in data
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            if name.lower().endswith("xl/workbook.xml"):
                return bool(_SINCE_1904.search(file.read(name)))
            if name == "content.xml":
                with file.open(name) as stream:
                    return bool(_SINCE_1904_ODS.search(stream.read(_HEAD)))
    return False


def find_widths(data: bytes) -> Widths:
    """Return how many digits an .xlsx's formats show at least, by sheet, and by row and column."""
    if not data.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        if "xl/styles.xml" not in file.namelist():
            return {}
        styles = _find_styles(file.read("xl/styles.xml"))
        if not styles:
            return {}
        try:
            sheets = list_sheets(file)
        except UNLISTED:
            return {}
        return {name: _find_cells(file.read(part), styles) for name, part in sheets.items()}


def pad_amounts(
    rows: list[list[Any]], numbers: list[int], first_column: int, widths: dict[tuple[int, int], int]
) -> None:
    """Write amounts as their format shows them: 1234 as 001234."""
    places = {number: index for index, number in enumerate(numbers)}
    for (number, column), width in widths.items():
        row = rows[places[number]] if number in places else []
        at = column - first_column
        if 0 <= at < len(row) and isinstance(row[at], float) and row[at].is_integer():
            row[at] = str(int(row[at])).zfill(width)


def mark_amounts(rows: list[list[Any]]) -> None:
    """Let amounts know that they count from 1904: only a column of dates asks for it."""
    for row in rows:
        row[:] = [AmountSince1904(cell) if type(cell) in (int, float) else cell for cell in row]


def _find_styles(content: bytes) -> dict[int, int]:
    """The styles of cells whose format is a number of zeros, with that number."""
    if b"00" not in content:
        return {}
    root = fromstring(content, forbid_dtd=True)
    formats = {each.get("numFmtId"): each.get("formatCode", "") for each in root.iter()
               if each.tag.endswith("}numFmt")}  # fmt: skip
    zeros = {key: found for key, code in formats.items() if (found := _ZEROS.fullmatch(code))}
    used = next((list(each) for each in root if each.tag.endswith("}cellXfs")), [])
    return {
        index: len(zeros[style.get("numFmtId")][1])
        for index, style in enumerate(used)
        if style.get("numFmtId") in zeros
    }


def _find_cells(content: bytes, styles: dict[int, int]) -> dict[tuple[int, int], int]:
    found = {}
    for cell in _STYLED.finditer(content):
        style, place = _STYLE.search(cell[1]), _PLACE.search(cell[1])
        if style and place and int(style[1]) in styles:
            found[int(place[2]), to_index(place[1])] = styles[int(style[1])]
    return found
