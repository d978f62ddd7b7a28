"""The facts in tables about the whole file: its school, school year, the columns never kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.roster.columns.headers import DROPPED, normalise_header
from rosterdesk.core.roster.columns.tables import name_column
from rosterdesk.core.roster.model import SchoolHint
from rosterdesk.core.roster.problems import make_problem
from rosterdesk.core.roster.values.brins import BRIN
from rosterdesk.core.roster.values.dates import read_school_year
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.core.roster.accounting import Chosen
    from rosterdesk.core.roster.columns.choose import Choice
    from rosterdesk.core.roster.columns.tables import Table
    from rosterdesk.core.roster.sources import Source

SCHOOL_YEAR = ("schooljaar", "schoolyear")
_MOST_SCHOOLS = 50


def collect_facts(source: Source, chosen: list[Chosen]) -> None:
    names = (
        name_column(table, index)
        for table, choice in chosen
        for index, field in enumerate(choice.fields)
        if field == DROPPED
    )
    source.dropped = list(dict.fromkeys([*source.dropped, *names]))
    source.schools += [school for pair in chosen for school in _find_schools(*pair)]
    years = {_find_school_year(table) for table, _ in chosen} - {None}
    source.school_year = years.pop() if len(years) == 1 else source.school_year


def settle_school(source: Source) -> SchoolHint | None:
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


def _find_schools(table: Table, choice: Choice) -> Iterator[SchoolHint]:
    """Each school that stands in the table: one for a roster, several in an export of a board."""
    at_brin, at_location = choice.find("brin"), choice.find("location")
    brins = _list_values(table, at_brin)
    locations = _list_values(table, at_location)
    if len(brins) > 1:
        for each in brins[:_MOST_SCHOOLS]:
            if found := BRIN.fullmatch(each):
                yield SchoolHint(found[1].upper(), found[2])
        return
    brin = next(iter(brins), None)
    location = locations[0] if len(locations) == 1 else None
    found = BRIN.fullmatch(brin or location or "")
    if found:
        digits = found[2] or (location if location and location.isdecimal() else None)
        yield SchoolHint(found[1].upper(), digits.zfill(2) if digits else None)
    elif brin or location:
        yield SchoolHint(brin, location)


def _find_school_year(table: Table) -> str | None:
    names = [normalise_header(header) for header in table.headers]
    at = next((index for index, name in enumerate(names) if name in SCHOOL_YEAR), None)
    values = _list_values(table, at)
    return read_school_year(values[0]) if len(values) == 1 else None


def _list_values(table: Table, index: int | None) -> list[str]:
    values = table.columns[index].used() if index is not None else []
    return [to_text(value) for value in values[: _MOST_SCHOOLS + 1]]
