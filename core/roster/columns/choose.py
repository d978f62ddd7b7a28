"""Which field each column of a table is, and which columns a person must be asked about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rosterdesk.core.roster.columns.headers import (
    DROPPED,
    UNUSED,
    find_field,
    guess_field,
    normalise_header,
    rank_header,
)
from rosterdesk.core.roster.columns.private import holds_state_numbers
from rosterdesk.core.roster.values.dates import looks_like_dates

if TYPE_CHECKING:
    from datetime import date

    from rosterdesk.core.roster.columns.tables import Table
    from rosterdesk.core.roster.hints import Hints

_CLASS_FIELDS = ("class_code", "class_name")
_NAMES = ("first_name", "first_names", "initials", "full_name")
_FEW_CLASSES = 0.34  # of the rows: a class holds three pupils or more


@dataclass(slots=True)
class Choice:
    """``fields`` by column: a field, DROPPED, UNUSED, or None where it is not known."""

    fields: list[str | None]
    missing: list[str] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)

    def find(self, name: str) -> int | None:
        return self.fields.index(name) if name in self.fields else None


def choose_fields(table: Table, hints: Hints) -> Choice:
    fields = [_name_field(header, hints) for header in table.headers]
    answered = [normalise_header(header) in hints.mapping for header in table.headers]
    _drop_state_numbers(table, fields)
    _guess_misspelt(table, fields)
    _find_birth_dates(table, fields, hints.today)
    _settle_classes(table, fields)
    _settle_full_name(table, fields)
    _settle_doubles(table, fields)
    choice = Choice(fields)
    choice.missing = _find_missing(table, choice)
    choice.asked = _find_asked(table, choice, answered)
    return choice


def _name_field(header: str, hints: Hints) -> str | None:
    name = normalise_header(header)
    if name in hints.mapping and find_field(header) != DROPPED:
        return hints.mapping[name] or UNUSED
    return find_field(header) if header else None


def _drop_state_numbers(table: Table, fields: list[str | None]) -> None:
    for index, cells in enumerate(table.columns):
        known = fields[index] not in (None, UNUSED)
        if fields[index] != DROPPED and holds_state_numbers(cells, header_known=known):
            fields[index] = DROPPED


def _guess_misspelt(table: Table, fields: list[str | None]) -> None:
    for index, header in enumerate(table.headers):
        if fields[index] is None and header:
            guess = guess_field(header)
            if guess not in fields or guess in (DROPPED, UNUSED):
                fields[index] = guess


def _find_birth_dates(table: Table, fields: list[str | None], today: date) -> None:
    """A column of dates in the pupils' age range is a birth date, if it is the only one."""
    if "birth_date" in fields:
        return
    unknown = [index for index, found in enumerate(fields) if found is None]
    likely = [
        index
        for index in unknown
        if (values := table.columns[index].used()) and looks_like_dates(values, today)
    ]
    if len(likely) == 1:
        fields[likely[0]] = "birth_date"


def _settle_classes(table: Table, fields: list[str | None]) -> None:
    """Flemish files have Klas beside Klascode, primary schools Groep beside Klas or Jaargroep."""
    codes = _columns_of(table, fields, "class_code")
    if len(codes) < 2:
        return
    first, second = codes[:2]
    name = normalise_header(table.headers[second])
    if "class_name" not in fields and "code" in normalise_header(table.headers[first]):
        fields[second] = "class_name"
    elif "year" not in fields and name in ("groep", "group") and _holds_years(table, second):
        fields[second] = "year"


def _holds_years(table: Table, index: int) -> bool:
    return all(
        str(value).removesuffix(".0") in "012345678" for value in table.columns[index].used()
    )


def _settle_full_name(table: Table, fields: list[str | None]) -> None:
    """'Naam' is the surname in Wise and Flemish files and the whole name in most others."""
    for index, header in enumerate(table.headers):
        if fields[index] == "surname" and normalise_header(header) in ("naam", "name"):
            better = len(_columns_of(table, fields, "surname")) > 1
            if better or _holds_full_names(table, index, fields):
                fields[index] = "full_name"
    if "surname" in fields and "first_name" in fields and "full_name" in fields:
        fields[fields.index("full_name")] = UNUSED


def _holds_full_names(table: Table, index: int, fields: list[str | None]) -> bool:
    values = [str(value) for value in table.columns[index].used()]
    with_comma = sum("," in value for value in values)
    if with_comma * 2 > len(values):
        return True
    alone = not any(name in fields for name in ("first_name", "first_names", "initials"))
    return alone and sum(" " in value for value in values) * 2 > len(values)


def _settle_doubles(table: Table, fields: list[str | None]) -> None:
    """Two columns for one field: the filled one, and of those the better named."""
    for name in set(fields) - {None, DROPPED, UNUSED}:
        if name:
            for index in _columns_of(table, fields, name)[1:]:
                fields[index] = UNUSED


def _columns_of(table: Table, fields: list[str | None], name: str) -> list[int]:
    columns = [index for index, found in enumerate(fields) if found == name]

    def rate(index: int) -> tuple[bool, int, int]:
        return not table.columns[index].used(), rank_header(table.headers[index]), index

    return sorted(columns, key=rate) if len(columns) > 1 else columns


def _find_missing(table: Table, choice: Choice) -> list[str]:
    """What a roster cannot do without: a number, a surname, a first name or initials, a class."""
    has = set(choice.fields)
    missing = [] if "external_number" in has else ["external_number"]
    if not has & {"surname", "full_name"}:
        missing.append("surname")
    if not has & set(_NAMES):
        missing.append("first_name")
    if not has & set(_CLASS_FIELDS) and table.titles is None:
        missing.append("class_code")
    return missing


def _find_asked(table: Table, choice: Choice, answered: list[bool]) -> list[int]:
    """Columns that nobody knows, where something is missing that they could be."""
    unknown = [
        index
        for index, found in enumerate(choice.fields)
        if found is None and not answered[index] and table.headers[index]
    ]
    filled = [index for index in unknown if table.columns[index].used()]
    if choice.missing == ["class_code"]:
        return [index for index in filled if _could_be_class(table, index)]
    return filled if choice.missing else []


def _could_be_class(table: Table, index: int) -> bool:
    values = table.columns[index].used()
    short = all(len(str(value)) <= 30 for value in values)
    return short and 0 < len(values) <= _FEW_CLASSES * len(table.rows)
