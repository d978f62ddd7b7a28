"""The original without what may not be kept, in its own format.

A workbook is written anew from its cells, so that nothing stays behind in shared strings,
comments, pivot caches or sheets that hold no roster.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.etree.ElementTree import tostring

from rosterdesk.core.roster.columns.choose import choose_fields
from rosterdesk.core.roster.columns.tables import find_read_tables, name_column
from rosterdesk.core.roster.files.archive import Archive, open_archive
from rosterdesk.core.roster.files.edexml import is_sensitive, name_of, parse_xml
from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.problems import RefusedFile
from rosterdesk.core.roster.recognise import recognise
from rosterdesk.core.roster.rewriting.books import keep_columns, match_sheets, open_book
from rosterdesk.core.roster.rewriting.writers import write_book
from rosterdesk.core.roster.sources import open_grids
from rosterdesk.core.roster.values.contact import is_secret
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from rosterdesk.core.roster.columns.tables import Table
    from rosterdesk.core.roster.grids import Grid
    from rosterdesk.core.roster.model import Roster
    from rosterdesk.core.roster.rewriting.books import Sheet

HIDDEN_BY = {
    "secret_address": ("street", "house_number", "house_number_suffix", "postcode", "city"),
    "secret_phone": ("phone",),
}


def scrub_file(data: bytes, roster: Roster) -> bytes:
    """The file without the dropped columns and what is marked secret.

    The same bytes where there is nothing of the kind. ``roster`` is what was read from them.
    """
    if not (roster.dropped or any(column.field in HIDDEN_BY for column in roster.columns)):
        return data
    return _Scrubber(roster).scrub(data)


class _Scrubber:
    def __init__(self, roster: Roster) -> None:
        self.dropped = frozenset(roster.dropped)
        self.columns = roster.columns
        self.is_set = roster.format == "oneroster"
        self.limits = Limits()

    def scrub(self, data: bytes) -> bytes:
        kind = recognise(data)
        if kind == "xml":
            return _scrub_edexml(data)
        if kind == "zip":
            archive = open_archive(data, self.limits)
            if archive.kind == "zip":
                return self._scrub_members(archive)
            kind = archive.kind
        return self._scrub_book(data, kind)

    def _scrub_members(self, archive: Archive) -> bytes:
        """Members that cannot be read as a roster are not kept: nobody knows what they hold."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as scrubbed:
            for name in archive.names:
                try:
                    scrubbed.writestr(name, self.scrub(archive.read(name)))
                except RefusedFile:
                    continue
        return target.getvalue()

    def _scrub_book(self, data: bytes, kind: str) -> bytes:
        book = open_book(data, kind)
        grids = open_grids(data, self.limits)
        kept = [self._scrub_sheet(sheet, grid) for sheet, grid in match_sheets(book, grids)]
        book.sheets = [sheet for sheet in kept if sheet]
        if not book.sheets:
            raise RefusedFile("no_header")
        return write_book(book)

    def _scrub_sheet(self, sheet: Sheet, grid: Grid) -> Sheet | None:
        """A sheet without the columns of that name; None for a sheet that holds no roster."""
        tables = find_read_tables(grid, self.columns)
        if not tables:
            return _scrub_headed_rows(sheet, self.dropped) if self.is_set else None
        removed = {
            index
            for table in tables
            for index in range(len(table.headers))
            if name_column(table, index) in self.dropped
        }
        for table in tables:
            _blank_secrets(sheet, table)
        return keep_columns(sheet, lambda index: index not in removed)


def _scrub_headed_rows(sheet: Sheet, dropped: frozenset[str]) -> Sheet | None:
    """A file of an exchange set that holds no people: its first row names its columns."""
    if not sheet.rows:
        return None
    headers = [to_text(cell).strip() for cell in sheet.rows[0]]
    return keep_columns(sheet, lambda i: i >= len(headers) or headers[i] not in dropped)


def _blank_secrets(sheet: Sheet, table: Table) -> None:
    choice = choose_fields(table, Hints())
    for flag, names in HIDDEN_BY.items():
        at = choice.find(flag)
        if at is None:
            continue
        columns = [index for index, name in enumerate(choice.fields) if name in names]
        secret = table.columns[at].where(lambda cell: is_secret(to_text(cell)))
        for row in table.rows[secret]:
            cells = sheet.rows[int(row) - 1]
            for index in columns:
                if index < len(cells):
                    cells[index] = ""


def _scrub_edexml(data: bytes) -> bytes:
    root = parse_xml(data)
    if name_of(root).upper() != "EDEX":
        raise RefusedFile("unsupported_type")
    _remove_sensitive(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _remove_sensitive(parent: Element) -> None:
    for child in list(parent):
        secret = (child.get("geheim") or "").lower() in ("1", "true", "j", "ja")
        if is_sensitive(name_of(child)) or secret:
            parent.remove(child)
        else:
            _remove_sensitive(child)
