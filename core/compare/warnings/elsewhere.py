"""The customers of the library's other schools, found by card number and by who they are."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from rosterdesk.core.compare.numbers import normalise_card
from rosterdesk.core.person_names import are_names_similar, make_name_keys

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rosterdesk.core.compare.model import Known
    from rosterdesk.core.person_names import IdentityKey, NameKeys, Person


class People:
    """An index of customers; each part is made when it is first asked for.

    Most files ask nothing of most parts: everybody is found by number.
    """

    def __init__(self, customers: Iterable[Known] = ()) -> None:
        self.customers = list(customers)
        self._names_by_birth_date: dict[date, list[tuple[NameKeys, Known]]] = {}

    def find_by_card(self, card: str) -> list[Known]:
        """Return those with this card number, normalised by `normalise_card`."""
        return self._by_card.get(card, [])

    def find_by_eck(self, eck_id: str) -> list[Known]:
        return self._by_eck.get(eck_id, [])

    def find_by_identity(self, identity: IdentityKey) -> list[Known]:
        birth_date, *names = identity
        keys = tuple(names)
        return [known for theirs, known in self._list_born(birth_date) if theirs == keys]

    def find_similar(self, person: Person, percent: int) -> list[Known]:
        """Return those with the same birth date and a similar name."""
        if person.birth_date is None or not (born := self._list_born(person.birth_date)):
            return []
        keys = make_name_keys(person)
        return [known for theirs, known in born if are_names_similar(keys, theirs, percent)]

    def _list_born(self, birth_date: date) -> list[tuple[NameKeys, Known]]:
        """Return those born on a day with the keys of their names, which are made once."""
        found = self._names_by_birth_date.get(birth_date)
        if found is None:
            born = self._by_birth_date.get(birth_date, [])
            found = [(make_name_keys(known), known) for known in born]
            self._names_by_birth_date[birth_date] = found
        return found

    @cached_property
    def ids(self) -> frozenset[int]:
        return frozenset(known.id for known in self.customers)

    @cached_property
    def _by_card(self) -> dict[str, list[Known]]:
        found = defaultdict(list)
        for known in self.customers:
            if known.card_number:
                found[normalise_card(known.card_number)].append(known)
        return found

    @cached_property
    def _by_eck(self) -> dict[str, list[Known]]:
        return {known.eck_id: [known] for known in self.customers if known.eck_id}

    @cached_property
    def _by_birth_date(self) -> dict[date, list[Known]]:
        found = defaultdict(list)
        for known in self.customers:
            if known.birth_date is not None:
                found[known.birth_date].append(known)
        return found


class Elsewhere(People):
    """The customers of the other schools, members and former.

    It needs to hold only those who may be among a file's strangers: see
    `matching.list_strangers`.
    """
