"""Surnames, prefixes, first names and initials, however the columns divide them."""

from __future__ import annotations

from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

import numpy as np

from rosterdesk.core.roster.grids import Cells
from rosterdesk.core.roster.values.names import (
    Name,
    derive_initials,
    drop_aside,
    is_prefix,
    split_full_name,
    split_prefix,
    split_prefix_behind,
    take_out,
    tell_order,
)

if TYPE_CHECKING:
    from rosterdesk.core.roster.grids import Mask
    from rosterdesk.core.roster.people import People

_SURE = 4  # times as many names that show one order as that show the other
_COLUMNS_OF = {"surname": ("surname",), "first_name": ("first_name", "first_names", "initials")}
_LONG_LIST = 8  # names whose alphabet is no coincidence


def read_names(people: People) -> None:
    given = {name: people.cells(name).texts() for name in ("prefix", "initials")}
    given["first_name"] = _drop_asides(people, "first_name")
    surname, prefix = _read_surnames(people, given["prefix"])
    behind = given["first_name"].map(split_prefix_behind)
    given["first_name"] = behind.map(itemgetter(0))
    prefix = prefix.fill_in(behind.map(itemgetter(1)))
    if people.has("full_name"):
        whole = _read_whole_names(people, surname, given["first_name"], given["initials"])
        surname = surname.fill_in(whole.map(attrgetter("surname")))
        prefix = prefix.fill_in(whole.map(attrgetter("prefix")))
        for name in ("first_name", "initials"):
            given[name] = given[name].fill_in(whole.map(attrgetter(name)))
    people.set_cells("surname", surname)
    people.set_cells("prefix", given["prefix"].fill_in(prefix))
    _read_first_names(people, given["first_name"], given["initials"])
    _demand_names(people)


def _drop_asides(people: People, name: str) -> Cells:
    """Return the names without what stands between brackets or quotation marks, which is said."""
    cells = people.cells(name).texts()
    plain = cells.map(drop_aside)
    changed = [old != new for old, new in zip(cells.distinct, plain.distinct, strict=True)]
    if any(changed):
        people.remark("name_aside", np.array(changed)[cells.codes], name)
    return plain


def _read_whole_names(
    people: People, surnames: Cells, first_names: Cells, initials: Cells
) -> Cells:
    """Whole names, in the order that the column shows as a whole."""
    cells = people.cells("full_name").texts()
    shown = [tell_order(text) for text in cells.distinct]
    order = _judge_order(people, cells, shown, initials)
    names = [
        split_full_name(text, surname_first=(own if order == "mixed" else order) == "last")
        for text, own in zip(cells.distinct, shown, strict=True)
    ]
    known = surnames.filled() | first_names.filled()
    _doubt_order(people, cells, shown, order, known)
    whole = Cells(cells.codes, names)
    return _take_out_known(cells, whole, surnames, first_names) if known.any() else whole


def _doubt_order(
    people: People, cells: Cells, shown: list[str | None], order: str | None, known: Mask
) -> None:
    """Names that show nothing, or another order than the column does; one of them is known."""
    unclear = [
        _is_unclear(text, own, order) for text, own in zip(cells.distinct, shown, strict=True)
    ]
    rows = np.array(unclear, dtype=bool)[cells.codes] & ~known & ~people.left_out
    if order is None and rows.any():
        people.remark_file("name_order_assumed", "full_name")
    elif order:
        people.remark("name_order_unclear", rows, "full_name")


def _judge_order(
    people: People, cells: Cells, shown: list[str | None], initials: Cells
) -> str | None:
    """'first', 'last', 'mixed', or None where nothing shows which name stands in front."""
    first, last = shown.count("first"), shown.count("last")
    if min(first, last) * _SURE > max(first, last):
        return "mixed"
    if first or last:
        return "first" if first > last else "last"
    rows = np.flatnonzero(cells.filled() & ~people.left_out)
    pairs = [(cells[row].split(" "), (initials[row] or "")[:1].upper()) for row in rows]
    clear = [(w[0][:1].upper() == i, w[-1][:1].upper() == i) for w, i in pairs if i and len(w) > 1]
    clear += _ask_addresses(
        people, [(int(row), words) for row, (words, _) in zip(rows, pairs, strict=True)]
    )
    votes = [front for front, behind in clear if front != behind]
    if votes and min(votes.count(True), votes.count(False)) * _SURE <= len(votes):
        return "first" if votes.count(True) > votes.count(False) else "last"
    in_front = [words[0].casefold() for words, _ in pairs]
    sorted_by_front = all(one <= other for one, other in pairwise(in_front))
    return "last" if len(set(in_front)) >= _LONG_LIST and sorted_by_front else None


