"""The customers of the library's other schools, found by card number and by who they are."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from rosterdesk.core.compare.names import IdentityKey, are_names_similar, make_identity
from rosterdesk.core.compare.numbers import normalise_card

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rosterdesk.core.compare.model import Known
    from rosterdesk.core.compare.names import Person


class People:
    """An index of customers; each part is made when it is first asked for.

    Most files ask nothing of most parts: everybody is found by number.
    """

    def __init__(self, customers: Iterable[Known]) -> None:
        self.customers = list(customers)

    def find_by_card(self, card_number: str) -> list[Known]:
        return self._by_card.get(normalise_card(card_number), [])

    def find_by_identity(self, identity: IdentityKey) -> list[Known]:
        return self._by_identity.get(identity, [])

    def find_similar(self, person: Person, percent: int) -> list[Known]:
        """Return those with the same birth date and a similar name."""
        if person.birth_date is None:
            return []
        born = self._by_birth_date.get(person.birth_date, [])
        return [known for known in born if are_names_similar(person, known, percent)]

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
    def _by_identity(self) -> dict[IdentityKey, list[Known]]:
        found = defaultdict(list)
        for known in self.customers:
            if identity := make_identity(known):
                found[identity].append(known)
        return found

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

    def __init__(self, customers: Iterable[Known] = ()) -> None:
        super().__init__(customers)
