"""The sender's own file back, made of what was kept: only what must be mended, with how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.intake.reading import load_remarks
from rosterdesk.core.language import N_
from rosterdesk.core.roster.worker import ReaderDied
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import OriginalShown

if TYPE_CHECKING:
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Submission
    from rosterdesk.core.trail.actors import Actor


class NoRemarksError(RosterdeskError):
    """There is nothing to mend in the file, or it is not kept: not any more, or refused."""


def has_remarks(submission: Submission) -> bool:
    found = submission.answer.get("problems") or submission.answer.get("unread")
    return submission.original is not None and bool(found)


async def give_remarks(
    submission: Submission, library: Library, actor: Actor, language: Language
) -> tuple[str, bytes]:
    """Return the name and the bytes of the marked file; who got it is written down.

    Raises NoRemarksError where there is none.
    """
    if not has_remarks(submission):
        raise NoRemarksError(N_("There is no remark on this file, or it is not kept."))
    assert submission.original is not None
    data = await library.files.load(submission.original)
    roster = await load_remarks(submission, library.files)
    try:
        name, marked = await library.reader.mark_problems(data, roster, language)
    except ReaderDied as died:
        raise NoRemarksError(N_("The file is too large to be given back.")) from died
    async with writing():
        shown = OriginalShown(remarks=len(roster.problems))
        await record(shown, actor, submission=submission)
    return name, marked
