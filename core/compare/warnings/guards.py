"""Warnings to know before approving, and guards on what must not happen by accident."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from rosterdesk.core.compare.model import ChangeKind, PlanWarning
from rosterdesk.core.compare.warnings.rollover import count_steps, is_most
from rosterdesk.core.compare.warnings.shifting import is_shifted
from rosterdesk.core.person_names import split_digits
from rosterdesk.core.roster.model import Severity
from rosterdesk.core.roster.ranges import iterate_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rosterdesk.core.compare.leaving import Leavers
    from rosterdesk.core.compare.matching import Matching
    from rosterdesk.core.compare.model import Change, Context, Known, Policy
    from rosterdesk.core.compare.unchanged import Unchanged
    from rosterdesk.core.roster.model import Roster

_DOUBLES = frozenset({"likely_double", "listed_twice", "several_people"})
_REPEATED = frozenset({"listed_twice", "number_twice"})


def judge_file(
    roster: Roster,
    known: Sequence[Known],
    matching: Matching,
    leavers: Leavers,
    *,
    policy: Policy,
    context: Context,
) -> list[PlanWarning]:
    """Return the warnings about the file as a whole, lifted where a person lifted them."""
    members = [one for one in known if one.school_member and one.role in leavers.roles]
    up, down, stepped = count_steps(matching.pairs)
    stepped += matching.unchanged.count_said("year")
    rollover = is_most(up, stepped, policy)
    found = [
        *_judge_school(roster, leavers.members, matching, policy, context),
        *_judge_numbers(matching, policy),
        *_judge_age(down, stepped, policy, context),
        *_judge_completeness(
            roster, members, matching, leavers, policy, context, top_leaves=rollover
        ),
        *_judge_people(matching),
    ]
    if rollover:
        found.append(_note("year_rollover", up=up, pupils=stepped))
    return [_lift(warning, context) for warning in found]


def judge_leaving(
    changes: Sequence[Change], leavers: Leavers, policy: Policy, context: Context
) -> list[PlanWarning]:
    """Return the alarm that too many would leave: over the share, or over the count."""
    leaving = sum(change.kind is ChangeKind.LEAVING for change in changes)
    over_count = policy.leaving_count is not None and leaving > policy.leaving_count
    over_share = leaving * 100 > policy.leaving_percent * leavers.members
    if leaving <= policy.leaving_few or not (over_count or over_share):
        return []
    percent = round(leaving * 100 / leavers.members)
    return [
        _lift(
            _block("many_leaving", leaving=leaving, members=leavers.members, percent=percent),
            context,
        )
    ]


def _judge_school(
    roster: Roster, members: int, matching: Matching, policy: Policy, context: Context
) -> Iterator[PlanWarning]:
    """Yield the alarm that this looks like the file of another school, once."""
    known_here = matching.paired + sum(conflict.is_here for conflict in matching.conflicts)
    pupils = len(roster.pupils) + matching.unchanged.count
    if codes := _find_other_code(roster, context):
        yield _block("wrong_school", file_code=codes[0], own_code=codes[1])
    elif school := _find_other_school(matching, pupils, policy):
        yield _block("wrong_school", elsewhere=school[1], pupils=pupils, school_id=school[0])
    elif roster.bulk and _are_few_known(known_here, pupils, members, policy):
        yield _block("wrong_school", known=known_here, pupils=pupils)


def _find_other_code(roster: Roster, context: Context) -> tuple[str, str] | None:
    """Return the code in the file and the school's own, as far as both say it and they differ."""
    if roster.school is None or not roster.school.brin or not context.brin:
        return None
    theirs, ours = roster.school.brin, context.brin
    if roster.school.location and context.location:
        theirs, ours = theirs + roster.school.location, ours + context.location
    return None if theirs.casefold() == ours.casefold() else (theirs, ours)


def _are_few_known(known_here: int, pupils: int, members: int, policy: Policy) -> bool:
    if min(pupils, members) < policy.wrong_school_count:
        return False
    return known_here * 100 < policy.wrong_school_percent * min(pupils, members)


def _find_other_school(
    matching: Matching, pupils: int, policy: Policy
) -> tuple[int | None, int] | None:
    """Return the one other school that knows most of these people, and how many it knows."""
    schools = Counter(known.school_id for _, known in matching.moved)
    schools.update(
        conflict.candidates[0].school_id for conflict in matching.conflicts if not conflict.is_here
    )
    for school_id, count in schools.most_common(1):
        share = policy.wrong_school_elsewhere_percent
        if count >= policy.wrong_school_count and count * 100 >= share * pupils:
            return school_id, count
    return None


def _judge_numbers(matching: Matching, policy: Policy) -> Iterator[PlanWarning]:
    shift = matching.shift
    if shift is not None and is_shifted(shift, policy):
        yield _block("looks_shifted", odd=shift.worst, pairs=shift.pairs, field=shift.worst_field)
    if renumbered := len(matching.renumbered):
        recognised = matching.recognised
        yield _block("renumbered", renumbered=renumbered, recognised=recognised)


