"""Taking a take-over back, in all schools at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.applying.undo import UndoRefusedError, undo
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.language import N_
from rosterdesk.core.models import Submission, SubmissionStatus
from rosterdesk.core.storage.database import writing

if TYPE_CHECKING:
    from rosterdesk.core.trail.actors import Actor


async def undo_takeover(reference: str, actor: Actor, *, days: int) -> int:
    """Undo all of it or nothing, and return how many people that were.

    Raises UndoRefusedError: somebody changed since, it is too long ago, or it is none.
    """
    whole = await find_submission(reference)
    if "takeover" not in whole.answer or whole.part_of_id is not None:
        raise UndoRefusedError(
            N_("{reference} is not the reference of a take-over."), reference=reference
        )
    people = 0
    async with writing():
        parts = Submission.filter(part_of=whole, status=SubmissionStatus.APPLIED)
        for part in await parts.order_by("school_id"):
            people += (await undo(part.reference, actor, days=days, quiet=True)).people
        await Submission.filter(id=whole.id).update(status=SubmissionStatus.UNDONE)
    return people
