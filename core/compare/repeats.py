"""People that one file lists more than once, and rows that nobody could recognise again."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from rosterdesk.core.compare.model import CardNumbers
from rosterdesk.core.compare.names import make_identity

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from rosterdesk.core.compare.model import Policy, RowKey
    from rosterdesk.core.roster.model import Pupil

_read_name = attrgetter("birth_date", "surname", "first_name")

Skipped = list[tuple["Pupil", str]]  # with the code of the remark


def get_row(pupil: Pupil) -> RowKey:
    return (pupil.sheet, pupil.row)


def in_row_order(pupils: Iterable[Pupil]) -> list[Pupil]:
    """Return them so that the order in which a reader hands them over decides nothing."""
    return sorted(pupils, key=lambda pupil: (pupil.sheet or "", pupil.row))


def set_aside_repeated_numbers(pupils: Sequence[Pupil]) -> tuple[Sequence[Pupil], Skipped]:
    """Keep one of identical rows; of a number that two people bear, keep neither."""
    numbers = [pupil.external_number for pupil in pupils if pupil.external_number is not None]
    if len(set(numbers)) == len(numbers):
        return pupils, []
    kept: list[Pupil] = []
    skipped: Skipped = []
    for group in _group(pupils, [pupil.external_number for pupil in pupils]):
        same = len({_without_row(pupil) for pupil in group}) == 1
        kept += group[:1] if same else []
        remark = "listed_twice" if same else "number_twice"
        skipped += [(pupil, remark) for pupil in (group[1:] if same else group)]
    return kept, skipped


def set_aside_repeated_people(pupils: Sequence[Pupil]) -> tuple[Sequence[Pupil], Skipped]:
    """Keep one row of a person with two numbers: the lowest, so that it is the same each time."""
    names = Counter(map(_read_name, pupils))
    if len(names) == len(pupils):
        return pupils, []
    alike = [pupil for pupil in pupils if names[_read_name(pupil)] > 1]
    skipped: Skipped = []
    for group in _group(alike, [make_identity(pupil) for pupil in alike]):
        others = sorted(group, key=lambda pupil: pupil.external_number or "")[1:]
        skipped += [(pupil, "listed_twice") for pupil in others]
    rows = {get_row(pupil) for pupil, _ in skipped}
    return [pupil for pupil in pupils if get_row(pupil) not in rows], skipped


def is_recognisable(pupil: Pupil, policy: Policy) -> bool:
    """Tell whether the next file can find this person again; else it would double each time."""
    by_card = pupil.card_number is not None and policy.card_numbers is CardNumbers.FILE
    return pupil.external_number is not None or by_card or make_identity(pupil) is not None


def _group(pupils: Sequence[Pupil], keys: Sequence[Hashable | None]) -> Iterable[list[Pupil]]:
    """Yield those with one key together; each without a key stands alone."""
    groups: dict[Hashable, list[Pupil]] = {}
    for pupil, key in zip(pupils, keys, strict=True):
        groups.setdefault(get_row(pupil) if key is None else (key,), []).append(pupil)
    return groups.values()


def _without_row(pupil: Pupil) -> Pupil:
    return replace(pupil, sheet=None, row=0)
