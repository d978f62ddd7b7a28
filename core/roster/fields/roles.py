"""The teachers in a file: by a column of roles, by the names of other columns, or by the class."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from rosterdesk.core.roster.columns.headers import normalise_header
from rosterdesk.core.roster.grids import Cells, blank_cells, join_cells
from rosterdesk.core.roster.values.ages import TEACHERS
from rosterdesk.core.roster.values.standing import read_role, role_of_class
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.core.roster.grids import Mask
    from rosterdesk.core.roster.hints import Hints
    from rosterdesk.core.roster.people import Part, People

# A list of teachers by itself has no column of roles, and calls its numbers so.
_NUMBERS_OF_TEACHERS = ("docent", "personeel", "medewerker", "leerkracht", "teacher", "staff")
_WHOSE = re.compile(rf"(?:{'|'.join(_NUMBERS_OF_TEACHERS)})s?(?:number|nummer|nr|id|code)")
_ANYBODYS = frozenset({"sisid", "sourcedid", "userid", "externalid", "externalsystemid"})
_CLASSES = ("class_code", "class_name")


def read_roles(people: People, hints: Hints) -> None:
    """Find the role of everybody; those who are teachers by their class have no class."""
    said = people.cells("role").map(lambda cell: read_role(to_text(cell)) if cell != "" else "")
    by_number = join_cells(_role_of_numbers(part) for part in people.parts)
    by_title = Cells(people.below_staff.astype(np.intp), ["", "teacher"])
    role = said.fill_in(by_number).fill_in(by_title)
    staff = _find_staff_classes(people) & ~role.filled()
    if staff.any():
        people.remark("teacher_by_class", staff & ~_are_children(people, hints), "class_code")
        people.remark("class_of_staff", staff & _are_children(people, hints), "class_code")
        staff &= ~_are_children(people, hints)
        role = role.fill_in(Cells(staff.astype(np.intp), ["", "teacher"]))
        for name in _CLASSES:
            people.set_cells(name, people.found[name].blank_where(staff))
    people.set_cells("role", role.map(lambda each: each or "pupil"))


def is_list_of_teachers(number: str, others: Iterable[str]) -> bool:
    """True where a key that anybody may have stands beside numbers that teachers have.

    ``others`` are the names of the other columns with values.
    """
    return normalise_header(number) in _ANYBODYS and any(map(numbers_teachers, others))


def numbers_teachers(header: str) -> bool:
    return _WHOSE.fullmatch(normalise_header(header)) is not None


def _role_of_numbers(part: Part) -> Cells:
    header = normalise_header(part.headers.get("external_number", ""))
    if header.startswith(_NUMBERS_OF_TEACHERS):
        return Cells(np.zeros(len(part.rows), dtype=np.intp), ["teacher"])
    return blank_cells(len(part.rows))


def _find_staff_classes(people: People) -> Mask:
    found = np.zeros(len(people), dtype=bool)
    for name in _CLASSES:
        found |= people.cells(name).where(lambda cell: role_of_class(to_text(cell)) == "teacher")
    return found & ~people.left_out


def _are_children(people: People, hints: Hints) -> Mask:
    """True for those whose birth date says so: a class may be called after a teacher."""
    born = people.found.get("birth_date")
    if born is None:
        return np.zeros(len(people), dtype=bool)
    return born.where(lambda day: day and hints.today.year - day.year < TEACHERS.youngest)
