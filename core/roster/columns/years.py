"""Columns of classes of several school years: 'Huidige groep' beside 'Nieuwe groep'.

Which of them is the class of now depends on when the school made its file, and on whether it
renamed its columns after the summer. Where they differ a person is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rosterdesk.core.roster.columns.headers import UNUSED, find_field, normalise_header
from rosterdesk.core.roster.values.classes import fold_class
from rosterdesk.core.roster.values.dates import find_school_year
from rosterdesk.core.roster.values.shapes import is_nothing

if TYPE_CHECKING:
    from datetime import date

    from rosterdesk.core.roster.columns.choose import Choice
    from rosterdesk.core.roster.columns.tables import Table

FORMER, NOW, LATER = 1, 2, 3
_WORDS = {
    LATER: re.compile(
        r"nieuwe?|volgende?|toekomstige?|(?:aan)?komende?|straks|na(?:de)?zomer|overgang|next|new"
        r"|future|upcoming|coming"
    ),
    FORMER: re.compile(r"oude?|vorige?|afgelopen|voormalige?|previous|former|old|last|prior"),
    NOW: re.compile(r"huidige?|actuele?|dit|deze|current|this|present"),
}
_BESIDE = re.compile(r"(?:school)?(?:jaar|year)|naar|van|voor|in|of|for|\d+")
_CLASSES = ("class_code", "class_name")
_SUMMER_ENDS = 8  # the month in which a school year begins


def settle_class_years(table: Table, choice: Choice, today: date) -> None:
    """Find the class of now among columns of several years; doubt them where nothing tells it."""
    times: dict[int, list[int]] = {FORMER: [], NOW: [], LATER: []}
    for index, header in enumerate(table.headers):
        if table.columns[index].used() and (time := _find_time(header, choice, index, today)):
            times[time].append(index)
    former, plain, later = times.values()
    for index in plain:
        choice.fields[index] = choice.fields[index] or "class_code"
    if any(choice.answered[index] for index in (*former, *plain, *later)):
        _tell_answered(table, choice, [*plain, *later] if later else [])
    elif later and (plain or former):
        other = (plain or former)[0]
        if any(_differ(table, index, other) for index in later):
            choice.doubted = sorted({other, *later})
            for index in (*former, *plain, *later):
                choice.fields[index] = None
    elif len(later) == 1:
        choice.fields[later[0]] = "class_code"
        choice.remarks.append(("class_column_assumed", later[0]))


def _tell_answered(table: Table, choice: Choice, columns: list[int]) -> None:
    """An answer of an earlier year may be wrong in this one."""
    used = [index for index in columns if choice.fields[index] in _CLASSES]
    beside = [index for index in columns if choice.fields[index] in (None, UNUSED)]
    if used and any(_differ(table, index, used[0]) for index in beside):
        choice.remarks.append(("class_column_beside", used[0]))


def _find_time(header: str, choice: Choice, index: int, today: date) -> int | None:
    """Return which year's class a column has by its name; None for a column of another kind."""
    field = choice.fields[index]
    if field not in (None, UNUSED, *_CLASSES):
        return None
    name = normalise_header(header)
    for time, words in _WORDS.items():
        rest = words.sub("", name)
        if rest != name and _names_class(rest):
            return time
    year = _find_year(header, today)
    if year and _names_class(name):
        return year
    return NOW if field == "class_code" else None


def _names_class(name: str) -> bool:
    return find_field(_BESIDE.sub("", name)) in _CLASSES


def _find_year(header: str, today: date) -> int | None:
    year = find_school_year(header)
    if year is None:
        return None
    now, named = today.year - (today.month < _SUMMER_ENDS), int(year[:4])
    return NOW if named == now else LATER if named > now else FORMER


def _differ(table: Table, later: int, other: int) -> bool:
    """Return whether somebody has another class in the one column than in the other."""
    one, two = (table.columns[index].texts().to_array() for index in (later, other))
    pairs = set(zip(one, two, strict=True))
    return any(
        fold_class(new) != fold_class(old)
        for new, old in pairs
        if not is_nothing(new, "class_code")
    )
