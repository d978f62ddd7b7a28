"""The changes to a customer: per field, before and after. A blank never overwrites."""

from __future__ import annotations

from functools import partial
from operator import attrgetter, is_not
from typing import TYPE_CHECKING, Any

from rosterdesk.core.compare.model import AddressOf, CardNumbers, PublicLibrary
from rosterdesk.core.compare.numbers import normalise_number

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from rosterdesk.core.compare.model import Decisions, FieldValues, Known, Policy
    from rosterdesk.core.roster.model import Pupil

ADDRESS_FIELDS = ("street", "house_number", "house_number_suffix", "postcode", "city")
ROSTER_FIELDS = (
    "external_number",
    "initials",
    "first_name",
    "prefix",
    "surname",
    "birth_date",
    "sex",
    "class_code",
    "class_name",
    "year",
    "school_type",
    "email",
    "phone",
    *ADDRESS_FIELDS,
    "role",
)
# What the file leaves blank although the field beside it changed: (changed ones, blank one).
BLANKS_TO_SEE = (
    (frozenset({"surname"}), "prefix"),
    (frozenset({"street", "house_number", "postcode"}), "house_number_suffix"),
)


JOINING = (False, True)


class FieldComparer:
    """Compares pupils with customers under one policy, on the fields that a file fills at all.

    ``filled`` are the fields that the rows fill who are not among the pupils.
    """

    def __init__(
        self, pupils: Sequence[Pupil], policy: Policy, decisions: Decisions, filled: Collection[str]
    ) -> None:
        self.policy = policy
        self.decisions = decisions
        self.names = tuple(
            name for name in list_taken_over(policy) if name in filled or _is_filled(pupils, name)
        )
        self.read: Callable[[object], tuple[Any, ...]] = _make_reader(self.names)
        self.gives_public = _may_give_public(pupils, policy)

    def list_different(self, pairs: Sequence[tuple[Pupil, Known]]) -> list[tuple[Pupil, Known]]:
        """Return the pairs in which anything differs at all: for most files only a few."""
        read, gives_public = self.read, self.gives_public
        return [
            (pupil, known)
            for pupil, known in pairs
            if read(pupil) != read(known)
            or not known.school_member
            or (pupil.eck_id is not None and pupil.eck_id != known.eck_id)
            or (gives_public and not known.public_member and self.wants_public(pupil))
        ]

    def compare(self, pupil: Pupil, known: Known) -> tuple[FieldValues, FieldValues]:
        """Return what is written, and what is kept because it was edited by hand."""
        changed = self._list_changed(pupil, known)
        edited = known.hand_edited
        if not edited or self.decisions.overwrite_all:
            return changed, {}
        edited = edited - self.decisions.overwrite.get(known.id, frozenset())
        written = {name: values for name, values in changed.items() if name not in edited}
        kept = {name: values for name, values in changed.items() if name in edited}
        return written, kept

    def describe_new(self, pupil: Pupil) -> FieldValues:
        """Return all that the file says, as the fields of a customer who does not exist yet."""
        fields: FieldValues = {
            name: (None, value)
            for name, value in zip(self.names, self.read(pupil), strict=True)
            if value is not None
        }
        if card_number := self.choose_card(pupil):
            fields["card_number"] = (None, card_number)
        fields["school_member"] = JOINING
        if self.gives_public and self.wants_public(pupil):
            fields["public_member"] = JOINING
        return fields

    def wants_public(self, pupil: Pupil) -> bool:
        policy = self.policy
        if policy.public_library is PublicLibrary.NEVER:
            return False
        if policy.public_library is PublicLibrary.CONSENT and not pupil.public_library:
            return False
        from_year = policy.public_library_from_year
        return from_year is None or (pupil.year is not None and pupil.year >= from_year)

    def choose_card(self, pupil: Pupil) -> str | None:
        """Return the card number of a new customer; None where one is generated on applying."""
        if self.policy.card_numbers is CardNumbers.FILE:
            return pupil.card_number
        if self.policy.card_numbers is CardNumbers.EXTERNAL_NUMBER:
            return pupil.external_number
        return None

    def _list_changed(self, pupil: Pupil, known: Known) -> FieldValues:
        changed: FieldValues = {
            name: (before, after)
            for name, before, after in zip(
                self.names, self.read(known), self.read(pupil), strict=True
            )
            if after is not None and after != before
        }
        if "external_number" in changed and self._is_same_number(pupil, known):
            del changed["external_number"]
        if self.gives_public and self.wants_public(pupil) and not known.public_member:
            changed["public_member"] = JOINING
        return changed

    def _is_same_number(self, pupil: Pupil, known: Known) -> bool:
        if pupil.external_number is None or known.external_number is None:
            return False
        theirs = normalise_number(pupil.external_number, self.policy)
        return theirs == normalise_number(known.external_number, self.policy)


def list_kept_blanks(pupil: Pupil, known: Known, changed: FieldValues) -> tuple[str, ...]:
    """Return remarks on blanks that did not overwrite although they belong to what changed."""
    return tuple(
        f"blank_kept:{blank}"
        for neighbours, blank in BLANKS_TO_SEE
        if not neighbours.isdisjoint(changed)
        and getattr(pupil, blank) is None
        and getattr(known, blank) is not None
    )


def list_taken_over(policy: Policy) -> list[str]:
    """Return the fields of a file that the policy takes over."""
    names = list(ROSTER_FIELDS)
    if policy.address is AddressOf.SCHOOL:
        names = [name for name in names if name not in ADDRESS_FIELDS]
    if policy.card_numbers is CardNumbers.FILE:
        names.append("card_number")
    return names


_is_known = partial(is_not, None)


def _is_filled(pupils: Sequence[Pupil], name: str) -> bool:
    return next(filter(_is_known, map(attrgetter(name), pupils)), None) is not None


def _make_reader(names: tuple[str, ...]) -> Callable[[object], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda person: tuple(getattr(person, name) for name in names)


def _may_give_public(pupils: Sequence[Pupil], policy: Policy) -> bool:
    if policy.public_library is PublicLibrary.CONSENT:
        return any(map(attrgetter("public_library"), pupils))
    return policy.public_library is PublicLibrary.EVERYONE
