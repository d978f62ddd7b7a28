"""Compare a roster with the customers of a school: the exact difference, and what is odd about it.

Pure: the same input gives the same difference, in the same order, whatever the order of the rows.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rosterdesk.core.collecting import collector_paused
from rosterdesk.core.compare.cards import refuse_cards_in_use
from rosterdesk.core.compare.changes import (
    describe,
    describe_absent,
    describe_conflict,
    describe_leaving,
    describe_match,
    sort_changes,
)
from rosterdesk.core.compare.fields import FieldComparer
from rosterdesk.core.compare.leaving import split_leavers
from rosterdesk.core.compare.matching import match
from rosterdesk.core.compare.model import Change, ChangeKind, Counts, Difference
from rosterdesk.core.compare.unchanged import Unchanged
from rosterdesk.core.compare.warnings.cards import judge_cards
from rosterdesk.core.compare.warnings.guards import judge_file, judge_leaving
from rosterdesk.core.compare.warnings.rollover import mark_rollover

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.compare.leaving import Leavers
    from rosterdesk.core.compare.matching import Matching
    from rosterdesk.core.compare.model import Context, Known, PlanWarning, Policy
    from rosterdesk.core.compare.warnings.elsewhere import Elsewhere
    from rosterdesk.core.roster.model import Roster


def compare(
    roster: Roster,
    school_id: int,
    known: Sequence[Known],
    elsewhere: Elsewhere,
    policy: Policy,
    context: Context,
    unchanged: Unchanged | None = None,
) -> Difference:
    """Return what applying this roster to the school would do.

    ``known`` has the customers of this school, members and former; ``elsewhere`` those of the
    library's other schools, at least those whom `matching.list_strangers` may be. Who was set
    apart as ``unchanged`` stands in neither the roster nor ``known``.
    """
    apart = unchanged or Unchanged()
    with collector_paused():
        return _compare(roster, school_id, known, elsewhere, policy, context, apart)


def _compare(
    roster: Roster,
    school_id: int,
    known: Sequence[Known],
    elsewhere: Elsewhere,
    policy: Policy,
    context: Context,
    unchanged: Unchanged,
) -> Difference:
    matching = match(roster.pupils, known, elsewhere, policy, context.decisions, unchanged)
    leavers = split_leavers(matching, roster, known, context.today)
    warnings = judge_file(roster, known, matching, leavers, policy=policy, context=context)
    warnings += judge_cards(matching, policy)
    comparer = FieldComparer(roster.pupils, policy, context.decisions, unchanged.fields)
    changes, same = _describe_present(matching, comparer, school_id)
    refuse_cards_in_use(changes, known, elsewhere, matching.repeated_cards)
    mark_rollover(changes, warnings)
    changes += _describe_leavers(leavers, roster, warnings, policy, context)
    warnings += judge_leaving(changes, leavers, policy, context)
    sort_changes(changes)
    counts = _count(changes, unchanged.count + same + leavers.gone_before)
    return Difference(changes, counts, warnings, any(warning.blocks for warning in warnings))


def _describe_present(
    matching: Matching, comparer: FieldComparer, school_id: int
) -> tuple[list[Change], int]:
    """Return the lines of everybody in the file, and how many need none."""
    different = comparer.list_different(matching.pairs)
    found = [
        change
        for pupil, known in [*different, *matching.moved]
        if (change := describe_match(pupil, known, comparer, school_id))
    ]
    unchanged = len(matching.pairs) + len(matching.moved) - len(found)
    found += [
        describe(ChangeKind.NEW, pupil, fields=comparer.describe_new(pupil))
        for pupil in matching.new
    ]
    found += [describe_conflict(conflict, comparer) for conflict in matching.conflicts]
    found += [
        describe(ChangeKind.SKIPPED, pupil, remarks=(remark,)) for pupil, remark in matching.skipped
    ]
    _give_numbers(found, matching)
    return found, unchanged


def _give_numbers(changes: list[Change], matching: Matching) -> None:
    if not matching.number_from:
        return
    for change in changes:
        if change.row is not None and change.kind is not ChangeKind.CONFLICT:
            change.number_from = matching.number_from.get((change.sheet, change.row))


def _describe_leavers(
    leavers: Leavers, roster: Roster, warnings: list[PlanWarning], policy: Policy, context: Context
) -> list[Change]:
    """Return who leaves. If it is withheld they are shown, unless the file is only a part."""
    if not any(warning.withholds for warning in warnings):
        everybody = leavers.absent + leavers.gone
        return [describe_leaving(known, policy, context) for known in everybody]
    shown = leavers.absent + leavers.gone if roster.bulk else leavers.gone
    return [describe_absent(ChangeKind.SKIPPED, known, ("leaving_withheld",)) for known in shown]


def _count(changes: list[Change], unchanged: int) -> Counts:
    kinds = Counter(change.kind for change in changes)
    return Counts(
        new=kinds[ChangeKind.NEW],
        changed=kinds[ChangeKind.CHANGED],
        moved=kinds[ChangeKind.MOVED],
        returned=kinds[ChangeKind.RETURNED],
        leaving=kinds[ChangeKind.LEAVING],
        unchanged=unchanged,
        conflicts=kinds[ChangeKind.CONFLICT],
        skipped=kinds[ChangeKind.SKIPPED],
    )
