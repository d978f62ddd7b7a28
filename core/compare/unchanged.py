"""Rows that say what is known already: in most files nearly all of them, and set apart first.

They are compared as rows. Making a Pupil and a Known of each, and walking over those for every
question that is asked of a file, takes several times as long. They are counted, because shares
are of everybody; the difference is the same as without this, to the last line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from itertools import compress, repeat
from operator import eq, is_not, itemgetter, not_
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.compare.fields import list_taken_over
from rosterdesk.core.compare.model import CardNumbers, Known, PublicLibrary
from rosterdesk.core.compare.names import make_key
from rosterdesk.core.roster.packed import unpack_pupils

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rosterdesk.core.compare.model import Policy
    from rosterdesk.core.roster.model import Pupil, Roster
    from rosterdesk.core.roster.packed import PackedRoster, PupilRow

KNOWN_FIELDS = tuple(each.name for each in fields(Known))
KnownRow = Sequence[Any]  # the values of KNOWN_FIELDS; dates and JSON as text
_ID, _NUMBER, _MEMBER, _PUBLIC = map(
    KNOWN_FIELDS.index, ("id", "external_number", "school_member", "public_member")
)
_NOTHING: frozenset[str] = frozenset()
# Equal to no row of a file, whose values are text and numbers.
_NOBODY: KnownRow = (object(),) * len(KNOWN_FIELDS)


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
class Unchanged:
    """Rows of a file, and at the same places the members of this school of whom each speaks.

    ``fields`` names the values of a row: what any row of the file fills, these or others.
    """

    fields: Sequence[str] = ()
    rows: Sequence[PupilRow] = ()
    known: Sequence[KnownRow] = ()

    @property
    def count(self) -> int:
        return len(self.rows)

    def count_said(self, name: str) -> int:
        """Return how many rows fill a field."""
        return sum(map(is_not, self._read_said(name), repeat(None)))

    def collect_said(self, name: str) -> set[Any]:
        """Return all that the rows say in a field."""
        return set(self._read_said(name)) - {None}

    def collect_known(self, name: str) -> set[Any]:
        """Return all that is known in a field, which the file may not fill."""
        return set(self._read_known(name)) - {None}

    def find_like(self, people: Iterable[Pupil]) -> list[tuple[Pupil, Known]]:
        """Return those with the birth date and the first name of any of these people."""
        make = cache(make_key)
        wanted = {(str(one.birth_date), make(one.first_name)) for one in people if one.birth_date}
        days = {day for day, _ in wanted}
        born_then = map(days.__contains__, self._read_known("birth_date"))
        day, called = map(KNOWN_FIELDS.index, ("birth_date", "first_name"))
        like = [
            (row, known)
            for row, known in compress(zip(self.rows, self.known, strict=True), born_then)
            if (known[day], make(known[called])) in wanted
        ]
        pupils = unpack_pupils(self.fields, (row for row, _ in like))
        return list(zip(pupils, unpack_known(known for _, known in like), strict=True))

    def _read_said(self, name: str) -> Iterable[Any]:
        if name not in self.fields:
            return ()
        return map(itemgetter(self.fields.index(name)), self.rows)

    def _read_known(self, name: str) -> Iterable[Any]:
        return map(itemgetter(KNOWN_FIELDS.index(name)), self.known)


@dataclass(frozen=True, slots=True)
class Apart:
    """A file and a school's customers without those who are unchanged."""

    roster: Roster
    known: list[Known]
    unchanged: Unchanged


def set_unchanged_apart(file: PackedRoster, customers: Sequence[KnownRow], policy: Policy) -> Apart:
    """Pair the rows whose number and every other field are those of a member of the school."""
    if not _tell_who_is_who(file, policy):
        return Apart(file.unpack(), unpack_known(customers), Unchanged())
    found = _find_members(file, customers)
    same = _list_same(file, found, policy)
    known = list(compress(found, same))
    unchanged = Unchanged(file.fields, list(compress(file.rows, same)), known)
    ids = set(map(itemgetter(_ID), known))
    others = unpack_known(row for row in customers if row[_ID] not in ids)
    pupils = unpack_pupils(file.fields, compress(file.rows, map(not_, same)))
    return Apart(replace(file.frame, pupils=pupils), others, unchanged)


def _tell_who_is_who(file: PackedRoster, policy: Policy) -> bool:
    """Whether a number can be taken for a person: one row has it, and no card says otherwise."""
    if policy.card_numbers is CardNumbers.EXTERNAL_NUMBER or "card_number" in file.fields:
        return False
    if "external_number" not in file.fields:
        return False
    numbers = [number for number in _read(file, "external_number") if number is not None]
    return len(set(numbers)) == len(numbers)


def _find_members(file: PackedRoster, customers: Sequence[KnownRow]) -> list[KnownRow]:
    """Return the member with the number of each row, or the one who is like nobody."""
    members = list(compress(customers, map(itemgetter(_MEMBER), customers)))
    by_number = dict(zip(map(itemgetter(_NUMBER), members), members, strict=True))
    by_number.pop(None, None)
    return list(map(by_number.get, _read(file, "external_number"), repeat(_NOBODY)))


def _list_same(file: PackedRoster, found: Sequence[KnownRow], policy: Policy) -> list[bool]:
    """Tell of each row whether nothing at all is to be done about it."""
    names = [name for name in list_taken_over(policy) if name in file.fields]
    said = map(itemgetter(*map(file.fields.index, names)), file.rows)
    known = map(itemgetter(*map(KNOWN_FIELDS.index, names)), found)
    same = list(map(eq, said, known))
    if "leaves_on" in file.fields:
        days = _read(file, "leaves_on")
        same = [one and day is None for one, day in zip(same, days, strict=True)]
    if policy.public_library is PublicLibrary.EVERYONE:
        same = [one and bool(row[_PUBLIC]) for one, row in zip(same, found, strict=True)]
    elif policy.public_library is PublicLibrary.CONSENT and "public_library" in file.fields:
        asked = _read(file, "public_library")
        same = [
            one and bool(row[_PUBLIC] or not wish)
            for one, row, wish in zip(same, found, asked, strict=True)
        ]
    return same


def _read(file: PackedRoster, name: str) -> Iterator[Any]:
    return map(itemgetter(file.fields.index(name)), file.rows)
