"""Words for nothing: the cells that hold one are empty, and where that is strange it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosterdesk.core.roster.people import Emptied
from rosterdesk.core.roster.problems import FIELD_LABELS
from rosterdesk.core.roster.values.shapes import hold_nothing, is_nothing

if TYPE_CHECKING:
    from rosterdesk.core.roster.grids import Cells
    from rosterdesk.core.roster.people import People

_OF_EVERYBODY = frozenset({"first_name", "birth_date", "class_code", "class_name"})
_FEW = 0.2  # of the rows: with more of them, the program writes every empty cell so
_HALF = 0.5  # where everybody has a value, or a column has several ways to write nothing
_NEARLY_ALL = 0.8  # of the rows


def blank_nothing(people: People) -> None:
    """Empty the cells that hold a word for nothing, and remember which they were."""
    for number, part in enumerate(people.parts):
        for name, cells in part.fields.items():
            if hold_nothing(cells.distinct):
                _blank_words(people, number, name, cells)


def _blank_words(people: People, number: int, name: str, cells: Cells) -> None:
    words = [value for value in cells.distinct if value and is_nothing(value, name)]
    blanked = cells.map(lambda value: "" if is_nothing(value, name) else value)
    found = people.emptied.setdefault(name, Emptied(np.zeros(len(people), dtype=bool)))
    found.words.update(words)
    found.rows[people.part_of == number] = cells.where(bool) & ~blanked.filled()
    people.parts[number].fields[name] = blanked


def tell_nothing(people: People) -> None:
    """Say where a value may have been lost: a few such words in a column that does without them.

    Of a row with an error more need not be said.
    """
    for name, emptied in people.emptied.items():
        found = emptied.rows & ~people.failed & ~people.left_out
        if name in FIELD_LABELS and found.any() and _is_strange(people, name, emptied):
            people.remark("value_missing", found, name)


def _is_strange(people: People, name: str, emptied: Emptied) -> bool:
    """A program has one way to write nothing, and a column with it has many such cells."""
    used = ~people.left_out
    rows, emptied_rows = np.count_nonzero(used), np.count_nonzero(emptied.rows & used)
    filled = np.count_nonzero(people.cells(name).filled() & used)
    ways = len(emptied.words) + (filled + emptied_rows < rows)
    rare = _FEW if ways == 1 and name not in _OF_EVERYBODY else _HALF
    told = name in _OF_EVERYBODY or name == "prefix" or filled >= _NEARLY_ALL * (rows - 1)
    return bool(told and emptied_rows <= max(1, rare * rows))
