"""From the bytes of a file to its sheets, whatever kind of file it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from rosterdesk.core.roster.accounting import account_for_grid
from rosterdesk.core.roster.columns.tables import has_header
from rosterdesk.core.roster.files.archive import open_archive
from rosterdesk.core.roster.files.csv_file import read_csv
from rosterdesk.core.roster.files.edexml import parse_xml, read_edexml
from rosterdesk.core.roster.files.html_file import read_html
from rosterdesk.core.roster.files.oneroster import find_oneroster, read_oneroster
from rosterdesk.core.roster.files.workbook import read_workbook
from rosterdesk.core.roster.model import LeftOut
from rosterdesk.core.roster.problems import RefusedFile
from rosterdesk.core.roster.recognise import recognise

if TYPE_CHECKING:
    from datetime import date

    from rosterdesk.core.roster.files.archive import Archive
    from rosterdesk.core.roster.grids import Grid
    from rosterdesk.core.roster.hints import Hints
    from rosterdesk.core.roster.limits import Limits
    from rosterdesk.core.roster.model import Problem, Reason, SchoolHint
    from rosterdesk.core.roster.people import Part

Said = TypeVar("Said", "Problem", LeftOut, "Reason")

# Tried in this order: what says more about a member than that it could not be read.
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
    if kind == "zip":
        return _open_zip(data, limits, hints, depth)
    if kind == "xls":
        return Source("xls", read_workbook(data, limits))
    if kind == "html":
        return Source("xls", read_html(data, limits))
    if kind == "xml":
        return _open_xml(data, limits)
    grid = read_csv(data, limits, hints)
    return Source("csv", [grid], reasons=grid.reasons)


def _open_zip(data: bytes, limits: Limits, hints: Hints | None, depth: int) -> Source:
    archive = open_archive(data, limits)
    if archive.kind != "zip":
        return Source(archive.kind, read_workbook(data, limits))
    if depth >= limits.nesting:
        raise RefusedFile("bomb")
    if members := find_oneroster(archive):
        return _open_oneroster(archive, members, limits)
    return _open_members(archive, limits, hints, depth)


def _open_xml(data: bytes, limits: Limits) -> Source:
    found = read_edexml(parse_xml(data), limits)
    if not found.parts:
        raise RefusedFile("no_pupils")
    return Source(
        "edexml",
        parts=found.parts,
        dropped=found.dropped,
        schools=[found.school] if found.school else [],
        school_year=found.school_year,
        created_on=found.created_on,
    )


def _open_oneroster(archive: Archive, members: dict[str, str], limits: Limits) -> Source:
    found = read_oneroster(archive, members, limits)
    return Source(
        "oneroster",
        parts=[found.part],
        dropped=found.dropped,
        problems=found.problems,
        schools=[found.school] if found.school else [],
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
    for code in _TELLING:
        for refused in refusals:
            if refused.refusal.code == code:
                return refused
    return RefusedFile("unsupported_type")
