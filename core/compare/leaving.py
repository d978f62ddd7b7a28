"""The members who would leave: those not in the file, and those of whom it says that they left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rosterdesk.core.compare.matching import Matching
    from rosterdesk.core.compare.model import Known
    from rosterdesk.core.roster.model import Pupil, Roster


@dataclass(slots=True)
class Leavers:
    """``absent`` are not in the file, ``gone`` are in it with a date of leaving that is past.

    ``gone_before`` counts rows of former pupils that say the same: nothing to do. ``roles`` are
    those in the file; a file of pupils says nothing about teachers. ``members`` counts the
    members in these roles.
    """

    absent: list[Known] = field(default_factory=list)
    gone: list[Known] = field(default_factory=list)
    gone_before: int = 0
    roles: frozenset[str] = frozenset()
    members: int = 0


def split_leavers(
    matching: Matching, roster: Roster, known: Sequence[Known], today: date
) -> Leavers:
    """Return who would leave, and take those who are gone out of ``matching``."""
    unchanged = matching.unchanged
    listed = {pupil.role for pupil in roster.pupils} | unchanged.collect_said("role")
    roles = frozenset(listed) or frozenset({"pupil"})
    members = unchanged.count + sum(one.school_member and one.role in roles for one in known)
    leavers = Leavers(roles=roles, members=members)
    leavers.absent = [
        known
        for known in matching.absent
        if known.school_member and known.role in roles and known.id not in matching.held
    ]
    if any(pupil.leaves_on is not None for pupil in roster.pupils):
        _take_out_gone(matching, leavers, today)
    return leavers


def _take_out_gone(matching: Matching, leavers: Leavers, today: date) -> None:
    gone = [known for pupil, known in matching.pairs if _has_left(pupil, today)]
    leavers.gone = [known for known in gone if known.school_member]
    leavers.gone_before = len(gone) - len(leavers.gone)
    matching.pairs = [pair for pair in matching.pairs if not _has_left(pair[0], today)]
    strangers = [*matching.new, *(pupil for pupil, _ in matching.moved)]
    left = [pupil for pupil in strangers if _has_left(pupil, today)]
    matching.new = [pupil for pupil in matching.new if not _has_left(pupil, today)]
    matching.moved = [pair for pair in matching.moved if not _has_left(pair[0], today)]
    matching.skipped += [(pupil, "already_left") for pupil in left]


def _has_left(pupil: Pupil, today: date) -> bool:
    return pupil.leaves_on is not None and pupil.leaves_on <= today
