"""The reader: the bytes of a file in, a Roster out. Pure, and it never raises for a bad file.

Files that crash or hang the libraries below it are the business of ``worker``, which runs this
in a process that can be killed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rosterdesk.core.collecting import collector_paused
from rosterdesk.core.roster.columns.choose import choose_fields
from rosterdesk.core.roster.columns.headers import DROPPED, UNUSED, normalise_header
from rosterdesk.core.roster.columns.tables import find_tables, guess_table, name_column
from rosterdesk.core.roster.grids import Cells
from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.interpret import interpret
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.model import (
    MOST_SAMPLES,
    Column,
    Refusal,
    Roster,
    RosterStatus,
    SchoolHint,
)
from rosterdesk.core.roster.people import Part, People, build_pupils
from rosterdesk.core.roster.problems import RefusedFile, make_problem
from rosterdesk.core.roster.sources import Source, open_source
from rosterdesk.core.roster.values.dates import read_school_year
from rosterdesk.core.roster.values.standing import read_role
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from rosterdesk.core.roster.columns.choose import Choice
    from rosterdesk.core.roster.columns.tables import Table
    from rosterdesk.core.roster.model import Problem

_ASKED_AGAIN = ("date_ambiguous", "date_mixed")
_DEFAULT_SHEET = re.compile(
    r"(?:sheet|blad|tabel|table|werkblad|feuil|export|leerling(?:en)?|pupils|students|lijst|"
    r"data|overzicht|roster|import)[\s_\d-]*.{0,3}",
    re.IGNORECASE,
)
_LONGEST_CLASS = 30
_SCHOOL_YEAR = ("schooljaar", "schoolyear")
_BRIN = re.compile(r"(\d{2}[A-Z]{2})[\s_-]*(\d{2})?", re.IGNORECASE)

Chosen = tuple["Table", "Choice"]


def read_roster(
    data: bytes,
    file: str,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    hints: Hints | None = None,
) -> Roster:
    """What the file says; ``file`` is its name, used for the answer only.

    A refusal is a Roster with status ``refused``. Not guarded against here: a library that
    aborts the process when memory runs out.
    """
    with collector_paused():
        try:
            return _read(data, file, limits, hints or Hints())
        except RefusedFile as refused:
            return refuse(file, refused.refusal)
        except MemoryError:
            return refuse(file, Refusal("too_large", {"why": "memory"}))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # noqa: BLE001 - a Rust panic is no Exception; any is an answer here
            return refuse(file, Refusal("damaged"))


def refuse(file: str, refusal: Refusal, file_format: str | None = None) -> Roster:
    return Roster(file=file, format=file_format, status=RosterStatus.REFUSED, refused=refusal)


def choose_tables(source: Source, hints: Hints) -> list[Chosen]:
    """Every table of the file with its columns chosen, hidden sheets included."""
    tables = [table for grid in source.grids for table in find_tables(grid, hints.mapping)]
    if not tables and not source.parts:
        guesses = (guess_table(grid) for grid in source.grids)
        tables = [table for table in guesses if table]
    return [(table, choose_fields(table, hints)) for table in tables]


def _read(data: bytes, file: str, limits: Limits, hints: Hints) -> Roster:
    source = open_source(data, limits)
    chosen = choose_tables(source, hints)
    _collect_facts(source, chosen)
    school = _settle_school(source)
    if source.parts and not chosen:
        return replace(
            _read_parts(source, file, source.parts, _name_columns(source.parts), hints),
            school=school,
        )
    if not chosen:
        raise RefusedFile("no_header" if any(len(g.rows) for g in source.grids) else "no_pupils")
    used = _select_rosters(chosen)
    columns = _list_columns(used)
    if any(choice.asked for _, choice in used):
        return Roster(
            file,
            source.format,
            RosterStatus.NEEDS_MAPPING,
            bulk=source.bulk,
            school=school,
            columns=columns,
            dropped=tuple(source.dropped),
            school_year=source.school_year,
            created_on=source.created_on,
        )
    source.problems += _remark_columns(used)
    several = len(used) > 1
    parts = [_make_part(table, choice, several=several) for table, choice in used]
    parts += source.parts
    return replace(_read_parts(source, file, parts, columns, hints), school=school)


def _select_rosters(chosen: list[Chosen]) -> list[Chosen]:
    """Visible before hidden, complete before incomplete: other sheets may hold lists of classes."""
    visible = [pair for pair in chosen if not pair[0].hidden] or chosen
    filled = [pair for pair in visible if len(pair[0].rows)] or visible
    fewest = min(_count_vital(choice) for _, choice in filled)
    return [pair for pair in filled if _count_vital(pair[1]) == fewest]


def _count_vital(choice: Choice) -> int:
    return len({"external_number", "surname", "first_name"} & set(choice.missing))


def _collect_facts(source: Source, chosen: list[Chosen]) -> None:
    names = (
        name_column(table, index)
        for table, choice in chosen
        for index, field in enumerate(choice.fields)
        if field == DROPPED
    )
    source.dropped = list(dict.fromkeys([*source.dropped, *names]))
    found = (_find_school(table, choice) for table, choice in chosen)
    source.schools += [school for school in found if school]
    years = {_find_school_year(table) for table, _ in chosen} - {None}
    source.school_year = years.pop() if len(years) == 1 else source.school_year


def _settle_school(source: Source) -> SchoolHint | None:
    """The school that the file names; several are said, and none of them is taken for the file's.

    Locations of one school leave its BRIN. Of other schools all are named, so that the file is
    never taken for that of one of them.
    """
    schools = list(dict.fromkeys(source.schools))
    if len(schools) <= 1:
        return schools[0] if schools else None
    named = ", ".join(sorted(f"{s.brin or ''}{s.location or ''}" for s in schools))
    source.problems.append(make_problem("several_schools", schools=named))
    return SchoolHint(" + ".join(sorted({s.brin for s in schools if s.brin})) or None, None)


def _find_school(table: Table, choice: Choice) -> SchoolHint | None:
    brin = _sole_value(table, choice.find("brin"))
    location = _sole_value(table, choice.find("location"))
    found = _BRIN.fullmatch(brin or location or "")
    if found:
        digits = found[2] or (location if location and location.isdecimal() else None)
        return SchoolHint(found[1].upper(), digits.zfill(2) if digits else None)
    return SchoolHint(brin, location) if brin or location else None


def _find_school_year(table: Table) -> str | None:
    names = [normalise_header(header) for header in table.headers]
    at = next((index for index, name in enumerate(names) if name in _SCHOOL_YEAR), None)
    return read_school_year(_sole_value(table, at) or "")


def _sole_value(table: Table, index: int | None) -> str | None:
    values = table.columns[index].used() if index is not None else []
    return to_text(values[0]) if len(values) == 1 else None


def _list_columns(chosen: list[Chosen]) -> tuple[Column, ...]:
    columns: dict[str, Column] = {}
    for table, choice in chosen:
        for index, header in enumerate(table.headers):
            field = choice.fields[index]
            if header and columns.get(header, Column(header, None)).field is None:
                shown = None if field in (DROPPED, UNUSED) else field
                columns[header] = Column(header, shown, _take_samples(table, index, choice))
    return tuple(columns.values())


def _remark_columns(chosen: list[Chosen]) -> list[Problem]:
    """What was found out about columns while they were chosen."""
    return [
        make_problem(code, sheet=table.sheet, column=name_column(table, index))
        for table, choice in chosen
        for code, index in choice.remarks
    ]


def _name_columns(parts: list[Part]) -> tuple[Column, ...]:
    """What the format itself named."""
    named = {header: field for part in parts for field, header in part.headers.items()}
    return tuple(Column(header, field) for header, field in named.items())


def _take_samples(table: Table, index: int, choice: Choice) -> tuple[str, ...]:
    values = table.columns[index].used() if index in choice.asked else []
    return tuple(to_text(value) for value in values[:MOST_SAMPLES])


def _make_part(table: Table, choice: Choice, *, several: bool) -> Part:
    known = {
        field: index
        for index, field in enumerate(choice.fields)
        if field not in (None, DROPPED, UNUSED)
    }
    part = Part(
        table.sheet,
        table.rows,
        {str(field): table.columns[index] for field, index in known.items()},
        {str(field): name_column(table, index) for field, index in known.items()},
    )
    _add_what_titles_say(part, table, several=several)
    return part


def _add_what_titles_say(part: Part, table: Table, *, several: bool) -> None:
    """The class from the titles between the rows or from the sheet's name; teachers likewise."""
    name = (table.sheet or "").rpartition("/")[2].strip()
    if read_role(name) == "teacher" and "role" not in part.fields:
        part.fields["role"] = _constant(name, len(part.rows))
    elif not part.fields.keys() & {"class_code", "class_name"}:
        if table.titles is not None:
            part.fields["class_code"] = table.titles
        elif _names_class(name, several=several):
            part.fields["class_code"] = _constant(name, len(part.rows))


