"""People that one file lists more than once, and rows that nobody could recognise again."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from rosterdesk.core.compare.numbers import normalise_card
from rosterdesk.core.person_names import make_identity

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from rosterdesk.core.compare.model import Known, RowKey
    from rosterdesk.core.person_names import IdentityKey
    from rosterdesk.core.roster.model import Pupil

_read_number = attrgetter("external_number")
_read_name = attrgetter("birth_date", "surname", "first_name")

Skipped = list[tuple["Pupil", str]]  # with the code of the remark


def get_row(pupil: Pupil) -> RowKey:
    return (pupil.sheet, pupil.row)


def in_row_order(pupils: Iterable[Pupil]) -> list[Pupil]:
    """Return them so that the order in which a reader hands them over decides nothing."""
    return sorted(pupils, key=lambda pupil: (pupil.sheet or "", pupil.row))


def set_aside_repeated_numbers(pupils: Sequence[Pupil]) -> tuple[Sequence[Pupil], Skipped]:
    """Keep one of identical rows; of a number that two people bear, keep neither."""
    numbers = [number for number in map(_read_number, pupils) if number is not None]
    if len(set(numbers)) == len(numbers):
        return pupils, []
    kept: list[Pupil] = []
    skipped: Skipped = []
    for group in _group(in_row_order(pupils), _read_number):
        same = len({_without_row(pupil) for pupil in group}) == 1
        kept += group[:1] if same else []
        remark = "listed_twice" if same else "number_twice"
        skipped += [(pupil, remark) for pupil in (group[1:] if same else group)]
    return kept, skipped


def set_aside_repeated_people(
    pupils: Sequence[Pupil], others: AbstractSet[RowKey]
) -> tuple[Sequence[Pupil], Skipped]:
    """Keep one row of a person with two numbers: the lowest, so that it is the same each time.

    ``others`` are the rows of whom a person said that they are somebody else.
    """
    alike = [pupil for pupil in _list_alike(pupils) if get_row(pupil) not in others]
    skipped: Skipped = []
    for group in _group(in_row_order(alike), make_identity):
        repeated = sorted(group, key=lambda pupil: pupil.external_number or "")[1:]
        skipped += [(pupil, "listed_twice") for pupil in repeated]
    if not skipped:
        return pupils, []
    rows = {get_row(pupil) for pupil, _ in skipped}
    return [pupil for pupil in pupils if get_row(pupil) not in rows], skipped


def _list_alike(pupils: Sequence[Pupil]) -> Sequence[Pupil]:
    """Return those who may be one person: the same letters, or one without a number.

    Two ways of writing a name are told apart by their numbers next time; a row without a number
    has nothing but its name, so then everybody is looked at closely, which takes longer.
    """
    if None in map(_read_number, pupils):
        return pupils
    if len(set(map(_read_name, pupils))) == len(pupils):
        return []
    names = Counter(map(_read_name, pupils))
    return [pupil for pupil in pupils if names[_read_name(pupil)] > 1]


def find_recognised(
    strangers: Sequence[Pupil], pairs: Sequence[tuple[Pupil, Known]]
) -> dict[IdentityKey | None, Known]:
    """Return who of the recognised ones may stand among the strangers once more, by identity.

    Who was set apart as unchanged is like nobody else in the file.
    """
    birth_dates = {pupil.birth_date for pupil in strangers} - {None}
    if not birth_dates:
        return {}
    born = [(pupil, known) for pupil, known in pairs if pupil.birth_date in birth_dates]
    found: dict[IdentityKey | None, Known] = {make_identity(p): known for p, known in born}
    found.pop(None, None)
    return found


def find_repeated_cards(pupils: Iterable[Pupil]) -> frozenset[str]:
    """Return the card numbers that more than one row has: they say nothing about who it is."""
    cards = Counter(normalise_card(pupil.card_number) for pupil in pupils if pupil.card_number)
    return frozenset(card for card, count in cards.items() if count > 1)


def is_recognisable(pupil: Pupil) -> bool:
    """Tell whether the next file can find this person again; else it would double each time."""
    return pupil.external_number is not None or make_identity(pupil) is not None


def _group(
    pupils: Iterable[Pupil], get_key: Callable[[Pupil], Hashable | None]
) -> Iterable[list[Pupil]]:
    """Return those with one key together; each without a key stands alone."""
    groups: dict[Hashable, list[Pupil]] = {}
    for pupil in pupils:
        key = get_key(pupil)
        groups.setdefault(get_row(pupil) if key is None else (key,), []).append(pupil)
    return groups.values()


def _without_row(pupil: Pupil) -> Pupil:
    return replace(pupil, sheet=None, row=0)