def _ask_addresses(people: People, named: list[tuple[int, list[str]]]) -> list[tuple[bool, bool]]:
    """Return whether an e-mail address begins with the first word, and whether with the last one.

    Schools give noor.bakker@ and nbakker@, hardly ever bakker.noor@.
    """
    addresses = people.cells("email").texts()
    found = []
    for row, words in named:
        local = addresses[row].partition("@")[0].casefold()
        front, behind = words[0].casefold(), words[-1].casefold()
        if local and len(words) > 1:
            found.append(
                (
                    local.startswith(front) or local == front[:1] + behind,
                    local.startswith(behind) or local == behind[:1] + front,
                )
            )
    return found


def _is_unclear(text: str, own: str | None, order: str | None) -> bool:
    if " " not in text or "," in text or "(" in text:
        return False
    return own not in (None, order) if order in ("first", "last") else own is None


def _take_out_known(cells: Cells, whole: Cells, surnames: Cells, first_names: Cells) -> Cells:
    """Take a name with its own column out of the whole name; the rest of it is the other name."""
    rows = zip(
        cells.to_array(),
        whole.to_array(),
        surnames.to_array(),
        first_names.to_array(),
        strict=True,
    )
    names = [_take_out(text, name, surname, first) for text, name, surname, first in rows]
    return Cells(np.arange(len(names)), names)


def _take_out(text: str, name: Name, surname: str | None, first: str | None) -> Name:
    if first and (rest := take_out(text, first)) is not None:
        prefix, last = split_prefix(rest)
        return Name(first, None, prefix, last or None)
    if surname and (rest := take_out(text, surname)) is not None:
        return split_full_name(f"{surname}, {rest}")
    return name


def _read_surnames(people: People, prefixes: Cells) -> tuple[Cells, Cells]:
    """Read surnames; one with its prefix in its own column stays whole, unless it repeats it."""
    whole = _drop_asides(people, "surname")
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
    middle = people.cells("middle_name").texts()
    if people.has("middle_name"):
        _take_prefixes(people, middle)
        middle = middle.map(lambda text: "" if is_prefix(text) else text)
    first = first_name.fill_in(all_names.map(lambda text: text.split(" ")[0]))
    people.set_cells("first_name", first)
    found = initials.fill_in(all_names.map(derive_initials)).fill_in(_join_initials(first, middle))
    people.set_cells("initials", found)


def _take_prefixes(people: People, middle: Cells) -> None:
    """Foreign systems have no column for a prefix: it stands under the middle name there."""
    prefixes = middle.map(lambda text: text if is_prefix(text) else "")
    people.set_cells("prefix", people.found["prefix"].fill_in(prefixes))


def _join_initials(first: Cells, middle: Cells) -> Cells:
    derived = first.map(lambda name: derive_initials(name or ""))
    if not middle.filled().any():
        return derived
    more = middle.map(lambda text: derive_initials(text) if text else "")
    joined = [
        f"{one}{other}" for one, other in zip(derived.to_array(), more.to_array(), strict=True)
    ]
    return Cells(np.arange(len(joined)), joined)


def _demand_names(people: People) -> None:
    column = "surname" if people.has("surname") else "full_name"
    called = people.found["first_name"].filled() | people.found["initials"].filled()
    missing = {"surname": ~people.found["surname"].filled(), "first_name": ~called}
    for name, header in (("surname", column), ("first_name", "first_name")):
        if not people.has("full_name") and not any(map(people.has, _COLUMNS_OF[name])):
            people.remark_missing_column(name)
        else:
            people.remark("missing_required", missing[name], header, field=name)
