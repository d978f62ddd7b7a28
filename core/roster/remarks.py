"""The sender's own file back: only the rows that must be mended, each with what to do."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from rosterdesk.core.language import N_, Phrases
from rosterdesk.core.roster.accounting import is_of_organisations
from rosterdesk.core.roster.answers import describe_left_out, describe_problem
from rosterdesk.core.roster.columns.headers import DROPPED, find_field
from rosterdesk.core.roster.columns.tables import find_read_tables, name_column
from rosterdesk.core.roster.files.archive import Archive, open_archive
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.model import Severity
from rosterdesk.core.roster.problems import RefusedFile
from rosterdesk.core.roster.ranges import format_ranges, iterate_rows, to_ranges
from rosterdesk.core.roster.recognise import recognise
from rosterdesk.core.roster.rewriting.books import (
    Book,
    Sheet,
    make_book,
    match_sheets,
    open_book,
)
from rosterdesk.core.roster.rewriting.writers import neutralise, write_book
from rosterdesk.core.roster.sources import open_grids

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.core.language import Language
    from rosterdesk.core.roster.columns.tables import Table
    from rosterdesk.core.roster.grids import Grid
    from rosterdesk.core.roster.model import Roster
    from rosterdesk.core.roster.ranges import Ranges

_BOOKS = ("csv", "xls", "xlsx", "ods", "html")
_WRITTEN = ("csv", "xls", "xlsx", "ods")
_phrases = Phrases("rosterdesk.core.roster")


def mark_problems(data: bytes, roster: Roster, language: Language) -> tuple[str, bytes]:
    """The name and the bytes of the file to send back, in the format in which it came.

    The rows with errors, or those with warnings where there is no error, with the cells
    marked and a column of remarks. Exchange formats come back as a workbook that lists them.
    """
    marker = _Marker(roster, language)
    suffix, marked = marker.mark(data, roster.format)
    stem = PurePath(roster.file).stem or "roster"
    addition = _phrases.say(language, "with-remarks")
    return f"{stem}-{addition}{suffix}", marked


@dataclass(frozen=True, slots=True)
class _Remark:
    """One sentence and the rows that it is about; none of them where it is about a sheet."""

    sheet: str | None
    rows: Ranges
    columns: tuple[str, ...]
    said: str


def _list_remarks(roster: Roster, language: Language) -> list[_Remark]:
    """Those of rows that failed, with their warnings, those of the file, and what was not read."""
    failed = {
        (p.sheet, row)
        for p in roster.problems
        if p.severity is Severity.ERROR
        for row in iterate_rows(p.rows)
    }
    remarks = []
    for p in roster.problems:
        rows = p.rows
        if failed and rows:
            rows = to_ranges(row for row in iterate_rows(rows) if (p.sheet, row) in failed)
            if not rows:
                continue
        columns = (p.column,) if p.column else ()
        remarks.append(_Remark(p.sheet, rows, columns, describe_problem(p, language)))
    return remarks + [
        _Remark(each.sheet, each.rows, each.columns, describe_left_out(each, language))
        for each in roster.unread
    ]


class _Marker:
    def __init__(self, roster: Roster, language: Language) -> None:
        self.roster = roster
        self.remarks = _list_remarks(roster, language)
        self.language = language

    def mark(self, data: bytes, file_format: str | None) -> tuple[str, bytes]:
        """The suffix of the file's name, and its bytes."""
        if file_format in ("edexml", "oneroster"):
            return ".xlsx", write_book(self._list_remarks())
        kind = recognise(data)
        if kind == "zip":
            archive = open_archive(data, Limits())
            if archive.kind == "zip":
                return self._mark_members(archive)
            kind = archive.kind
        return self._mark_book(data, kind)

    def _mark_book(self, data: bytes, kind: str, member: str = "") -> tuple[str, bytes]:
        grids = open_grids(data, Limits())
        book = open_book(data, kind) if kind in _BOOKS else make_book(grids, kind)
        pairs = match_sheets(book, grids)
        marked = [
            self._mark_table(sheet, table, member)
            for sheet, grid in pairs
            for table in self._find_tables(grid)
        ]
        marked = [sheet for sheet in marked if len(sheet.rows) > 1] or marked[:1]
        if marked and kind != "csv":
            shown = {sheet.name for sheet in marked}
            others = [each for each in self.remarks if each.sheet and each.sheet not in shown]
            marked += [self._make_list(others)] if others and not member else []
        if not marked:
            return ".xlsx", write_book(self._list_remarks())
        if kind not in _WRITTEN:
            kind = "xlsx"
        if kind == "csv":
            marked = [
                Sheet(None, [[]] * (book.dialect.skipped if book.dialect else 0) + rows)
                for rows in [[row for sheet in marked for row in sheet.rows]]
            ]
        return f".{kind}", write_book(
            Book(kind, _name_apart(marked), book.dialect, since_1904=book.since_1904)
        )

    def _mark_members(self, archive: Archive) -> tuple[str, bytes]:
        """A roster for each location comes back as a roster for each location."""
        several = any(p.sheet and p.sheet.startswith(archive.names) for p in self.remarks)
        marked: dict[str, tuple[str, bytes]] = {}
        for name in archive.names:
            data = archive.read(name)
            try:
                kind = recognise(data)
                kind = open_archive(data, Limits()).kind if kind == "zip" else kind
                if any(map(self._find_tables, open_grids(data, Limits()))):
                    marked[name] = self._mark_book(data, kind, name if several else "")
            except RefusedFile:
                continue
        if len(marked) == 1:
            return next(iter(marked.values()))
        if not marked:
            return ".xlsx", write_book(self._list_remarks())
        return ".zip", _pack(marked)

    def _find_tables(self, grid: Grid) -> list[Table]:
        found = find_read_tables(grid, self.roster.columns)
        return [table for table in found if not is_of_organisations(table)]

    def _mark_table(self, sheet: Sheet, table: Table, member: str) -> Sheet:
        kept = [index for index in range(len(table.headers)) if not self._is_dropped(table, index)]
        header = [table.headers[index] for index in kept]
        result = Sheet(
            sheet.name, [[*map(neutralise, header), _phrases.say(self.language, "Remarks")]]
        )
        place = f"{member}/{sheet.name}" if member and sheet.name else member or sheet.name
        by_row = self._group(place)
        inside = set(table.rows.tolist())
        for row, remarks in by_row.items():
            if row is not None and row not in inside:
                continue
            cells = sheet.rows[row - 1] if row else []
            line = [neutralise(cells[i]) if i < len(cells) else "" for i in kept]
            said = " ".join(dict.fromkeys(each.said for each in remarks))
            result.rows.append([*line, said])
            result.marked.add((len(result.rows) - 1, len(kept)))
            wrong = {name for each in remarks for name in each.columns}
            result.marked |= {
                (len(result.rows) - 1, at) for at, name in enumerate(header) if name in wrong
            }
        return result

    def _is_dropped(self, table: Table, index: int) -> bool:
        name = name_column(table, index)
        return name in self.roster.dropped or find_field(name) == DROPPED

    def _group(self, sheet: str | None) -> dict[int | None, list[_Remark]]:
        groups: dict[int | None, list[_Remark]] = {}
        for remark in self.remarks:
            if remark.sheet in (sheet, None):
                for row in (*iterate_rows(remark.rows),) or (None,):
                    groups.setdefault(row, []).append(remark)
        return dict(sorted(groups.items(), key=lambda item: item[0] or 0))

    def _list_remarks(self) -> Book:
        return Book("xlsx", [self._make_list(self.remarks)])

    def _make_list(self, remarks: Iterable[_Remark]) -> Sheet:
        names = (N_("Sheet"), N_("Row"), N_("Column"), N_("Remark"))
        rows: list[list[Any]] = [[_phrases.say(self.language, name) for name in names]]
        rows += [
            [each.sheet or "", format_ranges(each.rows), ", ".join(each.columns), each.said]
            for each in remarks
        ]
        return Sheet(rows[0][3], [list(map(neutralise, row)) for row in rows])


def _name_apart(sheets: list[Sheet]) -> list[Sheet]:
    """Two rosters of one sheet come back as two sheets; names are at most 31 characters."""
    seen: set[str] = set()
    for number, sheet in enumerate(sheets, start=1):
        if sheet.name in seen:
            sheet.name = f"{(sheet.name or '')[:26]} ({number})"
        if sheet.name:
            seen.add(sheet.name)
    return sheets


def _pack(members: dict[str, tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (suffix, data) in members.items():
            archive.writestr(str(PurePath(name).with_suffix(suffix)), data)
    return target.getvalue()
