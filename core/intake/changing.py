"""Changing what the columns of a file are while its plan waits: it is read again, and made anew.

Only columns that were recognised are there to be changed: of the others nothing is kept. What is
answered about them counts for the file when it is sent once more.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from rosterdesk.core.customers.locking import lock_school
from rosterdesk.core.intake.mapping import (
    NonsenseAnswerError,
    NothingToMapError,
    add_mapping,
    digest_headers,
    find_mapping,
    normalise_columns,
    remember_mapping,
    require_sense,
)
from rosterdesk.core.intake.reading import load_hints, load_remarks
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.language import N_
from rosterdesk.core.models import Plan, PlanStatus, Submission, SubmissionStatus
from rosterdesk.core.roster.model import RosterStatus
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import ColumnsMapped

if TYPE_CHECKING:
    from rosterdesk.core.intake.mapping import Columns
    from rosterdesk.core.library import Library
    from rosterdesk.core.roster.model import Roster
    from rosterdesk.core.roster.packed import PackedRoster
    from rosterdesk.core.trail.actors import Actor

_WAITING = (SubmissionStatus.WAITING, SubmissionStatus.BLOCKED)
_UNDECIDED = (PlanStatus.WAITING, PlanStatus.BLOCKED)
_WITHOUT_COLUMNS = ("edexml", "oneroster")  # their formats say what everything is


def can_change_columns(submission: Submission) -> bool:
    """Return whether its plan waits, and the file is a table that is kept.

    A part of a file is none: its rows are read with those of the other schools.
    """
    return (
        submission.status in _WAITING
        and submission.original is not None
        and submission.part_of_id is None
        and submission.answer.get("format") not in (None, *_WITHOUT_COLUMNS)
    )


async def list_changeable(submission: Submission, library: Library) -> Roster:
    """Return the roster with samples of every column that is kept, without people.

    Raises NothingToMapError where the columns cannot be changed, or not any more.
    """
    if not can_change_columns(submission):
        raise NothingToMapError(N_("The columns of this file cannot be changed any more."))
    return (await _read_again(submission, {}, library, ask_all=True)).frame


async def change_columns(
    reference: str, roster: Roster, columns: Columns, actor: Actor, library: Library
) -> None:
    """Remember what is otherwise than ``roster`` has it, and let the file be read again.

    What was answered about the plan (who is who, lifted warnings) was said of another reading, so
    it does not count any more. Raises NonsenseAnswerError where the file could not be read then:
    nothing is changed. Raises NothingToMapError where nothing is otherwise, or it was decided.
    """
    known = {column.header: column.field for column in roster.columns}
    changed = {name: field for name, field in columns.items() if known.get(name) != field}
    if not changed:
        raise NothingToMapError(N_("Nothing was changed."))
    require_sense(roster, changed)
    fields = Counter(field for field in {**known, **columns}.values() if field)
    if any(count > 1 for count in fields.values()):
        raise NonsenseAnswerError(N_("Two columns cannot be the same: choose one of them."))
    submission = await find_submission(reference)
    if not can_change_columns(submission):
        raise NothingToMapError(N_("The columns of this file cannot be changed any more."))
    found = await _read_again(submission, changed, library)
    if found.frame.status is not RosterStatus.OK or not found.count:
        raise NonsenseAnswerError(
            N_("The file cannot be read so: a column that it needs would be missing.")
        )
    await _keep(submission, roster, changed, actor)


async def _read_again(
    submission: Submission, columns: Columns, library: Library, *, ask_all: bool = False
) -> PackedRoster:
    assert submission.original is not None
    earlier = await load_remarks(submission, library.files)
    hints = await load_hints(submission.school_id)
    if answer := await find_mapping(submission.school_id, earlier):
        hints = add_mapping(hints, answer)
    mapping = {**hints.mapping, **normalise_columns(columns)}
    hints = replace(hints, mapping=mapping, earlier=earlier, ask_all=ask_all)
    data = await library.files.load(submission.original)
    roster, _ = await library.reader.read_and_scrub(data, submission.file_name, hints)
    return roster


async def _keep(submission: Submission, roster: Roster, changed: Columns, actor: Actor) -> None:
    headers = digest_headers(column.header for column in roster.columns)
    async with writing():
        await lock_school(submission.school_id)
        again = await Submission.filter(id=submission.id, status__in=_WAITING).update(
            status=SubmissionStatus.RECEIVED, attempts=0
        )
        if not again:
            raise NothingToMapError(N_("The columns of this file cannot be changed any more."))
        await Plan.filter(submission=submission, status__in=_UNDECIDED).update(
            status=PlanStatus.STALE, decisions={}
        )
        mapping = normalise_columns(changed)
        await remember_mapping(submission.school_id, headers, mapping, actor, None)
        await record(ColumnsMapped(columns=len(changed)), actor, submission=submission)
