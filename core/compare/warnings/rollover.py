"""Everyone up one year: the new school year, said as such and not as three hundred changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.compare.model import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.core.compare.model import Change, Known, PlanWarning, Policy
    from rosterdesk.core.roster.model import Pupil

YEAR_FIELDS = frozenset({"year", "class_code", "class_name", "school_type"})
REMARK = "year_up"


def count_steps(pairs: Iterable[tuple[Pupil, Known]]) -> tuple[int, int, int]:
    """Return how many went up one year, down one year, and how many have a year on both sides."""
    steps = [
        pupil.year - known.year
        for pupil, known in pairs
        if pupil.year is not None and known.year is not None
    ]
    return steps.count(1), steps.count(-1), len(steps)


def is_most(count: int, total: int, policy: Policy) -> bool:
    return count >= policy.rollover_count and count * 100 >= policy.rollover_percent * total


def mark_rollover(changes: list[Change], warnings: list[PlanWarning]) -> None:
    """Give the lines that are nothing but the new school year their remark."""
    warning = next((one for one in warnings if one.code == "year_rollover"), None)
    if warning is None:
        return
    marked = [change for change in changes if _is_step_up(change)]
    for change in marked:
        change.remarks += (REMARK,)
    warning.values["only_year"] = len(marked)


def _is_step_up(change: Change) -> bool:
    before, after = change.fields.get("year", (None, None))
    if before is None or after is None or after != before + 1:
        return False
    only_that = change.fields.keys() <= YEAR_FIELDS and not change.kept
    return only_that and change.kind is ChangeKind.CHANGED
