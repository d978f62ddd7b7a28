"""The reader: the bytes of a file in, a Roster out. Pure, and it never raises for a bad file.

Files that crash or hang the libraries below it are the business of ``worker``, which runs this
in a process that can be killed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rosterdesk.core.collecting import collector_paused
from rosterdesk.core.roster.accounting import (
    account_for_columns,
    account_for_grid,
    account_for_rows_above,
    select_rosters,
)
from rosterdesk.core.roster.blanking import blank_frame, blank_part
from rosterdesk.core.roster.carrying import carry_columns, carry_to_file, carry_to_rows
from rosterdesk.core.roster.columns.choose import choose_fields
from rosterdesk.core.roster.columns.headers import DROPPED, UNUSED
from rosterdesk.core.roster.columns.tables import (
    find_tables,
    guess_table,
    name_by_letters,
    name_column,
    title_of_class,
)
from rosterdesk.core.roster.damage import mend_part, mend_table
from rosterdesk.core.roster.explaining import explain_choice, explain_class, explain_dates
from rosterdesk.core.roster.facts import collect_facts, settle_school
from rosterdesk.core.roster.fields.roles import is_list_of_teachers
from rosterdesk.core.roster.grids import Cells
from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.interpret import interpret
from rosterdesk.core.roster.layouts import fill_down
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.model import (
    MOST_SAMPLES,
    Column,
    Reason,
    Refusal,
    Roster,
    RosterStatus,
)
from rosterdesk.core.roster.people import Note, Part, People, build_pupils
from rosterdesk.core.roster.problems import RefusedFile, join_problems, make_problem
from rosterdesk.core.roster.sources import open_source
from rosterdesk.core.roster.text.widths import judge_widths, list_notes
from rosterdesk.core.roster.values.dates import find_school_year
from rosterdesk.core.roster.values.standing import read_role
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from rosterdesk.core.roster.accounting import Chosen
    from rosterdesk.core.roster.columns.choose import Choice
    from rosterdesk.core.roster.columns.tables import Table
    from rosterdesk.core.roster.model import Problem
    from rosterdesk.core.roster.sources import Source
    from rosterdesk.core.roster.text.widths import Widths

_ASKED_AGAIN = ("date_ambiguous", "date_mixed")
_DEFAULT_SHEET = re.compile(
    r"(?:sheet|blad|tabel|table|werkblad|feuil|export|leerling(?:en)?|pupils|students|lijst|"
    r"data|overzicht|roster|import)[\s_\d-]*.{0,3}",
    re.IGNORECASE,
)
_LONGEST_CLASS = 30
_ENDING = re.compile(r"\.(?:csv|txt|xlsx?|ods)$", re.IGNORECASE)


def read_roster(
    data: bytes,
    file: str,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    hints: Hints | None = None,
) -> Roster:
    """Return what the file says; ``file`` is its name, used for the answer only.

    A refusal is a Roster with status ``refused``. Not guarded against here: a library that
    aborts the process when memory runs out.
    """
    with collector_paused():
        try:
            return blank_frame(_read(data, file, limits, hints or Hints()))
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
    tables = []
    for grid in source.grids:
        found = find_tables(grid, hints.mapping)
        tables += found
        if found:
            source.left_out += account_for_rows_above(grid, found[0])
        elif len(grid.rows):
            source.left_out.append(account_for_grid(grid))
    if not tables and not source.parts:
        guesses = (guess_table(grid) or name_by_letters(grid) for grid in source.grids)
        tables = [table for table in guesses if table]
        asked = {table.sheet for table in tables}
        source.left_out = [each for each in source.left_out if each.sheet not in asked]
    return [_choose(table, source, hints) for table in tables]


def _choose(table: Table, source: Source, hints: Hints) -> Chosen:
    """The columns of a table; where names and rows do not agree they are asked by their values."""
    table = mend_table(table, hints.known_words)
    choice = choose_fields(table, hints)
    widths = judge_widths(table, choice)
    if widths and widths.names_differ:
        grid = next(grid for grid in source.grids if grid.sheet == table.sheet)
        nameless = name_by_letters(grid, table.header_row or 0)
        if nameless:
            nameless = mend_table(nameless, hints.known_words)
            source.reasons.append(_explain_nameless(widths))
            return nameless, choose_fields(nameless, hints)
    return table, choice


def _explain_nameless(widths: Widths) -> Reason:
    cells = sorted({int(width) for width in widths.written})
    written = f"{cells[0]} to {cells[-1]}" if len(cells) > 1 else f"{cells[0]}"
    why = f"{widths.named} names stand above rows of {written} cells"
    return Reason("header", "the names are not believed", why)


def _read(data: bytes, file: str, limits: Limits, hints: Hints) -> Roster:
    source = open_source(data, limits, hints)
    carry_to_file(source, hints.earlier)
    chosen = choose_tables(source, hints)
    for part in source.parts:
        mend_part(part, hints.known_words)
    collect_facts(source, chosen)
    school = settle_school(source)
    if not chosen and not source.parts:
        if any(len(grid.rows) for grid in source.grids):
            raise RefusedFile("no_header")
        raise _find_nobody(source)
    used, left_out = select_rosters(chosen) if chosen else ([], [])
    source.left_out += left_out
    if not used and not source.parts:
        raise _find_nobody(source)
    for table, choice in used:
        source.left_out += account_for_columns(table, choice)
        source.reasons += explain_choice(table, choice, hints)
    columns = _list_columns(used) if used else _name_columns(source.parts)
    roster = Roster(
        file,
        source.format,
        RosterStatus.OK,
        bulk=source.bulk,
        school=school,
        columns=carry_columns(columns, hints.earlier),
        dropped=tuple(source.dropped),
        left_out=tuple(source.left_out),
        reasons=tuple(source.reasons),
        school_year=source.school_year,
        created_on=source.created_on,
    )
    several = len(used) > 1
    parts = [_make_part(table, choice, several=several) for table, choice in used]
    made = zip(used, parts, strict=True)
    reasons = [each for (table, _), part in made for each in explain_class(table, part)]
    roster = replace(roster, reasons=(*roster.reasons, *reasons))
    carry_to_rows([*parts, *source.parts], hints.earlier)
    if any(choice.asked for _, choice in used):
        return _ask(roster, source, parts)
    source.problems += _remark_columns(used)
    return _read_parts(roster, source, [*parts, *source.parts], hints)


def _ask(roster: Roster, source: Source, parts: list[Part]) -> Roster:
    """The question about columns, with what was seen of the file and its rows already."""
    people = People([*parts, *source.parts])
    people.tell_notes()
    problems = tuple(join_problems([*source.problems, *people.problems]))
    return replace(roster, status=RosterStatus.NEEDS_MAPPING, problems=problems)


def _find_nobody(source: Source) -> RefusedFile:
    """Return the refusal of a file without people; formulas that have no value are its cause."""
    marks = (mark.code for grid in source.grids for mark in grid.marks)
    return RefusedFile("no_pupils", **({"why": "formulas"} if "cell_uncalculated" in marks else {}))


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
    """Return what was found out about columns while they were chosen."""
    return [
        make_problem(code, sheet=table.sheet, column=name_column(table, index))
        for table, choice in chosen
        for code, index in choice.remarks
    ]


def _name_columns(parts: list[Part]) -> tuple[Column, ...]:
    """Return the columns that the format itself named."""
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
    part.notes = list_notes(table, choice)
    _fill_classes(part)
    _add_what_columns_say(part, table)
    _add_what_titles_say(part, table, several=several)
    return part


def _fill_classes(part: Part) -> None:
    """A class that stands once above its rows is said to be filled in."""
    for name in ("class_code", "class_name"):
        found = fill_down(part.fields[name]) if name in part.fields else None
        if found:
            part.fields[name], blank = found
            rows = frozenset(part.rows[blank].tolist())
            part.notes.append(Note("class_filled_down", rows, column=part.headers[name]))


def _add_what_columns_say(part: Part, table: Table) -> None:
    """The role, where another column numbers teachers."""
    filled = [
        h for h, cells in zip(table.headers, table.columns, strict=True) if h and cells.used()
    ]
    number = part.headers.get("external_number", "")
    if "role" not in part.fields and is_list_of_teachers(number, filled):
        part.fields["role"] = _constant("teacher", len(part.rows))


def _add_what_titles_say(part: Part, table: Table, *, several: bool) -> None:
    """The class from the titles between the rows or from the sheet's name; teachers likewise."""
    path = (table.sheet or "").split("/")
    name = path[-1].strip()
    if several and "school_year" not in part.fields and (year := find_school_year(name)):
        part.fields["school_year"] = _constant(year, len(part.rows))
    if read_role(name) == "teacher" and "role" not in part.fields:
        part.fields["role"] = _constant(name, len(part.rows))
    elif not part.fields.keys() & {"class_code", "class_name"}:
        if table.titles is not None:
            part.fields["class_code"] = table.titles
        elif _names_class(name, several=several):
            part.fields["class_code"] = _constant(name, len(part.rows))
        elif several and (found := _find_class_of_member(path)):
            part.fields["class_code"] = _constant(found, len(part.rows))


