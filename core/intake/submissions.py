from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.functions import Count

from rosterdesk.core.errors import NotThereError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Event, Submission, SubmissionStatus
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import SenderUnreachable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from rosterdesk.core.models import Customer, School


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


async def get_submission(reference: str) -> Submission | None:
    return await Submission.get_or_none(reference=reference)


async def load_submission(submission_id: int) -> Submission:
    """Return the submission with its school and sender."""
    return await Submission.get(id=submission_id).prefetch_related("school", "sender")


async def list_submissions(most: int) -> list[Submission]:
    """Return the last submissions with their schools, the newest first."""
    return await Submission.all().order_by("-id").limit(most).prefetch_related("school")


async def count_submissions() -> dict[SubmissionStatus, int]:
    found = Submission.annotate(count=Count("id")).group_by("status")
    return {
        SubmissionStatus(status): count
        for status, count in await found.values_list("status", "count")
    }


async def list_sent_by(customer: Customer | None, most: int) -> list[Submission]:
    """Return what somebody sent last, the newest first."""
    return await Submission.filter(sender=customer).order_by("-id").limit(most)


async def list_sent_for(schools: Iterable[School], most: int) -> list[Submission]:
    """Return what was sent last for these schools, the newest first."""
    found = Submission.filter(school_id__in=[school.id for school in schools])
    return await found.order_by("-id").limit(most).prefetch_related("school")


async def list_with_status(statuses: Collection[SubmissionStatus], most: int) -> list[Submission]:
    """Return the last submissions that came so far, with their schools, the newest first."""
    found = Submission.filter(status__in=statuses)
    return await found.order_by("-id").limit(most).prefetch_related("school")


async def list_with_status_by(
    customer: Customer | None, statuses: Collection[SubmissionStatus], most: int
) -> list[Submission]:
    """Return those of one sender."""
    found = Submission.filter(status__in=statuses, sender=customer)
    return await found.order_by("-id").limit(most).prefetch_related("school")


async def share_note(references: Collection[str], note: str) -> None:
    """Put the note at these submissions where they have none."""
    await Submission.filter(reference__in=references, note="").update(note=note)


async def note_unreachable(submission: Submission) -> None:
    """Write down, and tell librarians, that the sender can be told nothing in chat or by mail."""
    async with writing():
        await record(SenderUnreachable(), SYSTEM, submission=submission, to=await librarians())


async def is_sender_unreachable(submission: Submission) -> bool:
    return await Event.filter(submission=submission, kind=Kind.SENDER_UNREACHABLE).exists()


async def find_rejection(submission: Submission) -> Event | None:
    """Return the event of rejecting a file."""
    return await Event.filter(submission=submission, kind=Kind.PLAN_REJECTED).first()
