"""Moving submissions on. Their status is the queue: nothing else has to be kept or repaired."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from rosterdesk.core.applying.apply import apply_submission
from rosterdesk.core.intake.reading import load_hints, read_submission
from rosterdesk.core.models import Submission, SubmissionStatus
from rosterdesk.core.plans.known import guess_snapshot
from rosterdesk.core.plans.making import compare_submission
from rosterdesk.core.storage.locks.model import holding, trying

if TYPE_CHECKING:
    from collections.abc import Callable

    from rosterdesk.core.compare.unchanged import Snapshot
    from rosterdesk.core.library import Library
    from rosterdesk.core.roster.packed import PackedRoster

    Tell = Callable[[SubmissionStatus], None]

_log = structlog.get_logger(__name__)

_TO_DO = (SubmissionStatus.RECEIVED, SubmissionStatus.READ, SubmissionStatus.APPROVED)


async def advance(submission_id: int, library: Library, tell: Tell | None = None) -> None:
    """Take the submission as far as it goes without a person; safe to repeat at any point.

    Where another process does that already, it is waited for.

    ``tell`` hears before each step at which status the submission is. It is outside of any
    transaction: applying is one, and nothing that it writes can be seen before its end.
    """
    async with holding(library.locks, _name(submission_id)):
        await _advance(submission_id, library, tell)
    for part in await Submission.filter(part_of_id=submission_id).only("id").order_by("id"):
        await advance(part.id, library, tell)


def _name(submission_id: int) -> str:
    return f"submission {submission_id}"


async def _advance(submission_id: int, library: Library, tell: Tell | None = None) -> None:
    done: set[SubmissionStatus] = set()
    roster: PackedRoster | None = None
    snapshot: Snapshot | None = None
    while True:
        submission = await Submission.get(id=submission_id).only("id", "status", "school_id")
        status = submission.status
        if status in done or status not in _TO_DO:
            return
        done.add(status)
        if tell:
            tell(status)
        if status is SubmissionStatus.RECEIVED:
            roster, snapshot = await read_beside_customers(submission, library)
        elif status is SubmissionStatus.READ:
            await compare_submission(submission_id, library.files, roster, snapshot)
            roster = snapshot = None  # there may be a hundred thousand rows in each
        else:  # a plan that is stale by now becomes READ: it is compared again
            await apply_submission(submission_id, library.numbering)


async def read_beside_customers(
    submission: Submission, library: Library
) -> tuple[PackedRoster | None, Snapshot | None]:
    """Read the file in the reader's process, and meanwhile the school's customers in this one."""
    hints = await load_hints(submission.school_id)
    taking = asyncio.create_task(guess_snapshot(submission.school_id))
    try:
        roster = await read_submission(submission.id, library.files, library.reader, hints)
        return roster, await taking
    finally:  # where reading failed, its error is the one to tell; a task group would wrap it
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)


async def advance_all(library: Library) -> bool:
    """Advance everything that can be and nobody else works on; return whether there was anything.

    One submission that fails does not hold up the others: it is logged and tried again later.
    """
    moved = False
    for submission in await Submission.filter(status__in=_TO_DO).order_by("id").only("id"):
        try:
            async with trying(library.locks, _name(submission.id)) as held:
                if held is not None:
                    await _advance(submission.id, library)
                    moved = True
        except Exception as error:  # noqa: BLE001 - one bad file must not hold up the others
            # Without the traceback: it may hold names.
            _log.error("submission.stuck", submission=submission.id, error=type(error).__name__)
    return moved
