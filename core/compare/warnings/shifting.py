"""Numbers that match while the people differ: one column was sorted or moved by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rosterdesk.core.person_names import (
    are_first_names_similar,
    are_surnames_similar,
    make_name_keys,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.compare.model import Known, Policy
    from rosterdesk.core.roster.model import Pupil


@dataclass(slots=True)
class Shift:
    """Counts: ``pairs`` matched by number, and those with another surname, first name, birth date.

    ``odd`` has the pairs in which any of these differs at all.
    """

    pairs: int
    surnames: int = 0
    first_names: int = 0
    birth_dates: int = 0
    odd: list[tuple[Pupil, Known]] = field(default_factory=list)

    @property
    def worst(self) -> int:
        return max(self.surnames, self.first_names, self.birth_dates)

    @property
    def worst_field(self) -> str:
        names = ("surname", "first_name", "birth_date")
        return max(names, key=lambda name: getattr(self, f"{name}s"))


def measure_shift(pairs: Sequence[tuple[Pupil, Known]], unchanged: int) -> Shift:
    """Measure it over these pairs, and as many more in which nothing differs."""
    odd = [
        (pupil, known)
        for pupil, known in pairs
        if pupil.surname != known.surname
        or pupil.first_name != known.first_name
        or pupil.birth_date != known.birth_date
    ]
    shift = Shift(len(pairs) + unchanged, odd=odd)
    for pupil, known in odd:
        _count(shift, pupil, known)
    return shift


def is_shifted(shift: Shift, policy: Policy) -> bool:
    return (
        shift.worst >= policy.shifted_count
        and shift.worst * 100 >= policy.shifted_percent * shift.pairs
    )


def _count(shift: Shift, pupil: Pupil, known: Known) -> None:
    """Count what is another's; a correction of a letter or two is not."""
    percent = 60  # "Jansen" and "Janssen" are 92, two unrelated Dutch names under 50
    (surname, first_name), (other, other_first) = make_name_keys(pupil), make_name_keys(known)
    shift.surnames += not are_surnames_similar(surname, other, percent)
    shift.first_names += not are_first_names_similar(first_name, other_first, percent)
    shift.birth_dates += (
        pupil.birth_date is not None
        and known.birth_date is not None
        and pupil.birth_date != known.birth_date
    )
