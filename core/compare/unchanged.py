"""Rows that say what is known already: in most files nearly all of them, and set apart first.

A row of a file and a customer are each a line of JSON, made by the reader and by the database,
and they are compared as lines: equal ones say the same, and of others nothing is concluded here.
Making a Pupil and a Known of each, and walking over those for every question that is asked of a
file, takes several times as long. They are counted, because shares are of everybody; the
difference is the same as without this, to the last line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache
from itertools import compress
from operator import not_
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.compare.fields import list_taken_over
from rosterdesk.core.compare.model import CardNumbers, Known, PublicLibrary
from rosterdesk.core.person_names import make_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rosterdesk.core.compare.model import Policy
    from rosterdesk.core.roster.model import Pupil, Roster
    from rosterdesk.core.roster.packed import PackedRoster

KNOWN_FIELDS = tuple(each.name for each in fields(Known))
KnownRow = Sequence[Any]  # the values of KNOWN_FIELDS; dates and JSON as text
_NOTHING: frozenset[str] = frozenset()


def unpack_known(rows: Iterable[KnownRow]) -> list[Known]:
    made = [Known(*row) for row in rows]
    for known in made:
        known.school_member = bool(known.school_member)
        known.public_member = bool(known.public_member)
        born: Any = known.birth_date
        known.birth_date = date.fromisoformat(born) if born else None
        edited: Any = known.hand_edited
        known.hand_edited = _NOTHING if edited == "[]" else frozenset(orjson.loads(edited))
    return made


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A school's customers at a revision, at the same places in each of the sequences.

    ``said`` has the line of a member with an external number, of the ``fields`` in their order,
    as in a PackedRoster; '' for anybody else. ``columns`` has the SNAPSHOT_COLUMNS.
    """

    revision: int
    fields: Sequence[str]
    ids: Sequence[int]
    said: Sequence[str]
    columns: Mapping[str, Sequence[Any]]


SNAPSHOT_COLUMNS = ("birth_date", "first_name", "class_code", "year", "role", "public_member")


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Those of whom the file says what is known already, and what guards ask of them.

    ``fields`` are those that any row of the file fills, these or others; ``known`` has columns.
    """

    fields: Sequence[str] = ()
    count: int = 0
    known: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def count_said(self, name: str) -> int:
        """Return how many rows fill a field."""
        said = self._read_said(name)
        return len(said) - said.count(None)

    def collect_said(self, name: str) -> set[Any]:
        """Return all that the rows say in a field."""
        return set(self._read_said(name)) - {None}

    def collect_known(self, name: str) -> set[Any]:
        """Return all that is known in a field, which the file may not fill."""
        return set(self.known.get(name, ())) - {None}

    def _read_said(self, name: str) -> Sequence[Any]:
        return self.known.get(name, ()) if name in self.fields else ()


@dataclass(frozen=True, slots=True)
class Apart:
    """A file without those who are unchanged, and who of the school's customers is left over."""

    roster: Roster
    others: Sequence[int]  # their ids
    unchanged: Unchanged


def is_told_by_line(file: PackedRoster, policy: Policy) -> bool:
    """Return whether a line says who it is and all that is to be done about them.

    It does if one row has the number, no card says otherwise, and what the line says is taken over.
    """
    if policy.card_numbers is CardNumbers.EXTERNAL_NUMBER or not {
        "card_number",
        "eck_id",
    }.isdisjoint(file.beside):
        return False
    if "external_number" not in file.fields or file.repeats:
        return False
    return set(file.fields) <= set(list_taken_over(policy))


def set_unchanged_apart(file: PackedRoster, snapshot: Snapshot, policy: Policy) -> Apart:
    """Take the rows out whose line is that of a member of the school, which has the same fields.

    Not those who may stand among the others once more, by another number.
    """
    found = _find_same(file, snapshot, policy)
    pupils = file.unpack_some([at is None for at in found])
    if alike := _find_alike(pupils, snapshot, found):
        found = [None if at in alike else at for at in found]
        pupils = file.unpack_some([at is None for at in found])
    here = set(found)
    same = [at in here for at in range(len(snapshot.ids))]
    known = {name: list(compress(each, same)) for name, each in snapshot.columns.items()}
    others = list(compress(snapshot.ids, map(not_, same)))
    unchanged = Unchanged(file.fields, sum(same), known)
    return Apart(replace(file.frame, pupils=pupils), others, unchanged)


def _find_same(file: PackedRoster, snapshot: Snapshot, policy: Policy) -> list[int | None]:
    """Return for each row the place of the member about whom nothing at all is to be done."""
    places = dict(zip(snapshot.said, range(len(snapshot.said)), strict=True))
    places.pop("", None)
    found = list(map(places.get, file.said))
    if days := file.beside.get("leaves_on"):
        found = [at if day is None else None for at, day in zip(found, days, strict=True)]
    public = snapshot.columns["public_member"]
    wishes = file.beside.get("public_library")
    if policy.public_library is PublicLibrary.EVERYONE:
        return [at if at is not None and public[at] else None for at in found]
    if policy.public_library is PublicLibrary.CONSENT and wishes:
        return [
            at if at is not None and (public[at] or not wish) else None
            for at, wish in zip(found, wishes, strict=True)
        ]
    return found


def _find_alike(
    pupils: Iterable[Pupil], snapshot: Snapshot, found: Iterable[int | None]
) -> set[int]:
    """Return the places of those found who have the birth date and first name of a pupil."""
    here = set(found) - {None}
    if not here:
        return set()
    make = cache(make_key)
    wanted = {(str(one.birth_date), make(one.first_name)) for one in pupils if one.birth_date}
    days = {day for day, _ in wanted}
    born, called = snapshot.columns["birth_date"], snapshot.columns["first_name"]
    born_then = compress(range(len(born)), map(days.__contains__, born))
    return {at for at in born_then if at in here and (born[at], make(called[at])) in wanted}