def _find_class_of_member(path: list[str]) -> str | None:
    """The class that a file of an archive is called after: Groep 6A.csv."""
    titles = (
        title_of_class(_ENDING.sub("", each).strip()) for each in path if _ENDING.search(each)
    )
    return next((title for title in titles if title), None)


def _names_class(name: str, *, several: bool) -> bool:
    if not 0 < len(name) <= _LONGEST_CLASS or name.lower().endswith((".csv", ".xlsx", ".ods")):
        return False
    return not _DEFAULT_SHEET.fullmatch(name) and (several or any(map(str.isdigit, name)))


def _constant(value: str, length: int) -> Cells:
    return Cells(np.zeros(length, dtype=np.intp), [value])


def _read_parts(roster: Roster, source: Source, parts: list[Part], hints: Hints) -> Roster:
    for part in parts:
        blank_part(part)
    people = People(parts)
    if not len(people):
        raise _find_nobody(source)
    interpret(people, hints)
    pupils = build_pupils(people)
    problems = join_problems([*source.problems, *people.problems])
    status, refused = RosterStatus.OK, None
    if any(problem.code in _ASKED_AGAIN for problem in problems):
        status, pupils = RosterStatus.NEEDS_MAPPING, []
    elif not pupils and not people.failed.any():
        status, refused = RosterStatus.REFUSED, Refusal("no_pupils")
    return replace(
        roster,
        status=status,
        refused=refused,
        pupils=tuple(pupils),
        problems=tuple(problems),
        left_out=(*roster.left_out, *people.accounts),
        reasons=(*roster.reasons, *explain_dates(people, hints)),
    )
