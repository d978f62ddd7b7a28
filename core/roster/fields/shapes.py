"""Values that cannot be what their column says: turned back, or reported and not used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rosterdesk.core.roster.grids import repeat_pattern
from rosterdesk.core.roster.values.autoformat import REPAIRS
from rosterdesk.core.roster.values.numbers import LONGEST_NUMBER
from rosterdesk.core.roster.values.shapes import (
    PLAIN,
    SHAPES,
    fits,
)
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from rosterdesk.core.roster.grids import Cells
    from rosterdesk.core.roster.people import People

# A column of nothing else is right as it stands, seen in one look.
_PLAIN = {name: repeat_pattern(one) for name, one in PLAIN.items()}
# Without a name or a number nobody can be told from another: these are errors of the row.
_NAMES = ("surname", "first_name", "first_names", "middle_name", "full_name", "prefix", "initials")
_REMARKS = {**dict.fromkeys(_NAMES, "name_unlikely"), "external_number": "number_unlikely"}


def fit_values(people: People) -> None:
    """Turn back what spreadsheets made of the values; report and empty what still does not fit.

    A name or a number that does not fit stays: its row has an error, and is not used.
    """
    for name in SHAPES:
        if people.has(name) and not _is_plain(name, people.cells(name)):
            _fit_field(people, name)


def _is_plain(name: str, cells: Cells) -> bool:
    plain = _PLAIN.get(name)
    return plain is not None and cells.all_match(plain)


def _fit_field(people: People, name: str) -> None:
    cells = people.cells(name)
    fitted = [_fit(name, value) for value in cells.distinct]
    changed = [
        new is not None and new != to_text(old)
        for old, new in zip(cells.distinct, fitted, strict=True)
    ]
    wrong = [new is None for new in fitted]
    if any(changed):
        people.remark("value_repaired", np.array(changed)[cells.codes], name)
    if name in _NAMES and any(numbered := [_has_digit(new) for new in fitted]):
        people.remark("name_numbered", np.array(numbered)[cells.codes], name)
    if any(wrong):
        people.remark(_REMARKS.get(name, "value_unlikely"), np.array(wrong)[cells.codes], name)
    if name not in _REMARKS:
        for part in people.parts:
            if name in part.fields:
                part.fields[name] = part.fields[name].map(lambda value: _fit(name, value) or "")


def _has_digit(text: str | None) -> bool:
    return any(map(str.isdecimal, text or ""))


def _fit(name: str, value: Any) -> str | None:
    """The value as text, as it was before a spreadsheet had it; None where it cannot be right."""
    if value == "":
        return ""
    text = REPAIRS[name](value) if name in REPAIRS else to_text(value)
    if name == "external_number" and text and len(text) > LONGEST_NUMBER:
        return text  # said by those who read numbers
    return text if text is not None and fits(name, text) else None
