"""State numbers in the texts of a roster, where no column of them could be dropped."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any

from rosterdesk.core.roster.values.state_numbers import (
    blank_cell,
    may_hold_state_numbers,
)

if TYPE_CHECKING:
    from rosterdesk.core.roster.grids import Cells
    from rosterdesk.core.roster.model import Roster
    from rosterdesk.core.roster.people import Part


def blank_part(part: Part) -> None:
    """Put ``[BSN]`` in the place of each, before anything is made of the cells."""
    part.fields = {name: _blank_cells(cells, name) for name, cells in part.fields.items()}


def blank_frame(roster: Roster) -> Roster:
    """Return the roster with all that it says of the file blanked; pupils are left alone."""
    told = (each.name for each in fields(roster) if each.name != "pupils")
    return replace(roster, **{name: _blank(getattr(roster, name)) for name in told})


def _blank(value: Any) -> Any:
    """Blank the texts of a value, whatever it is made of."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, (tuple, list)):
        return type(value)(map(_blank, value))
    if isinstance(value, dict):
        return {_blank(key): _blank(each) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _blank(getattr(value, f.name)) for f in fields(value)})
    return blank_cell(value)


def _blank_cells(cells: Cells, field: str) -> Cells:
    """Most columns are passed in one look."""
    try:
        if not may_hold_state_numbers(cells.distinct):
            return cells
    except TypeError:
        pass  # numbers, or dates
    return cells.map(partial(blank_cell, field=field))