def _judge_age(down: int, stepped: int, policy: Policy, context: Context) -> Iterator[PlanWarning]:
    """Yield the alarm that this file is older than the one before, once."""
    last = context.last_import
    if last is None:
        return
    facts: dict[str, Any] = {}
    if context.school_year and last.school_year and context.school_year < last.school_year:
        facts = {"school_year": context.school_year, "last_school_year": last.school_year}
    elif context.created_on and last.created_on and context.created_on < last.created_on:
        facts = {
            "created_on": context.created_on.isoformat(),
            "last_created_on": last.created_on.isoformat(),
        }
    elif is_most(down, stepped, policy):
        facts = {"down": down, "pupils": stepped}
    if facts:
        yield _block("older_than_last", **facts)


def _judge_completeness(
    roster: Roster,
    members: list[Known],
    matching: Matching,
    leavers: Leavers,
    policy: Policy,
    context: Context,
    *,
    top_leaves: bool,
) -> Iterator[PlanWarning]:
    """Yield the reasons why absence from this file means nothing."""
    if not roster.bulk:
        yield _withhold("delta_file")
    rows = {
        (problem.sheet, row)
        for problem in roster.problems
        if problem.severity is Severity.ERROR
        for row in iterate_rows(problem.rows)
    }
    if rows:
        yield _withhold("rows_with_errors", count=len(rows))
    classes: list[str] = []
    years: list[int] = []
    if roster.bulk and 0 < len(leavers.absent) < leavers.members:  # without anybody: no part of it
        classes, years = find_missing(
            roster, members, matching.unchanged, leavers, policy, top_leaves=top_leaves
        )
    if context.end is not None:  # whoever is in it: the last rows may be of others
        ended = {context.end: 1}
        yield _withhold("partial_file", classes=classes, years=years, **ended)
    elif unread := len(roster.unread):
        yield _withhold("partial_file", classes=classes, years=years, unread=unread)
    elif context.beside and leavers.absent:
        yield _withhold("partial_file", classes=classes, years=years, beside=context.beside)
    elif classes or years:
        yield _withhold("partial_file", classes=classes, years=years)


def find_missing(
    roster: Roster,
    members: list[Known],
    unchanged: Unchanged,
    leavers: Leavers,
    policy: Policy,
    *,
    top_leaves: bool,
) -> tuple[list[str], list[int]]:
    """Return the classes and years whose members are all absent and that the file has nobody in.

    In a new school year the highest year is not missed: it left.
    """
    absent = {known.id for known in leavers.absent}
    years_here = unchanged.collect_known("year")
    top = max((*years_here, *(one.year for one in members if one.year is not None)), default=None)
    expected = [known for known in members if not (top_leaves and known.year == top)]
    seen_classes = {None, *unchanged.collect_known("class_code")}
    seen_classes.update(pupil.class_code for pupil in roster.pupils)
    seen_years = {None, *years_here, *(pupil.year for pupil in roster.pupils)}
    classes, years = defaultdict(list), defaultdict(list)
    for known in expected:
        if known.class_code not in seen_classes:
            classes[known.class_code].append(known.id in absent)
        if known.year not in seen_years:
            years[known.year].append(known.id in absent)
    return (
        sorted(_list_missing(classes, policy), key=split_digits),
        sorted(_list_missing(years, policy)),
    )


def _list_missing(groups: dict[Any, list[bool]], policy: Policy) -> list[Any]:
    return [
        group
        for group, absences in groups.items()
        if len(absences) >= policy.partial_count and all(absences)
    ]


def _judge_people(matching: Matching) -> Iterator[PlanWarning]:
    doubles = sum(conflict.remark in _DOUBLES for conflict in matching.conflicts)
    if doubles:
        yield _note("probable_duplicates", count=doubles)
    if doubtful := len(matching.conflicts) - doubles:
        yield _note("doubtful_numbers", count=doubtful)
    repeated = sum(remark in _REPEATED for _, remark in matching.skipped)
    if repeated:
        yield _note("repeated_rows", count=repeated)


def _note(code: str, **values: Any) -> PlanWarning:
    return PlanWarning(code, values=values)


def _block(code: str, **values: Any) -> PlanWarning:
    return PlanWarning(code, blocks=True, values=values)


def _withhold(code: str, **values: Any) -> PlanWarning:
    return PlanWarning(code, withholds=True, values=values)


def _lift(warning: PlanWarning, context: Context) -> PlanWarning:
    """Take its effect away where a person lifted it; a delta file cannot be made a whole one."""
    decisions = context.decisions
    answered = warning.code == "renumbered" and decisions.renumber is not None
    if warning.code != "delta_file" and (warning.code in decisions.lifted or answered):
        warning.blocks = warning.withholds = False
        warning.lifted = True
    return warning