def _names_class(name: str, *, several: bool) -> bool:
    if not 0 < len(name) <= _LONGEST_CLASS or name.lower().endswith((".csv", ".xlsx", ".ods")):
        return False
    return not _DEFAULT_SHEET.fullmatch(name) and (several or any(map(str.isdigit, name)))


def _constant(value: str, length: int) -> Cells:
    import numpy as np  # noqa: PLC0415

    return Cells(np.zeros(length, dtype=np.intp), [value])


def _read_parts(
    source: Source, file: str, parts: list[Part], columns: tuple[Column, ...], hints: Hints
) -> Roster:
    people = People(parts)
    if not len(people):
        raise RefusedFile("no_pupils")
    interpret(people, hints)
    pupils = build_pupils(people)
    problems = [*source.problems, *people.problems]
    status, refused = RosterStatus.OK, None
    if any(problem.code in _ASKED_AGAIN for problem in problems):
        status, pupils = RosterStatus.NEEDS_MAPPING, []
    elif not pupils and not people.failed.any():
        status, refused = RosterStatus.REFUSED, Refusal("no_pupils")
    return Roster(
        file,
        source.format,
        status,
        refused,
        source.bulk,
        None,
        columns,
        tuple(source.dropped),
        tuple(pupils),
        tuple(problems),
        source.school_year,
        source.created_on,
    )
