"""Surnames, prefixes, first names and initials, however the columns divide them."""

from __future__ import annotations

from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

import numpy as np

from rosterdesk.core.roster.values.names import derive_initials, split_full_name, split_prefix
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from rosterdesk.core.roster.grids import Cells
    from rosterdesk.core.roster.people import People


def read_names(people: People) -> None:
    given = {name: people.cells(name).texts() for name in ("prefix", "first_name", "initials")}
    surname, prefix = _read_surnames(people, given["prefix"])
    if people.has("full_name"):
        whole = people.cells("full_name").map(lambda cell: split_full_name(to_text(cell)))
        surname = surname.fill_in(whole.map(attrgetter("surname")))
        prefix = prefix.fill_in(whole.map(attrgetter("prefix")))
        for name in ("first_name", "initials"):
            given[name] = given[name].fill_in(whole.map(attrgetter(name)))
    people.set_cells("surname", surname)
    people.set_cells("prefix", given["prefix"].fill_in(prefix))
    _read_first_names(people, given["first_name"], given["initials"])
    _demand_names(people)


def _read_surnames(people: People, prefixes: Cells) -> tuple[Cells, Cells]:
    """Where the prefix has its own column the surname stays whole, unless it repeats it."""
    whole = people.cells("surname").texts()
    split = whole.map(split_prefix)
    surname, prefix = split.map(itemgetter(1)), split.map(itemgetter(0))
    given = prefixes.filled()
    if given.any():
        repeated = given & prefix.filled()
        for row in np.flatnonzero(repeated):
            repeated[row] = prefix[row].lower() == prefixes[row].lower()
        surname = whole.blank_where(~given | repeated).fill_in(surname)
    return surname, prefix


def _read_first_names(people: People, first_name: Cells, initials: Cells) -> None:
    all_names = people.cells("first_names").texts()
    first = first_name.fill_in(all_names.map(lambda text: text.split(" ")[0]))
    people.set_cells("first_name", first)
    derived = first.map(lambda name: derive_initials(name or ""))
    found = initials.fill_in(all_names.map(derive_initials)).fill_in(derived)
    people.set_cells("initials", found)


def _demand_names(people: People) -> None:
    column = "surname" if people.has("surname") else "full_name"
    nameless = ~people.found["surname"].filled()
    people.remark("missing_required", nameless, column, field="surname")
    nameless = ~people.found["first_name"].filled() & ~people.found["initials"].filled()
    people.remark("missing_required", nameless, "first_name", field="first_name")
