"""The states of a mail's files: received, read, waiting for a librarian, or refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.language import N_
from rosterdesk.core.models import Channel, Delivery, DeliveryStatus, Event
from rosterdesk.core.roster.answers import describe_refusal, format_place
from rosterdesk.core.roster.model import Refusal
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import (
    MailTaken,
    PlanMade,
    PlanStale,
    SubmissionRefused,
    read_payload,
)
from rosterdesk.mailbox.replies.texts import ReplyKind
from rosterdesk.mailbox.replies.wording import list_counts
from rosterdesk.mailbox.trust.reasons import phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.language import Language
    from rosterdesk.mailbox.models import MailMessage

_ONE_READABLE = N_("Please answer this mail with a file that can be read.")
_SEVERAL_READABLE = N_("Please answer this mail with files that can be read.")
_SEVERAL_CORRECTED = N_(
    "Please correct those rows in your pupil administration, and answer this mail with the new "
    "files. The other rows need not wait for that."
)
_NAMED_CORRECTED = N_(
    "Please correct this in your pupil administration ({rows}), and answer this mail with the new "
    "file. The other rows need not wait for that."
)
# Files that can be read, and in which nobody is.
_BY_CODE = {
    "no_pupils": (
        N_("Please answer this mail with the file that has the pupils in it."),
        N_("Please answer this mail with the files that have the pupils in them."),
    ),
    "no_header": (
        N_("Please answer this mail with a file that has column names above the columns."),
        N_("Please answer this mail with files that have column names above the columns."),
    ),
    "other_schools": (
        N_("Should you send for that school? Then please ask the library for the right to do so."),
        N_(
            "Should you send for those schools? Then please ask the library for the right to do so."
        ),
    ),
}
_LOOK_AGAIN = timedelta(seconds=1)
_AT_ONCE = timedelta(minutes=10)  # one file replaces all of a mail in one go
OUTCOMES = {
    Kind.SUBMISSION_REFUSED: ReplyKind.REFUSED,
    Kind.SUBMISSION_NEEDS_MAPPING: ReplyKind.UNCLEAR,
    Kind.PLAN_MADE: ReplyKind.WAITING,
    Kind.SUBMISSION_DIVIDED: ReplyKind.DIVIDED,
    Kind.PLAN_STALE: ReplyKind.REPLACED,
}


async def find_outcome(submission_id: int) -> Event | None:
    """Return the last event that says what the reading of a file came to."""
    found = (
        await Event.filter(submission_id=submission_id, kind__in=list(OUTCOMES))
        .order_by("-id")
        .prefetch_related("submission__school", "submission__sender")
    )
    return next(filter(_is_outcome, found), None)


def _is_outcome(event: Event) -> bool:
    """Return whether the sender is to hear of it: not that customers changed in the meantime."""
    said = read_payload(event)
    return not isinstance(said, PlanStale) or said.superseded_by is not None


async def find_replaced(event: Event) -> list[Event]:
    """Return this event and those of the files of the same mail that the same one replaced."""
    said = read_payload(event)
    mail = event.submission.origin.get("mail") if event.submission else None
    if not isinstance(said, PlanStale) or said.superseded_by is None or mail is None:
        return []
    beside = Event.filter(
        kind=Kind.PLAN_STALE, school_id=event.school_id, at__gt=event.at - _AT_ONCE
    ).prefetch_related("submission__school", "submission__sender")
    return [
        each
        for each in await beside.order_by("id")
        if each.submission is not None
        and each.submission.origin.get("mail") == mail
        and PlanStale.read(each).superseded_by == said.superseded_by
    ]


async def is_told_beside(event: Event) -> bool:
    """Return whether the letter about another file of its mail tells of this event already."""
    others = [each.id for each in await find_replaced(event) if each.id != event.id]
    letters = Delivery.filter(channel=Channel.MAIL, event_id__in=others or [0])
    return any(event.id in each.envelope.get("told", ()) for each in await letters)


async def list_told(outcomes: Sequence[Event]) -> list[int]:
    """Return the numbers of these events, and of those before them that they make outdated."""
    found: list[int] = []
    for each in outcomes:
        until = Event.filter(submission_id=each.submission_id, id__lte=each.id)
        found += [event.id for event in await until.filter(kind__in=list(OUTCOMES)).only("id")]
    return found


def is_refused(outcome: Event) -> bool:
    return outcome.kind == Kind.SUBMISSION_REFUSED


def count_rows(outcome: Event) -> int:
    """Return how many rows of a file that was read need correcting."""
    answer = outcome.submission.answer if outcome.submission else {}
    return int(answer.get("error_rows") or answer.get("errors", 0))


def describe_rows(outcome: Event, language: Language) -> str:
    """Return "row 5" or "6B, rows 2-4", of the rows to be corrected; '' for too many to name."""
    answer = outcome.submission.answer if outcome.submission else {}
    places = [
        format_place(sheet, tuple((first, last) for first, last in rows), (), language)
        for sheet, rows in answer.get("error_places", ())
    ]
    return "; ".join(places)


def describe_state(outcome: Event | None, language: Language) -> str:
    """Return how far a file is, in half a sentence."""
    if outcome is None:
        return phrases.say(language, "is being read")
    if is_refused(outcome):
        said = SubmissionRefused.read(outcome)
        return describe_refusal(Refusal(said.refused or "", said.values), language)
    if outcome.kind == Kind.SUBMISSION_NEEDS_MAPPING:
        return phrases.say(language, "some columns are not clear; the library looks at them first")
    if outcome.kind == Kind.PLAN_STALE:
        return phrases.say(language, "is replaced by a newer roster of your school")
    if outcome.kind == Kind.SUBMISSION_DIVIDED:
        return phrases.say(
            language, "has pupils of several schools; each school is dealt with by itself"
        )
    parts = [phrases.say(language, "waits for approval")]
    if pupils := outcome.submission.answer.get("pupils") if outcome.submission else None:
        parts.append(phrases.say_many(language, pupils, "{count} pupil", "{count} pupils"))
    counted = list_counts(PlanMade.read(outcome).counts, language)
    parts += [f"{label.lower()} {number}" for label, number in counted]
    if rows := count_rows(outcome):
        counting = phrases.say_many(
            language, rows, "{count} row needs correcting", "{count} rows need correcting"
        )
        named = describe_rows(outcome, language)
        parts.append(f"{counting} ({named})" if named else counting)
    return ", ".join(parts)


def describe_next_step(outcomes: Sequence[Event], language: Language) -> str | None:
    """Return what the sender can do, where a file is to be mended; None for the usual step."""
    if refused := [SubmissionRefused.read(each) for each in outcomes if is_refused(each)]:
        return _describe_mending([each.refused or "" for each in refused], language)
    made = [each for each in outcomes if each.kind == Kind.PLAN_MADE]
    rows = [count for each in made if (count := count_rows(each))]
    if not rows:
        return None
    if len(rows) > 1:
        return phrases.say(language, _SEVERAL_CORRECTED)
    named = next(filter(None, (describe_rows(each, language) for each in made)), None)
    if named:
        return phrases.say(language, _NAMED_CORRECTED, rows=named)
    return phrases.say_many(
        language,
        rows[0],
        "Please correct that row in your pupil administration, and answer this mail with the new "
        "file. The other rows need not wait for that.",
        "Please correct those rows in your pupil administration, and answer this mail with the new "
        "file. The other rows need not wait for that.",
    )


def _describe_mending(codes: Sequence[str], language: Language) -> str:
    """Return what to do about files that were refused, for these reasons."""
    if set(codes) <= _BY_CODE.keys() and len(set(codes)) == 1:
        one, several = _BY_CODE[codes[0]]
    else:
        one, several = _ONE_READABLE, _SEVERAL_READABLE
    return phrases.say(language, one if len(codes) == 1 else several)


async def is_too_early(taken: Event, patience: timedelta) -> bool:
    """Return whether the answer to a mail should wait for the reading of its files.

    "Received" and what was read are so one mail, as long as the reading does not take long.
    """
    if taken.at + patience < now():
        return False
    numbers = [number for number, repeated in MailTaken.read(taken).files if not repeated]
    read = await Event.filter(submission_id__in=numbers or [0], kind__in=list(OUTCOMES))
    return {event.submission_id for event in read if _is_outcome(event)} != set(numbers)


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
