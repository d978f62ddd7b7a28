"""The choice of a field for each column of a table, and of the columns to ask a person about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from rosterdesk.core.roster.columns.evidence import (
    FEW,
    HALF,
    could_be_births,
    could_be_numbers,
    hold_each_other,
    is_another_column,
)
from rosterdesk.core.roster.columns.headers import (
    DROPPED,
    UNUSED,
    find_field,
    guess_field,
    normalise_header,
    rank_header,
)
from rosterdesk.core.roster.columns.private import holds_state_numbers
from rosterdesk.core.roster.columns.years import settle_class_years
from rosterdesk.core.roster.problems import FIELD_LABELS
from rosterdesk.core.roster.values.names import is_prefix, split_prefix
from rosterdesk.core.roster.values.shapes import VITAL

if TYPE_CHECKING:
    from datetime import date

    from rosterdesk.core.roster.columns.tables import Table
    from rosterdesk.core.roster.grids import Mask
    from rosterdesk.core.roster.hints import Hints

_CLASS_FIELDS = ("class_code", "class_name")
_NAMES = ("first_name", "first_names", "initials", "full_name")
_FEWEST_CELLS = 2
_ANY_NAME = ("naam", "name", "naamleerling", "leerlingnaam", "studentname", "pupilname")
_SECOND_NUMBERS = ("identifier",)  # OneRoster's, beside a key that is random
_NUMBER_WORDS = ("nr", "nummer", "no", "number", "num")
_FEW_CLASSES = 0.34  # of the rows: a class holds three pupils or more


@dataclass(slots=True)
class Choice:
    """``fields`` by column: a field, DROPPED, UNUSED, or None where it is not known.

    ``answered`` are the columns that a person said something of, which outranks what we think.
    """

    fields: list[str | None]
    answered: list[bool]
    missing: list[str] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    doubted: list[int] = field(default_factory=list)  # classes, nobody knows of which year
    remarks: list[tuple[str, int]] = field(default_factory=list)  # a code, and the column

    def find(self, name: str) -> int | None:
        return self.fields.index(name) if name in self.fields else None


def choose_fields(table: Table, hints: Hints) -> Choice:
    fields = [_name_field(header, hints) for header in table.headers]
    answered = [normalise_header(header) in hints.mapping for header in table.headers]
    choice = Choice(fields, answered)
    _drop_state_numbers(table, fields)
    _guess_misspelt(table, fields)
    _doubt_contents(table, choice)
    _find_birth_dates(table, choice, hints.today)
    _find_numbers(table, fields)
    _find_prefixes(table, fields)
    _find_house_numbers(table, fields)
    _find_statuses(table, fields)
    settle_class_years(table, choice, hints.today)
    _settle_classes(table, choice)
    _settle_full_name(table, choice)
    _settle_doubles(table, choice)
    choice.missing = _find_missing(table, choice)
    choice.asked = _list_known(table, choice) if hints.ask_all else _find_asked(table, choice)
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


def _doubt_contents(table: Table, choice: Choice) -> None:
    """Take back a choice where too many cells are of another kind.

    What a roster cannot do without is asked then, once; the rest is said and not used.
    """
    pupils: Mask | None = None
    for index, name in enumerate(choice.fields):
        share = HALF if choice.answered[index] else FEW
        if name is None or not is_another_column(name, table.columns[index], share):
            continue
        pupils = _find_full_rows(table) if pupils is None else pupils
        if not is_another_column(name, table.columns[index].take(pupils), share):
            continue  # the titles and footers between the rows
        if name in VITAL and not choice.answered[index]:
            choice.fields[index] = None
        else:
            choice.fields[index] = UNUSED
            choice.remarks.append(("column_unlikely", index))


def _find_full_rows(table: Table) -> Mask:
    filled = np.zeros(len(table.rows), dtype=np.intp)
    for column in table.columns:
        filled += column.filled()
    rows: Mask = filled > _FEWEST_CELLS
    return rows


def _find_birth_dates(table: Table, choice: Choice, today: date) -> None:
    """A column of dates that can be birthdays of one school is the birth date, if the only one."""
    if "birth_date" in choice.fields:
        return
    unknown = [index for index, found in enumerate(choice.fields) if found is None]
    likely = [
        index
        for index in unknown
        if could_be_births(table.headers[index], table.columns[index], today)
    ]
    if len(likely) == 1:
        choice.fields[likely[0]] = "birth_date"
        choice.remarks.append(("birth_date_assumed", likely[0]))


def _find_numbers(table: Table, fields: list[str | None]) -> None:
    """'Nr.' beside names where it does not just count the rows, or the number beside a key."""
    if "external_number" in fields or not set(fields) & {"surname", *_NAMES}:
        return
    for index, header in enumerate(table.headers):
        name = normalise_header(header) if fields[index] is None else ""
        is_plain = name in _NUMBER_WORDS and could_be_numbers(table.columns[index])
        if is_plain or name in _SECOND_NUMBERS:
            fields[index] = "external_number"
            return


def _find_prefixes(table: Table, fields: list[str | None]) -> None:
    """A column beside the surnames that holds nothing but prefixes, whatever it is called."""
    if "prefix" in fields or "surname" not in fields:
        return
    for index, found in enumerate(fields):
        is_unknown = found is None and table.headers[index]
        values = table.columns[index].used() if is_unknown else []
        if values and all(isinstance(each, str) and is_prefix(each) for each in values):
            fields[index] = "prefix"
            return


def _find_house_numbers(table: Table, fields: list[str | None]) -> None:
    """'Nr' or 'Nummer' right behind the street."""
    if "street" not in fields or "house_number" in fields:
        return
    index = fields.index("street") + 1
    name = normalise_header(table.headers[index]) if index < len(fields) else ""
    if name in _NUMBER_WORDS and fields[index] is None:
        fields[index] = "house_number"


def _find_statuses(table: Table, fields: list[str | None]) -> None:
    """'Inschrijving' with words and no day is a status."""
    for index, found in enumerate(fields):
        if found in ("starts_on", "leaves_on"):
            values = table.columns[index].used()
            if values and not any(map(_has_digit, values)):
                fields[index] = UNUSED if "status" in fields else "status"


def _has_digit(value: object) -> bool:
    return not isinstance(value, str) or any(map(str.isdigit, value))


def _settle_classes(table: Table, choice: Choice) -> None:
    """Flemish files have Klas beside Klascode, primary schools Groep beside Klas or Jaargroep."""
    fields, codes = choice.fields, _columns_of(table, choice, "class_code")
    if len(codes) < 2 or choice.answered[codes[1]]:
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


def _settle_full_name(table: Table, choice: Choice) -> None:
    """'Naam' is the surname in Wise and Flemish files and the whole name in most others.

    Beside a surname it is the first name, unless it holds that surname.
    """
    fields = choice.fields
    for index, header in enumerate(table.headers):
        is_any = fields[index] in ("surname", "full_name") and not choice.answered[index]
        if is_any and normalise_header(header) in _ANY_NAME:
            fields[index] = _settle_any_name(table, index, choice)
    whole = "full_name" in fields and {"surname", "first_name"} <= set(fields)
    if whole:
        fields[fields.index("full_name")] = UNUSED


def _settle_any_name(table: Table, index: int, choice: Choice) -> str | None:
    column, fields = table.columns[index], choice.fields
    others = [i for i in _columns_of(table, choice, "surname") if i != index]
    first = _columns_of(table, choice, "first_name")
    if others:
        if first or hold_each_other(column, table.columns[others[0]]):
            return "full_name"
        return "first_name"
    if first:
        return "full_name" if hold_each_other(column, table.columns[first[0]]) else "surname"
    return "full_name" if _holds_full_names(table, index, fields) else fields[index]


def _holds_full_names(table: Table, index: int, fields: list[str | None]) -> bool:
    values = [str(value) for value in table.columns[index].used()]
    with_comma = sum("," in value for value in values)
    if with_comma * 2 > len(values):
        return True
    if any(name in fields for name in ("first_name", "first_names")):
        return False
    rests = [split_prefix(value)[1] for value in values]
    return sum(" " in rest for rest in rests) * 2 > len(values)


def _settle_doubles(table: Table, choice: Choice) -> None:
    """Two columns for one field: the filled one, and of those the answered, the better named."""
    for name in set(choice.fields) - {None, DROPPED, UNUSED}:
        if name:
            for index in _columns_of(table, choice, name)[1:]:
                choice.fields[index] = UNUSED


def _columns_of(table: Table, choice: Choice, name: str) -> list[int]:
    columns = [index for index, found in enumerate(choice.fields) if found == name]

    def rate(index: int) -> tuple[bool, bool, int, int]:
        empty, guessed = not table.columns[index].used(), not choice.answered[index]
        return empty, guessed, rank_header(table.headers[index]), index

    return sorted(columns, key=rate) if len(columns) > 1 else columns


def _find_missing(table: Table, choice: Choice) -> list[str]:
    """Return the needed fields that are missing: number, surname, first name or initials, class."""
    has = set(choice.fields)
    missing = [] if "external_number" in has else ["external_number"]
    if not has & {"surname", "full_name"}:
        missing.append("surname")
    if not has & set(_NAMES):
        missing.append("first_name")
    if not has & set(_CLASS_FIELDS) and table.titles is None:
        missing.append("class_code")
    return missing


def _find_asked(table: Table, choice: Choice) -> list[int]:
    """Columns that nobody knows, where something is missing that they could be."""
    if choice.doubted and set(choice.missing) <= {"class_code"}:
        return choice.doubted
    unknown = [
        index
        for index, found in enumerate(choice.fields)
        if found is None and not choice.answered[index] and table.headers[index]
    ]
    filled = [index for index in unknown if table.columns[index].used()]
    if choice.missing == ["class_code"]:
        return [index for index in filled if _could_be_class(table, index)]
    return filled if choice.missing else []


def _list_known(table: Table, choice: Choice) -> list[int]:
    """Columns whose field a person may want to change: of the others nothing is kept.

    Not those that say who left or died, or whose address is secret: nobody takes that away.
    """
    return [
        index
        for index, found in enumerate(choice.fields)
        if table.headers[index]
        and (found is None or found in FIELD_LABELS or (found == UNUSED and choice.answered[index]))
        and table.columns[index].used()
    ]


def _could_be_class(table: Table, index: int) -> bool:
    values = table.columns[index].used()
    short = all(len(str(value)) <= 30 for value in values)
    return short and 0 < len(values) <= _FEW_CLASSES * len(table.rows)
