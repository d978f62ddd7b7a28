"""From the bytes of a file to its sheets, whatever kind of file it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rosterdesk.core.roster.columns.tables import has_header
from rosterdesk.core.roster.files.archive import open_archive
from rosterdesk.core.roster.files.csv_file import read_csv
from rosterdesk.core.roster.files.edexml import parse_xml, read_edexml
from rosterdesk.core.roster.files.html_file import read_html
from rosterdesk.core.roster.files.oneroster import find_oneroster, read_oneroster
from rosterdesk.core.roster.files.workbook import read_workbook
from rosterdesk.core.roster.problems import RefusedFile
from rosterdesk.core.roster.recognise import recognise

if TYPE_CHECKING:
    from datetime import date

    from rosterdesk.core.roster.files.archive import Archive
    from rosterdesk.core.roster.grids import Grid
    from rosterdesk.core.roster.limits import Limits
    from rosterdesk.core.roster.model import Problem, SchoolHint
    from rosterdesk.core.roster.people import Part

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
    schools: list[SchoolHint] = field(default_factory=list)  # each that the file names
    bulk: bool = True
    school_year: str | None = None
    created_on: date | None = None


def open_source(data: bytes, limits: Limits, depth: int = 0) -> Source:
    """The content of a file.

    Raises:
        RefusedFile: with the code that says why.

    """
    if len(data) > limits.file_bytes and not depth:
        raise RefusedFile("too_large", why="bytes", limit=limits.file_bytes // 1_000_000)
    kind = recognise(data)
    if kind == "zip":
        return _open_zip(data, limits, depth)
    if kind == "xls":
        return Source("xls", read_workbook(data, limits))
    if kind == "html":
        return Source("xls", read_html(data, limits))
    if kind == "xml":
        return _open_xml(data, limits)
    return Source("csv", [read_csv(data, limits)])


def _open_zip(data: bytes, limits: Limits, depth: int) -> Source:
    archive = open_archive(data, limits)
    if archive.kind != "zip":
        return Source(archive.kind, read_workbook(data, limits))
    if depth >= limits.nesting:
        raise RefusedFile("bomb")
    if members := find_oneroster(archive):
        return _open_oneroster(archive, members, limits)
    return _open_members(archive, limits, depth)


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


def _open_members(archive: Archive, limits: Limits, depth: int) -> Source:
    """The rosters of an archive together; what is no roster lies beside them as junk."""
    found: dict[str, Source] = {}
    refusals: list[RefusedFile] = []
    for name in archive.names:
        try:
            found[name] = open_source(archive.read(name), limits, depth + 1)
        except RefusedFile as refused:
            refusals.append(refused)
    if not found:
        raise _most_telling(refusals)
    rosters = {name: source for name, source in found.items() if _holds_roster(source)}
    found = rosters or found
    if len(found) == 1:
        (only,) = found.values()
        return only if only.parts else replace(only, format="zip")
    return _merge(found)


def _holds_roster(source: Source) -> bool:
    return bool(source.parts) or any(map(has_header, source.grids))


def _merge(found: dict[str, Source]) -> Source:
    merged = Source("zip")
    for name, source in found.items():
        for grid in source.grids:
            grid.sheet = f"{name}/{grid.sheet}" if grid.sheet else name
        for part in source.parts:
            part.sheet = f"{name}/{part.sheet}"
        merged.grids += source.grids
        merged.parts += source.parts
        merged.dropped += source.dropped
        merged.problems += source.problems
        merged.schools += source.schools
    return merged


def _most_telling(refusals: list[RefusedFile]) -> RefusedFile:
    for code in _TELLING:
        for refused in refusals:
            if refused.refusal.code == code:
                return refused
    return RefusedFile("unsupported_type")
