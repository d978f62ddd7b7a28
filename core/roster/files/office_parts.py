"""The facts of an .xlsx that calamine hides: hidden rows, error cells, formulas without a value.

They are looked for only where a byte search says that there are any (`archive`).
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from rosterdesk.core.roster.grids import Mark

if TYPE_CHECKING:
    import zipfile

HINTS = (b" hidden=", b' t="e"', b"<f")
_ROW = re.compile(rb'<row\b[^>]*\br="(\d+)"[^>]*>')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_CELL = re.compile(rb'<c\b([^>]*?)\br="([A-Z]{1,3})(\d{1,7})"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_FORMULA = re.compile(rb"<f\b")
_VALUE = re.compile(rb"<v>[^<]|<is>")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# Raised where the parts that list the sheets are not as they should be.
UNLISTED = (ParseError, DefusedXmlException, ValueError, LookupError)


def find_marks(file: zipfile.ZipFile) -> dict[str, list[Mark]]:
    """Return the marks by the name of the sheet; rows and columns are the sheet's own.

    There are none where the parts that list the sheets are not as they should be.
    """
    try:
        return {name: _look(file.read(part)) for name, part in list_sheets(file).items()}
    except UNLISTED:
        return {}


def list_sheets(file: zipfile.ZipFile) -> dict[str, str]:
    """Return the member of each sheet, by its name; raises one of UNLISTED."""
    parts = {name.replace("\\", "/"): name for name in file.namelist()}
    book = fromstring(file.read(parts["xl/workbook.xml"]), forbid_dtd=True)
    relations = fromstring(file.read(parts["xl/_rels/workbook.xml.rels"]), forbid_dtd=True)
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    found = {}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            target = targets.get(sheet.get(_RELATION), "")
            part = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            )
            if part in parts:
                found[sheet.get("name", "")] = parts[part]
    return found


def _look(content: bytes) -> list[Mark]:
    hidden = [int(row[1]) for row in _ROW.finditer(content) if _HIDDEN.search(row[0])]
    cells: dict[tuple[str, int], list[int]] = defaultdict(list)
    for cell in _CELL.finditer(content):
        attributes, inside = cell[1] + cell[4], cell[5] or b""
        if b't="e"' in attributes:
            cells["cell_error", to_index(cell[2])].append(int(cell[3]))
        elif _FORMULA.search(inside) and not _VALUE.search(inside):
            cells["cell_uncalculated", to_index(cell[2])].append(int(cell[3]))
    marks = [Mark(code, rows, column) for (code, column), rows in cells.items()]
    return [Mark("rows_hidden", hidden), *marks] if hidden else marks


def to_index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - ord("A") + 1
    return index - 1
