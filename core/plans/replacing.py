"""A file that its sender replaced by correcting the message that it came in.

Which of the two counts is asked, of the sender: the first one is not approved until that is said.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.customers.locking import lock_school
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.intake.questions import OURS, answer_question, ask_sender
from rosterdesk.core.intake.reading import forget_file
from rosterdesk.core.language import N_
from rosterdesk.core.models import Question, Submission, SubmissionStatus
from rosterdesk.core.plans.making import supersede
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rosterdesk.core.models import Customer
    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.core.trail.actors import Actor

_CORRECTABLE = timedelta(days=3)  # chat programs let people correct for two
UNDECIDED = (
    *(SubmissionStatus.RECEIVED, SubmissionStatus.READ, SubmissionStatus.NEEDS_MAPPING),
    *(SubmissionStatus.WAITING, SubmissionStatus.BLOCKED),
)


class ReplacedFileError(RosterdeskError):
    """The sender replaced the file, and has not said yet which one counts."""


async def find_sent(sender: Customer, origin: Mapping[str, int]) -> Submission | None:
    """Return what came from there, the newest where it was replaced before.

    ``origin`` is how the door found the message that the file came in (`Arrival.origin`).
    """
    recent = Submission.filter(sender=sender, received_at__gt=now() - _CORRECTABLE)
    for each in await recent.order_by("-id").prefetch_related("school"):
        if origin.items() <= each.origin.items():
            return each
    return None


async def ask_which_counts(submission: Submission, text: str) -> bool:
    """Ask once, however often the file is replaced; return False where that is asked already.

    ``text`` is for the librarians.
    """
    async with writing():
        await lock_school(submission.school_id)
        if await _find_asked(submission) is not None:
            return False
        await ask_sender(submission, text, SYSTEM)
        return True


async def require_unreplaced(submission: Submission) -> None:
    """Raise ReplacedFileError while it is not said which file counts."""
    if await _find_asked(submission) is not None:
        raise ReplacedFileError(
            N_("The sender replaced this file and has not said yet which one counts.")
        )


async def keep_first(submission: Submission, text: str, actor: Actor) -> bool:
    """Let the first file stand; return False where that was settled already."""
    question = await _find_asked(submission)
    return question is not None and await answer_question(question, text, actor)


async def take_newer(
    submission: Submission, newer: Submission, text: str, actor: Actor, files: FileStore
) -> None:
    """Let the newer file take the place of the first, unless that was decided on already."""
    async with writing():
        await lock_school(submission.school_id)
        question = await _find_asked(submission)
        if question is not None:
            await answer_question(question, text, actor)
        await submission.refresh_from_db()
        if newer.id == submission.id or submission.status not in UNDECIDED:
            return
        unread = submission.original if submission.roster is None else None
        await supersede(submission, newer, silently=True)
        if unread:
            await Submission.filter(id=submission.id).update(original=None)
    if unread:  # nobody reads it any more
        await forget_file(unread, files)


async def _find_asked(submission: Submission) -> Question | None:
    return await Question.filter(submission=submission, asked_by=OURS, answer=None).first()
