"""Birth dates of nobody at a school: said, and not used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosterdesk.core.roster.values.ages import expected_ages, kind_by_ages, kind_of_school

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from rosterdesk.core.roster.grids import Cells, Mask
    from rosterdesk.core.roster.hints import Hints
    from rosterdesk.core.roster.people import People

    Ages = NDArray[np.float64]

_YEAR = 365.2425


def leave_out_far_dates(people: People, hints: Hints) -> None:
    """Leave out the birth dates that cannot be of somebody in that role, school and year."""
    born = people.found.get("birth_date")
    if born is None:
        return
    used = born.filled() & ~people.left_out & ~people.failed
    ages = _count_ages(born, hints.today)
    pupils = used & people.found["role"].where(lambda role: role != "teacher")
    general = kind_by_ages(ages[pupils])
    far = used & _are_far(people, ages, general)
    if far.any():
        people.remark("date_unlikely", far, "birth_date")
        people.set_cells("birth_date", born.blank_where(far))


def _count_ages(born: Cells, today: date) -> Ages:
    ages = [(today - day).days / _YEAR if day else 0.0 for day in born.distinct]
    counted: Ages = np.array(ages)[born.codes]
    return counted


def _are_far(people: People, ages: Ages, general: str | None) -> Mask:
    """Judge each combination of role, kind of school and year once: there are a few dozen."""
    kinds = people.found["school_type"].map(lambda text: kind_of_school(text or "") or general)
    columns = (people.found["role"], kinds, people.found["year"])
    keys = np.zeros(len(people), dtype=np.intp)
    for column in columns:
        keys = keys * len(column.distinct) + column.codes
    _, first, group = np.unique(keys, return_index=True, return_inverse=True)
    limits = [expected_ages(*(column[row] for column in columns)) for row in first]
    youngest, oldest = np.array(limits).T
    far: Mask = (ages < youngest[group]) | (ages >= oldest[group] + 1)
    return far
