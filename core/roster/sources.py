"""Reading the bytes of a file as sheets, whatever kind of file it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from rosterdesk.core.roster.accounting import account_for_grid
from rosterdesk.core.roster.columns.tables import has_header
from rosterdesk.core.roster.files.archive import open_archive
from rosterdesk.core.roster.files.csv_file import read_csv
from rosterdesk.core.roster.files.edexml import name_of, parse_xml, read_edexml
from rosterdesk.core.roster.files.hidden import find_hidden_in_ods, find_hidden_in_xls
from rosterdesk.core.roster.files.html_file import read_html
from rosterdesk.core.roster.files.mhtml import read_mhtml
from rosterdesk.core.roster.files.office_parts import find_marks
from rosterdesk.core.roster.files.oneroster import find_oneroster, read_oneroster, read_users
from rosterdesk.core.roster.files.spreadsheet_xml import (
    is_flat_opendocument,
    is_spreadsheet_2003,
    pack_opendocument,
    read_spreadsheet_2003,
)
from rosterdesk.core.roster.files.workbook import read_workbook
from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.layouts import unpack_column
from rosterdesk.core.roster.model import LeftOut, Reason
from rosterdesk.core.roster.problems import RefusedFile
from rosterdesk.core.roster.recognise import recognise

if TYPE_CHECKING:
    from datetime import date

    from rosterdesk.core.roster.files.archive import Archive
    from rosterdesk.core.roster.files.oneroster import OneRoster
    from rosterdesk.core.roster.grids import Grid
    from rosterdesk.core.roster.limits import Limits
    from rosterdesk.core.roster.model import Problem, SchoolHint
    from rosterdesk.core.roster.people import Part

Said = TypeVar("Said", "Problem", LeftOut, Reason)

# Tried in this order: what says more about a member than that it could not be read.
_BOOKS = (".xlsx", ".xls", ".ods", ".zip")
_TELLING = ("encrypted", "macro_file", "bomb", "too_large", "damaged")


@dataclass(slots=True)
class Source:
    """``grids`` whose columns must be found, or ``parts`` whose fields the format itself names."""

    format: str
    grids: list[Grid] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    schools: list[SchoolHint] = field(default_factory=list)  # each that the file names
    bulk: bool = True
    school_year: str | None = None
    created_on: date | None = None


def open_source(data: bytes, limits: Limits, hints: Hints | None = None, depth: int = 0) -> Source:
    """The content of a file.

    Raises:
        RefusedFile: with the code that says why.

    """
    if len(data) > limits.file_bytes and not depth:
        raise RefusedFile("too_large", why="bytes", limit=limits.file_bytes // 1_000_000)
    kind = recognise(data)
    source = _open_kind(kind, data, limits, hints, depth)
    source.grids = [unpack_column(grid, limits) for grid in source.grids]
    why = "each cell of its one filled column is a line of text with separators"
    source.reasons += [
        Reason("layout", "taken apart", why, grid.sheet) for grid in source.grids if grid.unpacked
    ]
    return source


def open_grids(data: bytes, limits: Limits, hints: Hints | None = None) -> list[Grid]:
    """The sheets of a file as they stand in it, whatever they hold."""
    if recognise(data) == "csv":
        return [unpack_column(read_csv(data, limits, hints), limits)]
    return open_source(data, limits, hints).grids


def _open_kind(kind: str, data: bytes, limits: Limits, hints: Hints | None, depth: int) -> Source:
    if kind == "zip":
        return _open_zip(data, limits, hints, depth)
    if kind == "xls":
        return Source("xls", read_workbook(data, limits, find_hidden_in_xls(data)))
    if kind == "html":
        return Source("xls", read_html(data, limits))
    if kind == "mhtml":
        return Source("xls", read_mhtml(data, limits))
    if kind == "xml":
        return _open_xml(data, limits)
    grid = read_csv(data, limits, hints)
    if users := read_users(grid, (hints or Hints()).today):
        return replace(_take_oneroster(users), format="csv", reasons=grid.reasons)
    return Source("csv", [grid], reasons=grid.reasons)


def _open_zip(data: bytes, limits: Limits, hints: Hints | None, depth: int) -> Source:
    archive = open_archive(data, limits)
    if archive.kind != "zip":
        return Source(archive.kind, _read_document(data, archive, limits))
    if depth >= limits.nesting:
        raise RefusedFile("bomb")
    if members := find_oneroster(archive):
        return _open_oneroster(archive, members, limits, (hints or Hints()).today)
    return _open_members(archive, limits, hints, depth)


def _read_document(data: bytes, archive: Archive, limits: Limits) -> list[Grid]:
    if archive.hinted and archive.kind == "ods":
        return read_workbook(data, limits, find_hidden_in_ods(archive.file.read("content.xml")))
    grids = read_workbook(data, limits)
    if archive.hinted and archive.kind == "xlsx":
        marks = find_marks(archive.file)
        for grid in grids:
            grid.marks = marks.get(grid.sheet or "", [])
        if not any(len(grid.rows) for grid in grids) and any(marks.values()):
            raise RefusedFile("no_pupils", why="formulas")
    return grids


def _open_xml(data: bytes, limits: Limits) -> Source:
    root = parse_xml(data)
    if is_spreadsheet_2003(root):
        return Source("xls", read_spreadsheet_2003(root, limits))
    if is_flat_opendocument(root):
        marks = find_hidden_in_ods(data)
        return Source("ods", read_workbook(pack_opendocument(data), limits, marks))
    if name_of(root).upper() != "EDEX":
        raise RefusedFile("unsupported_type")
    found = read_edexml(root, limits)
    if not found.parts:
        raise RefusedFile("no_pupils")
    return Source(
        "edexml",
        parts=found.parts,
        dropped=found.dropped,
        left_out=found.left_out,
        schools=[found.school] if found.school else [],
        school_year=found.school_year,
        created_on=found.created_on,
    )


def _open_oneroster(
    archive: Archive, members: dict[str, str], limits: Limits, today: date
) -> Source:
    source = _take_oneroster(read_oneroster(archive, members, limits, today))
    beside = [name for name in archive.names if name not in members.values()]
    source.left_out += [
        LeftOut("beside_the_set", name, people=name.lower().endswith(_BOOKS)) for name in beside
    ]
    return source


def _take_oneroster(found: OneRoster) -> Source:
    return Source(
        "oneroster",
        parts=[found.part],
        dropped=found.dropped,
        problems=found.problems,
        left_out=found.left_out,
        schools=found.schools,
        bulk=found.bulk,
        school_year=found.school_year,
    )


def _open_members(archive: Archive, limits: Limits, hints: Hints | None, depth: int) -> Source:
    """The rosters of an archive together; what cannot be read, and what is no roster, is said."""
    found: dict[str, Source] = {}
    refused: dict[str, RefusedFile] = {}
    for name in archive.names:
        try:
            found[name] = open_source(archive.read(name), limits, hints, depth + 1)
        except RefusedFile as refusal:
            refused[name] = refusal
    if not found:
        raise _most_telling(list(refused.values()))
    rosters = {name: source for name, source in found.items() if _holds_roster(source)} or found
    others = [grid for name in found.keys() - rosters.keys() for grid in _rename(found, name).grids]
    merged = _merge(rosters)
    merged.left_out += [account_for_grid(grid) for grid in others]
    merged.left_out += [_account_for_member(*each) for each in refused.items()]
    return merged


def _holds_roster(source: Source) -> bool:
    return bool(source.parts) or any(map(has_header, source.grids))


def _account_for_member(name: str, refused: RefusedFile) -> LeftOut:
    """A picture, or a file with nothing in it, holds no people; of any other nobody knows."""
    code, values = refused.refusal.code, refused.refusal.values
    people = code != "no_pupils" and values.get("why") != "picture"
    return LeftOut("unread_part", name, people=people, values={"refused": [code, values]})


def _merge(found: dict[str, Source]) -> Source:
    """One file in an archive is that file; of several each sheet is named after its file too."""
    if len(found) == 1:
        (only,) = found.values()
        return only if only.parts else replace(only, format="zip")
    merged = Source("zip")
    for name in found:
        source = _rename(found, name)
        merged.grids += source.grids
        merged.parts += source.parts
        merged.dropped += source.dropped
        merged.problems += source.problems
        merged.left_out += source.left_out
        merged.reasons += source.reasons
        merged.schools += source.schools
    return merged


def _rename(found: dict[str, Source], name: str) -> Source:
    """The source, its sheets named after their file in the archive."""
    source = found[name]
    named: list[Grid | Part] = [*source.grids, *source.parts]
    for each in named:
        each.sheet = f"{name}/{each.sheet}" if each.sheet else name
    source.problems = [_place_in(name, each) for each in source.problems]
    source.left_out = [_place_in(name, each) for each in source.left_out]
    source.reasons = [_place_in(name, each) for each in source.reasons]
    return source


def _place_in(name: str, said: Said) -> Said:
    return replace(said, sheet=f"{name}/{said.sheet}" if said.sheet else name)


def _most_telling(refusals: list[RefusedFile]) -> RefusedFile:
    if all(each.refusal.values.get("why") == "empty" for each in refusals):
        return RefusedFile("no_pupils", why="empty_zip")
    for code in _TELLING:
        for refused in refusals:
            if refused.refusal.code == code:
                return refused
    return RefusedFile("unsupported_type", why="in_zip")
