"""The members of a file beside the customers who are there: who is new, who changes, who cannot.

Pure. A person is found by the number at the school, then by the ECK-iD, then by the card, then by
name and birth date where no number says otherwise.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rosterdesk.core.person_names import make_identity
from rosterdesk.core.takeover.model import Remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rosterdesk.core.compare.model import Known
    from rosterdesk.core.takeover.model import Row


@dataclass(frozen=True, slots=True)
class Existing:
    """A customer who is there, with what comparing needs beside `Known`."""

    known: Known
    eck_id: str | None
    external_number_2: str | None
    cards: frozenset[str]

    def get(self, name: str) -> Any:
        return getattr(self if name in ("eck_id", "external_number_2") else self.known, name)


@dataclass(slots=True)
class Joined:
    """A known customer and what the file adds: fields with their new value, a card, membership."""

    existing: Existing
    row: Row
    fields: dict[str, Any]
    card: str | None
    joins: bool

    @property
    def changes(self) -> bool:
        return bool(self.fields or self.card or self.joins)


@dataclass(slots=True)
class Outcome:
    """The difference of one school."""

    new: list[Row] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        changed = sum(each.changes for each in self.joined)
        return Counter(new=len(self.new), changed=changed, unchanged=len(self.joined) - changed)


@dataclass(frozen=True, slots=True)
class Owners:
    """The owners of the cards and ECK-iDs of the file so far, in the whole library."""

    cards: Mapping[str, int]
    ecks: Mapping[str, int]


def find_repeated(rows: Iterable[tuple[int | None, Row]]) -> list[Remark]:
    """Return a remark for each line with a card, a number or an ECK-iD of another line."""
    seen: dict[tuple[str, object], int] = {}
    remarks = []
    for school, row in rows:
        values = row.values
        for code, key, value in (
            ("card_twice", row.card, row.card),
            (
                "number_twice",
                (school, number) if (number := values.get("external_number")) else None,
                number,
            ),
            ("eck_twice", values.get("eck_id"), ""),
        ):
            if key is not None and seen.setdefault((code, key), row.line) != row.line:
                remarks.append(Remark(row.line, code, value or ""))
    return remarks


def compare_school(
    rows: Sequence[Row], existing: Sequence[Existing], owners: Owners
) -> tuple[Outcome, list[Remark]]:
    """Return the difference of one school, and the lines that cannot be taken over."""
    finder, outcome, remarks = _Finder(existing), Outcome(), []
    for row in rows:
        found = finder.find(row)
        if len(found) > 1:
            remarks.append(Remark(row.line, "several_people"))
            continue
        one = found[0] if found else None
        owner = one.known.id if one else None
        if row.card and owners.cards.get(row.card, owner) != owner:
            remarks.append(Remark(row.line, "card_in_use", row.card))
        elif (eck := row.values.get("eck_id")) and owners.ecks.get(eck, owner) != owner:
            remarks.append(Remark(row.line, "eck_in_use"))
        elif one is None:
            outcome.new.append(row)
        else:
            outcome.joined.append(_join(one, row))
    return outcome, remarks


def _join(one: Existing, row: Row) -> Joined:
    """Return what the file adds; a blank overwrites nothing, nor is a hand-edited field."""
    fields = {
        name: value
        for name, value in row.values.items()
        if value != one.get(name) and name not in one.known.hand_edited
    }
    card = row.card if row.card and row.card not in one.cards else None
    joins = row.until is None and not one.known.school_member
    return Joined(one, row, fields, card, joins)


class _Finder:
    """Finds whom a row is; nobody is found twice."""

    def __init__(self, existing: Sequence[Existing]) -> None:
        self.by: dict[str, dict[object, list[Existing]]] = {
            name: defaultdict(list) for name in ("number", "eck", "card", "identity")
        }
        for one in existing:
            self._add("number", one.known.external_number, one)
            self._add("eck", one.eck_id, one)
            for card in one.cards:
                self._add("card", card, one)
            self._add("identity", make_identity(one.known), one)
        self.taken: set[int] = set()

    def _add(self, name: str, key: object, one: Existing) -> None:
        if key is not None:
            self.by[name][key].append(one)

    def find(self, row: Row) -> list[Existing]:
        if not any(self.by.values()):
            return []
        number = row.values.get("external_number")
        for name, key in (
            ("number", number),
            ("eck", row.values.get("eck_id")),
            ("card", row.card),
        ):
            found = self._list_free(name, key)
            if found:
                self.taken.update(one.known.id for one in found[:1])
                return found
        found = [
            one
            for one in self._list_free("identity", make_identity(_Person.of(row)))
            if number is None or one.known.external_number in (None, number)
        ]
        self.taken.update(one.known.id for one in found[:1])
        return found

    def _list_free(self, name: str, key: object) -> list[Existing]:
        found = self.by[name].get(key, ()) if key is not None else ()
        return [one for one in found if one.known.id not in self.taken]


@dataclass(frozen=True, slots=True)
class _Person:
    first_name: str | None
    initials: str | None
    prefix: str | None
    surname: str | None
    birth_date: Any

    @classmethod
    def of(cls, row: Row) -> _Person:
        get = row.values.get
        names = ("first_name", "initials", "prefix", "surname", "birth_date")
        return cls(*map(get, names))
