from __future__ import annotations

from rosterdesk.core.errors import NotThereError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Submission


class NoSuchSubmissionError(NotThereError):
    """No submission has that reference."""


async def find_submission(reference: str) -> Submission:
    submission = await Submission.get_or_none(reference=reference.strip().upper()).prefetch_related(
        "school", "sender"
    )
    if submission is None:
        raise NoSuchSubmissionError(
            N_("There is no submission with the reference {reference}."), reference=reference
        )
    return submission
