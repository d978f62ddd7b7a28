"""The same pupil twice is used once; two pupils with one number are both wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosterdesk.core.roster.people import group_rows
from rosterdesk.core.roster.ranges import format_ranges, to_ranges
from rosterdesk.core.roster.values.numbers import is_shortened

if TYPE_CHECKING:
    from rosterdesk.core.roster.grids import Cells, Mask
    from rosterdesk.core.roster.people import People

_MOST_NUMBERS = 3  # that are named one by one


def find_duplicates(people: People) -> None:
    """The same pupil twice is used once; two pupils with one number are both wrong."""
    numbers = people.found["external_number"]
    usable = numbers.filled() & ~people.left_out
    _part_teachers(people, numbers, usable)
    numbers = people.found["external_number"]
    if not numbers.are_decimals():
        numbers = numbers.map(lambda text: _fold(text or ""))
        usable &= numbers.filled()
    codes, sizes = group_rows(numbers.blank_where(~usable))
    repeated = usable & (sizes[codes] > 1)
    groups: dict[int, list[int]] = {}
    for index in np.flatnonzero(repeated):
        groups.setdefault(int(codes[index]), []).append(int(index))
    again: list[tuple[int, int]] = []
    double: list[list[int]] = []
    for rows in groups.values():
        if _are_one(people, rows):
            again += [(rows[0], other) for other in rows[1:]]
        else:
            double.append(rows)
    _tell_double(people, double)
    _tell_again(people, again)


def _fold(number: str) -> str:
    """Of a number that a spreadsheet shortened nobody knows whose else it is."""
    return "" if is_shortened(number) else number.casefold()


def _part_teachers(people: People, numbers: Cells, usable: Mask) -> None:
    """Systems that count pupils and teachers apart give both the number 1: the pupil keeps it."""
    teachers = usable & people.found["role"].where(lambda role: role == "teacher")
    if not teachers.any() or teachers.all():
        return
    of_pupils = set(numbers.take(usable & ~teachers).used())
    shared = teachers & numbers.where(lambda text: text in of_pupils)
    if shared.any():
        people.remark("number_of_pupil", shared, "external_number")
        people.set_cells("external_number", numbers.blank_where(shared))


def _are_one(people: People, rows: list[int]) -> bool:
    """Return whether the rows say the same person again."""
    first, *others = rows
    return all(_who(people, first) == _who(people, other) for other in others)


def _tell_double(people: People, groups: list[list[int]]) -> None:
    """Say each number with its rows; of many it is the column that is wrong."""
    if len(groups) > _MOST_NUMBERS:
        rows = [row for group in groups for row in group]
        people.remark("duplicate_numbers", rows, "external_number")
        return
    for group in groups:
        where = format_ranges(to_ranges(int(people.rows[row]) for row in group))
        people.remark("duplicate_number", group, "external_number", where=where)


def _tell_again(people: People, again: list[tuple[int, int]]) -> None:
    """One remark for a sheet that says everybody again, and one for other classes in it."""
    classes = people.found["class_code"]
    differ = [_differ(classes[first], classes[other]) for first, other in again]
    same = [pair for pair, moved in zip(again, differ, strict=True) if not moved]
    moved = [other for (_, other), moved in zip(again, differ, strict=True) if moved]
    people.remark("duplicate_class", moved, "external_number")
    if len(same) == 1:
        first, other = same[0]
        people.remark("duplicate_row", [other], "external_number", first=int(people.rows[first]))
    else:
        people.remark("duplicate_rows", [other for _, other in same], "external_number")
    people.left_out[[other for _, other in again]] = True


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one and other) and one != other


def _who(people: People, row: int) -> tuple[object, ...]:
    born = people.found.get("birth_date")
    names = [people.found[name][row] for name in ("first_name", "prefix", "surname")]
    return (*names, None if born is None else born[row])
