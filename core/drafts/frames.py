"""A file that was read more than once: what only the first reading could see stays said.

The first one saw the file as it came; the next ones see what was kept of it, in which sheets and
columns that nobody recognised are no more. Pure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rosterdesk.core.roster.ranges import iterate_rows, to_ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.roster.corrections import Correction
    from rosterdesk.core.roster.model import LeftOut, Roster
    from rosterdesk.core.roster.packed import PackedRoster
    from rosterdesk.core.roster.ranges import Ranges

_ABOVE = "rows_above"  # rows in front of the names, which are not kept


def join_readings(first: Roster, packed: PackedRoster) -> PackedRoster:
    """Return the later reading with what the first one knew of the file as a whole."""
    again = packed.frame
    read = {*packed.beside.get("sheet", ()), *(each.sheet for each in again.problems)}
    frame = replace(
        again,
        format=first.format,
        bulk=first.bulk,
        school=again.school or first.school,
        dropped=tuple(dict.fromkeys((*first.dropped, *again.dropped))),
        left_out=(*_list_lost(first, again, read), *again.left_out),
        school_year=again.school_year or first.school_year,
        created_on=again.created_on or first.created_on,
    )
    return replace(packed, frame=frame)


def forget_mended(first: Roster, corrections: Sequence[Correction]) -> Roster:
    """Return the first reading without what it said of rows that a person mended since."""
    mended: dict[str | None, set[int]] = {}
    for each in corrections:
        mended.setdefault(each.sheet, set()).add(each.row)
    problems = [
        replace(each, rows=_leave_out(each.rows, mended[each.sheet]))
        if each.sheet in mended and each.rows
        else each
        for each in first.problems
    ]
    kept = (
        new for new, old in zip(problems, first.problems, strict=True) if new.rows or not old.rows
    )
    return replace(first, problems=tuple(kept), pupils=())


def _leave_out(ranges: Ranges, rows: set[int]) -> Ranges:
    return to_ranges(row for row in iterate_rows(ranges) if row not in rows)


def _list_lost(first: Roster, again: Roster, read: set[str | None]) -> list[LeftOut]:
    seen = {(each.code, each.sheet, each.rows, each.columns) for each in again.left_out}
    return [
        each
        for each in first.left_out
        if _is_lost(each, read) and (each.code, each.sheet, each.rows, each.columns) not in seen
    ]


def _is_lost(each: LeftOut, read: set[str | None]) -> bool:
    """Return whether the later reading could not see it: rows that were kept it can."""
    if each.code == _ABOVE:
        return True
    if each.rows:
        return False
    return bool(each.columns) or each.sheet is None or each.sheet not in read
