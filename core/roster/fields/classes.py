"""Classes, and the years that they say where no column does."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from rosterdesk.core.roster.grids import to_cells
from rosterdesk.core.roster.values.classes import (
    derive_year,
    fold_class,
    is_long_class,
    make_class_code,
    read_year,
    shorten_class_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.core.roster.grids import Cells
    from rosterdesk.core.roster.people import People, Values

_LETTER = re.compile("[A-Za-z]")
_ENOUGH = 5  # pupils of a year whose dates say how old that year is


def read_classes(people: People) -> None:
    """Read codes and names; a long name gives a code of its own making, said once."""
    codes = _unite(people, "class_code", _join_years(people))
    names = _unite(people, "class_name", people.cells("class_name").texts())
    made = codes.map(make_class_code)
    whole = names.fill_in(codes)
    people.set_cells("class_code", made.fill_in(names.map(make_class_code)))
    people.set_cells("class_name", whole.map(shorten_class_name))
    _tell_changed_codes(people, codes, made)
    _tell_long_names(people, codes.fill_in(names))
    classed = people.found["class_code"].filled() | people.found["class_name"].filled()
    if not (classed & ~people.left_out).any():
        people.remark_file("no_class")


def _unite(people: People, name: str, classes: Cells) -> Cells:
    """One class is written as most rows have it; the other ways to write it are said."""
    rows: Counter[str] = Counter()
    for text, count in zip(classes.distinct, classes.take(~people.left_out).counts(), strict=True):
        rows[text] += int(count)
    ways: dict[str, list[str]] = defaultdict(list)
    for text in rows:
        if text and rows[text]:
            ways[fold_class(text)].append(text)
    written: dict[str, str] = {}
    for texts in ways.values():
        usual, *others = sorted(texts, key=lambda text: -rows[text])
        if others:
            found = classes.where(frozenset(others).__contains__)
            listed = ", ".join(others)
            people.remark("class_united", found, name, name=usual, others=listed)
            written |= dict.fromkeys(others, usual)
    return classes.map(lambda text: written.get(text, text)) if written else classes


def _join_years(people: People) -> Cells:
    """The codes; 'A' of year 5 and 'A' of year 6 are two classes, 5A and 6A."""
    codes = people.cells("class_code").texts()
    if not people.has("year") or not all(map(_LETTER.fullmatch, codes.used())):
        return codes
    years = people.cells("year").map(lambda cell: str(read_year(cell)[0] or ""))
    pairs = {(code, year) for code, year in _pair(codes, years) if code and year}
    if len({code for code, _ in pairs}) == len(pairs):
        return codes
    joined = [f"{year}{code}" if code else "" for code, year in _pair(codes, years)]
    people.remark("class_joined", codes.filled() & years.filled(), "class_code")
    return to_cells(joined)


def _pair(codes: Cells, years: Cells) -> Iterator[tuple[str, str]]:
    return zip(codes.to_array(), years.to_array(), strict=True)


def _tell_changed_codes(people: People, before: Cells, after: Cells) -> None:
    """Remark on each class once, at its first row."""
    first = dict(zip(before.codes[::-1].tolist(), range(len(before) - 1, -1, -1), strict=True))
    for number, row in sorted(first.items()):
        old, new = before.distinct[number], after.distinct[number]
        if old != new and not is_long_class(old):
            people.remark("class_changed", [row], "class_code", old=old, new=new)


def _tell_long_names(people: People, classes: Cells) -> None:
    long = classes.where(is_long_class) & ~people.left_out
    if long.any():
        name = "class_code" if people.has("class_code") else "class_name"
        people.remark_file("class_shortened", name, count=len({*classes.take(long).used()}))


def derive_years(people: People) -> None:
    """Derive the years from the classes, unless birth dates say that their digits are no years."""
    years = people.found["class_code"].map(derive_year)
    years = years.fill_in(people.found["class_name"].map(derive_year))
    pupils = people.found["role"].where(lambda role: role == "pupil")
    years = years.blank_where(~pupils | people.left_out)
    born = people.found.get("birth_date")
    if born is None or _follow_age(years.to_array(), born.to_array()):
        people.set_cells("year", years)


def _follow_age(years: Values, born: Values) -> bool:
    """Return whether pupils in higher years were born earlier, where enough of them have a date."""
    days: dict[int, list[int]] = {}
    for year, day in zip(years, born, strict=True):
        if year and day:
            days.setdefault(year, []).append(day.toordinal())
    typical = [np.median(days[year]) for year in sorted(days) if len(days[year]) >= _ENOUGH]
    return all(older < younger for younger, older in pairwise(typical))
