"""What stands in a column and cannot be what the column says: turned back, or said and not used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rosterdesk.core.roster.grids import repeat_pattern
from rosterdesk.core.roster.values.autoformat import REPAIRS, is_said
from rosterdesk.core.roster.values.shapes import PLAIN, SHAPES, fits, hold_nothing, is_nothing

if TYPE_CHECKING:
    from rosterdesk.core.roster.grids import Cells, Mask
    from rosterdesk.core.roster.people import People

# A column of nothing else is right as it stands, seen in one look.
_PLAIN = {name: repeat_pattern(one) for name, one in PLAIN.items()}
_NAMES = frozenset({"surname", "first_name", "first_names", "middle_name", "full_name", "prefix",
                    "initials"})  # fmt: skip
_KEPT_WITH_A_REMARK = "external_number"  # one that is too long is said by its own reader


def blank_nothing(people: People) -> None:
    """Empty the cells that hold a word for nothing."""
    for part in people.parts:
        for name, cells in part.fields.items():
            part.fields[name] = _blank_nothing(name, cells)


def fit_values(people: People) -> Mask:
    """Turn back what spreadsheets made of the values; return the rows that lost a name.

    A value that still does not fit is said and emptied.
    """
    nameless = np.zeros(len(people), dtype=bool)
    for name in SHAPES:
        if people.has(name) and not _is_plain(name, people.cells(name)):
            nameless |= _fit_field(people, name)
    return nameless


def _blank_nothing(name: str, cells: Cells) -> Cells:
    if not hold_nothing(cells.distinct):
        return cells
    return cells.map(lambda value: "" if is_nothing(value, name) else value)


def _is_plain(name: str, cells: Cells) -> bool:
    plain = _PLAIN.get(name)
    return plain is not None and cells.all_match(plain)


def _fit_field(people: People, name: str) -> Mask:
    cells = people.cells(name)
    fitted = [_fit(name, value) for value in cells.distinct]
    repaired = [
        bool(new) and is_said(old, new)
        for old, new in zip(cells.distinct, fitted, strict=True)
        if name in REPAIRS
    ]
    if any(repaired):
        people.remark("value_repaired", np.array(repaired)[cells.codes], name)
    wrong = [old != "" and new == "" for old, new in zip(cells.distinct, fitted, strict=True)]
    mask: Mask = np.array(wrong)[cells.codes]
    if any(wrong):
        people.remark(_name_remark(name), mask, name)
    for part in people.parts:
        if name in part.fields:
            part.fields[name] = part.fields[name].map(lambda value: _fit(name, value))
    return mask if name in _NAMES else np.zeros(len(people), dtype=bool)


def _fit(name: str, value: Any) -> Any:
    """The value, what it was before a spreadsheet had it, or '' where it cannot be right."""
    if value == "":
        return value
    if name in REPAIRS:
        repaired = REPAIRS[name](value)
        return repaired if repaired and fits(name, repaired) else ""
    if name == _KEPT_WITH_A_REMARK and len(str(value)) > SHAPES[name].longest:
        return value
    return value if fits(name, value) else ""


def _name_remark(name: str) -> str:
    if name in _NAMES:
        return "name_unlikely"
    return "number_unlikely" if name == "external_number" else "value_unlikely"
