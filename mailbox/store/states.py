"""The states of a mail's files: received, read, waiting for a librarian, or refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.models import Channel, Delivery, DeliveryStatus, Event
from rosterdesk.core.roster.answers import say_refusal
from rosterdesk.core.roster.model import Refusal
from rosterdesk.core.trail.events import Kind
from rosterdesk.mailbox.replies.texts import ReplyKind
from rosterdesk.mailbox.trust.reasons import phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.language import Language
    from rosterdesk.mailbox.models import MailMessage

_LOOK_AGAIN = timedelta(seconds=1)
OUTCOMES = {
    Kind.SUBMISSION_REFUSED: ReplyKind.REFUSED,
    Kind.SUBMISSION_NEEDS_MAPPING: ReplyKind.UNCLEAR,
    Kind.PLAN_MADE: ReplyKind.WAITING,
}


def kind_of(event: Event) -> ReplyKind | None:
    return OUTCOMES.get(Kind(event.kind))


async def find_outcome(submission_id: int) -> Event | None:
    """Return the last event that says what the reading of a file came to."""
    return (
        await Event.filter(submission_id=submission_id, kind__in=list(OUTCOMES))
        .order_by("-id")
        .first()
        .prefetch_related("submission__school", "submission__sender")
    )


def say_state(outcome: Event | None, language: Language) -> str:
    """Return how far a file is, in half a sentence."""
    if outcome is None:
        return phrases.say(language, "is being read")
    if outcome.kind == Kind.SUBMISSION_REFUSED:
        data = outcome.facts
        return say_refusal(Refusal(data["refused"], data.get("values", {})), language)
    if outcome.kind == Kind.SUBMISSION_NEEDS_MAPPING:
        return phrases.say(language, "some columns are not clear; the library looks at them first")
    errors = outcome.submission.answer.get("errors", 0) if outcome.submission else 0
    waits = phrases.say(language, "waits for approval")
    if not errors:
        return waits
    remarks = phrases.say_many(
        language, errors, "{count} remark needs mending", "{count} remarks need mending"
    )
    return f"{waits}; {remarks}"


def say_next_step(outcomes: Sequence[Event], language: Language) -> str | None:
    """Return what the sender can do, where a file is to be mended; None for the usual step."""
    if any(event.kind == Kind.SUBMISSION_REFUSED for event in outcomes):
        return phrases.say(language, "Please answer this mail with a file that can be read.")
    made = [each for each in outcomes if each.kind == Kind.PLAN_MADE]
    if any(event.submission.answer.get("errors") for event in made if event.submission):
        return phrases.say(
            language,
            "Please mend those rows in your pupil administration, and answer this mail with the "
            "new file. The other rows need not wait for that.",
        )
    return None


async def is_too_early(taken: Event, patience: timedelta) -> bool:
    """Return whether the answer to a mail should wait for the reading of its files.

    "Received" and what was read are so one mail, as long as the reading does not take long.
    """
    if taken.at + patience < now():
        return False
    numbers = [number for number, repeated in taken.data.get("files", []) if not repeated]
    read = await Event.filter(submission_id__in=numbers or [0], kind__in=list(OUTCOMES))
    return {event.submission_id for event in read} != set(numbers)


async def is_told(event: Event, mail: MailMessage) -> bool | None:
    """Return whether the answer to the mail tells of this event already.

    None while that answer waits: whatever comes later is said later.
    """
    if mail.taken_event is None or event.id == mail.taken_event:
        return False
    first = await Delivery.filter(event_id=mail.taken_event, channel=Channel.MAIL).first()
    if first is None:
        return False
    if not first.envelope and first.status is DeliveryStatus.QUEUED:
        return None
    return event.id in first.envelope.get("told", [])


async def put_off(delivery: Delivery) -> None:
    """Let it be looked at again soon; this was no attempt to send it."""
    await Delivery.filter(id=delivery.id).update(
        due_at=now() + _LOOK_AGAIN, attempts=max(0, delivery.attempts - 1)
    )
