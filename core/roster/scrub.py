"""The file made anew from what was recognised: nothing of its bytes is kept.

It has its own format, or that of an .xlsx where nobody writes the other any more (MHTML, XML
Spreadsheet 2003, flat OpenDocument).

So nothing stays behind in comments, formulas, properties, shared strings, pivot caches, hidden
parts, columns that nobody knows, other members of an archive, or free text.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, tostring

from rosterdesk.core.roster.files.archive import open_archive
from rosterdesk.core.roster.files.csv_file import open_csv
from rosterdesk.core.roster.files.edexml import is_kept, is_sensitive, name_of, parse_xml
from rosterdesk.core.roster.files.formats import counts_from_1904
from rosterdesk.core.roster.files.oneroster import find_oneroster, is_recognised
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.model import RosterStatus
from rosterdesk.core.roster.problems import RefusedFile
from rosterdesk.core.roster.recognise import recognise
from rosterdesk.core.roster.rewriting.books import Book, Sheet, open_book
from rosterdesk.core.roster.rewriting.keeping import keep_recognised, keep_value
from rosterdesk.core.roster.rewriting.writers import write_book
from rosterdesk.core.roster.sources import open_grids
from rosterdesk.core.roster.values.state_numbers import blank_state_numbers
from rosterdesk.core.roster.values.text import clean_text, to_text

if TYPE_CHECKING:
    from rosterdesk.core.roster.files.archive import Archive
    from rosterdesk.core.roster.grids import Grid
    from rosterdesk.core.roster.hints import Hints
    from rosterdesk.core.roster.model import Roster
    from rosterdesk.core.roster.text.dialects import Dialect

_KEPT_ATTRIBUTES = ("key", "geheim")


def scrub_file(data: bytes, roster: Roster, hints: Hints | None = None) -> bytes:
    """Return the file made anew; ``roster`` is what was read from it with these hints.

    Raises:
        RefusedFile: nothing in it was recognised, or it cannot be read.

    """
    return _Scrubber(roster, hints).scrub(data)


def keep_file(data: bytes, roster: Roster, hints: Hints | None = None) -> bytes:
    """Return what is kept of a file that was read; b'' where it was refused, or is no roster."""
    if roster.status is RosterStatus.REFUSED:
        return b""
    try:
        return scrub_file(data, roster, hints)
    except RefusedFile:
        return b""


class _Scrubber:
    def __init__(self, roster: Roster, hints: Hints | None) -> None:
        self.roster = roster
        self.hints = hints
        self.limits = Limits()

    def scrub(self, data: bytes) -> bytes:
        kind = recognise(data)
        if kind == "xml" and name_of(root := parse_xml(data)).upper() == "EDEX":
            return _scrub_edexml(root)
        if kind == "zip":
            archive = open_archive(data, self.limits)
            if archive.kind == "zip":
                return self._scrub_archive(archive)
            kind = archive.kind
        return self._scrub_book(data, kind)

    def _scrub_archive(self, archive: Archive) -> bytes:
        members = find_oneroster(archive)
        if members:
            return _pack({n: _scrub_records(archive.read(n), b) for b, n in members.items()})
        kept = {}
        for name in archive.names:
            try:
                kept[blank_state_numbers(name)] = self.scrub(archive.read(name))
            except RefusedFile:
                continue  # nobody knows what it holds
        if not kept:
            raise RefusedFile("no_header")
        return _pack(kept)

    def _scrub_book(self, data: bytes, kind: str) -> bytes:
        grids = open_grids(data, self.limits, self.hints)
        shown = [grid for grid in grids if len(grid.rows) and not self._was_hidden(grid)]
        sheets = [sheet for grid in shown if (sheet := keep_recognised(grid, self.roster))]
        if not sheets:
            raise RefusedFile("no_header")
        dialect = _choose_dialect(data, self.hints) if kind == "csv" else None
        return write_book(Book(kind, sheets, dialect, since_1904=counts_from_1904(data)))

    def _was_hidden(self, grid: Grid) -> bool:
        """Return whether it was left out for that: in what we write nothing is hidden."""
        names = {each.sheet or "" for each in self.roster.left_out if each.code == "hidden_sheet"}
        return grid.hidden and any(f"/{name}".endswith(f"/{grid.sheet}") for name in names)


def _choose_dialect(data: bytes, hints: Hints | None) -> Dialect:
    """Return the file's own dialect, in letters that need not be guessed again."""
    dialect = open_csv(data, hints).dialect
    is_certain = dialect.encoding.startswith("utf")
    return dialect if is_certain else replace(dialect, encoding="utf-8-sig")


def _scrub_records(data: bytes, base: str) -> bytes:
    """A file of an exchange set: the columns that its specification gives it, and we know."""
    book = open_book(data, "csv")
    (sheet,) = book.sheets
    at = next((number for number, row in enumerate(sheet.rows) if any(row)), None)
    headers = [to_text(cell) for cell in sheet.rows[at]] if at is not None else []
    kept = [i for i, header in enumerate(headers) if is_recognised(base, clean_text(header))]
    rows = [[keep_value(clean_text(row[i])) for i in kept if i < len(row)] for row in sheet.rows]
    book.sheets = [Sheet(sheet.name, rows)]
    return write_book(book)


def _pack(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def _scrub_edexml(root: Element) -> bytes:
    made = _copy_element(root)
    return bytes(tostring(made, encoding="utf-8", xml_declaration=True))


def _copy_element(element: Element) -> Element:
    """Return the element with the leaves that we read, and the text of no other."""
    attributes = {n: v for n in _KEPT_ATTRIBUTES if (v := element.get(n)) is not None}
    made = Element(element.tag, attributes)
    for child in element:
        name = name_of(child)
        if not name or is_sensitive(name) or _is_secret(child):
            continue
        if len(child) or is_kept(name):
            made.append(_copy_element(child))
    if not len(element) and element.text:
        made.text = keep_value(clean_text(element.text))
    return made


def _is_secret(element: Element) -> bool:
    return (element.get("geheim") or "").lower() in ("1", "true", "j", "ja")
