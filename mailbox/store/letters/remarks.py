"""The remarks on a roster: how many there are, and the sender's own file that shows them."""

from __future__ import annotations

from mimetypes import guess_type
from typing import TYPE_CHECKING

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.intake.remarks import give_remarks, has_remarks
from rosterdesk.core.language import N_
from rosterdesk.core.roster.answers import describe_unread
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.mailbox.replies.compose import Enclosure
from rosterdesk.mailbox.store.letters.states import count_rows, describe_rows
from rosterdesk.mailbox.trust.reasons import phrases

if TYPE_CHECKING:
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Event, Submission

_WITH_REMARKS = (Kind.PLAN_MADE, Kind.SUBMISSION_NEEDS_MAPPING)
_MOST_PARTS = 10
_MOST_BYTES = 5_000_000  # more is refused by many a school's mail server


async def enclose_remarks(
    event: Event, library: Library, language: Language
) -> tuple[Enclosure, ...]:
    """Return the sender's own file with remarks; only where the library lets it be mailed."""
    submission: Submission | None = event.submission
    if submission is None or event.kind not in _WITH_REMARKS or not has_remarks(submission):
        return ()
    try:
        name, data = await give_remarks(submission, library, SYSTEM, language)
    except RosterdeskError:  # gone by now, or too large: the words of the reply are enough
        return ()
    media_type = guess_type(name)[0] or "application/octet-stream"
    return (Enclosure(name, data, media_type),) if len(data) <= _MOST_BYTES else ()


def describe_remarks(event: Event, language: Language, *, marked: bool) -> tuple[str, ...]:
    """Return how many there are and where they can be read: no reply itself names a pupil."""
    count = count_rows(event)
    if not count or event.kind not in _WITH_REMARKS:
        return ()
    counted = phrases.say_many(
        language, count, "{count} row needs correcting.", "{count} rows need correcting."
    )
    if named := describe_rows(event, language):
        counted = f"{counted.removesuffix('.')}: {named}."
    where = (
        N_("The rows with a remark are in the attached file; its last column says what to do.")
        if marked
        else N_("The library's chat gives you your file with the remarks; or ask the library.")
    )
    return (counted, phrases.say(language, where))


def describe_parts(event: Event, language: Language) -> tuple[str, ...]:
    """Name each part of the file that was not read: the school mends it and sends it again."""
    submission: Submission | None = event.submission
    unread = submission.answer.get("unread") if submission else None
    if not unread or event.kind not in _WITH_REMARKS:
        return ()
    return tuple(describe_unread(unread, language)[:_MOST_PARTS])


def describe_dropped(event: Event, language: Language) -> tuple[str, ...]:
    """Name the columns that were not kept: the school need not have sent them."""
    submission: Submission | None = event.submission
    dropped = submission.answer.get("dropped") if submission else None
    if not dropped or event.kind not in _WITH_REMARKS:
        return ()
    sentence = N_("Not kept, and better left out next time: {columns}.")
    return (phrases.say(language, sentence, columns=", ".join(map(str, dropped))),)
