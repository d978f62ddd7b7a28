"""The fate of each sheet, table, column and row: used, or left out with the reason.

The rule of the house is that nothing in a file goes unaccounted for. Code that leaves something
out says so here, and says whether there may be people in it: as long as there may, nobody is
absent from the file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rosterdesk.core.roster.columns.headers import UNUSED, normalise_header
from rosterdesk.core.roster.columns.tables import looks_like_person, name_column
from rosterdesk.core.roster.model import LeftOut
from rosterdesk.core.roster.ranges import to_ranges
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.core.roster.columns.choose import Choice
    from rosterdesk.core.roster.columns.tables import Table
    from rosterdesk.core.roster.grids import Cells, Grid

    Chosen = tuple[Table, Choice]

VITAL = ("external_number", "surname", "first_name")
_OF_PEOPLE = frozenset(
    {"external_number", "surname", "full_name", "first_name", "first_names", "initials"}
)
_OF_SCHOOLS = frozenset(
    [
        "schoolnumber",
        "gradelow",
        "gradehigh",
        "principalname",
        "principalsisid",
        "parentsourcedid",
        "brinnummer",
    ]
)
_OF_ONE_PERSON = frozenset(
    [
        "firstname",
        "lastname",
        "givenname",
        "familyname",
        "surname",
        "roepnaam",
        "voornaam",
        "achternaam",
        "voorletters",
        "leerlingnummer",
        "studentnumber",
    ]
)
_SCHOOL = re.compile(
    r"\b(?:\w*school|college|lyceum|gymnasium|academy|academie|kindcentrum|scholengemeenschap"
    r"|obs|cbs|kbs|pcbs|rkbs|ikc|sbo)\b",
    re.IGNORECASE,
)
_MOST_ROWS_LOOKED_AT = 2_000
_FEW = 0.5  # of the rows


def account_for_grid(grid: Grid) -> LeftOut:
    """A sheet in which no row names the columns."""
    people = any(map(looks_like_person, _first_rows(grid)))
    return LeftOut("no_names_above" if people else "no_people_here", grid.sheet, people=people)


def select_rosters(chosen: list[Chosen]) -> tuple[list[Chosen], list[LeftOut]]:
    """Visible before hidden, complete before incomplete; the others are left out."""
    organisations = [p for p in chosen if is_of_organisations(p[0]) or _hold_schools(*p)]
    people = [pair for pair in chosen if pair not in organisations]
    aside = [LeftOut("of_organisations", table.sheet) for table, _ in organisations]
    if not people:
        return [], aside
    filled = [pair for pair in people if len(pair[0].rows)] or people
    visible = [pair for pair in filled if not pair[0].hidden] or filled
    fewest = min(_count_vital(choice) for _, choice in visible)
    used = [pair for pair in visible if _count_vital(pair[1]) == fewest]
    taken = {id(table) for table, _ in used}
    others = [pair for pair in filled if id(pair[0]) not in taken]
    known = {number for pair in used for number in _list_numbers(pair)} if others else set()
    return used, [*aside, *(_account_for_table(pair, known) for pair in others)]


def is_of_organisations(table: Table) -> bool:
    """Schools that are listed beside their people (OneRoster, Microsoft SDS)."""
    names = {normalise_header(header) for header in table.headers}
    return bool(names & _OF_SCHOOLS) and not names & _OF_ONE_PERSON


def _hold_schools(table: Table, choice: Choice) -> bool:
    """Whole names that are those of schools: 'OBS De Regenboog', 'Spring Valley School'."""
    at = choice.find("full_name")
    names = [to_text(value) for value in table.columns[at].used()] if at is not None else []
    return bool(names) and sum(map(bool, map(_SCHOOL.search, names))) > _FEW * len(names)


def account_for_columns(table: Table, choice: Choice) -> Iterator[LeftOut]:
    """Columns with values that have no name, or the name of another one that was used."""
    names = [normalise_header(header) for header in table.headers]
    for index, header in enumerate(table.headers):
        cells = table.columns[index]
        if choice.fields[index] not in (None, UNUSED) or not cells.used():
            continue
        if not header and table.widths is not None and cells.filled().mean() < _FEW:
            continue  # beyond the names: said of the rows, which have too many cells
        column = (name_column(table, index),)
        if not header:
            count = int(cells.filled().sum())
            yield LeftOut("column_unnamed", table.sheet, columns=column, values={"count": count})
            continue
        twin = _find_twin(table, names, index, choice) or cells
        if count := int((cells.texts().to_array() != twin.texts().to_array()).sum()):
            values = {"count": count}
            yield LeftOut("column_repeated", table.sheet, columns=column, values=values)


def account_for_rows_above(grid: Grid, table: Table) -> Iterator[LeftOut]:
    """Rows above the names that look like people rather than like a letterhead."""
    fewest = max(3, sum(map(bool, table.headers)) // 2)
    found = []
    for index, row in enumerate(grid.rows.tolist()):
        if table.header_row is None or row >= table.header_row:
            break
        cells = grid.row(index)
        if sum(cell != "" for cell in cells) >= fewest and looks_like_person(cells):
            found.append(row)
    if found:
        yield LeftOut("rows_above", grid.sheet, to_ranges(found), people=True)


def _first_rows(grid: Grid) -> Iterator[list[Any]]:
    return (grid.row(index) for index in range(min(len(grid.rows), _MOST_ROWS_LOOKED_AT)))


def _count_vital(choice: Choice) -> int:
    return len(set(VITAL) & set(choice.missing))


def _list_numbers(pair: Chosen) -> set[str]:
    table, choice = pair
    at = choice.find("external_number")
    return {to_text(value) for value in table.columns[at].used()} if at is not None else set()


def _account_for_table(pair: Chosen, known: set[str]) -> LeftOut:
    """A list of people whose numbers all stand in what was read hides nobody."""
    table, choice = pair
    numbers = _list_numbers(pair)
    people = bool(_OF_PEOPLE & set(choice.fields)) and not (numbers and numbers <= known)
    rows = to_ranges(table.rows.tolist())
    if table.hidden:
        return LeftOut("hidden_sheet", table.sheet, rows, people=people)
    if not people:
        return LeftOut("no_people_here", table.sheet, rows)
    fields = [name for name in VITAL if name in choice.missing]
    return LeftOut("fields_missing", table.sheet, rows, people=True, values={"fields": fields})


def _find_twin(table: Table, names: list[str], index: int, choice: Choice) -> Cells | None:
    """The column that has this column's name and was used."""
    for other, name in enumerate(names):
        if other != index and name == names[index] and choice.fields[other] not in (None, UNUSED):
            return table.columns[other]
    return None
