"""What stands in a reply, from the event that it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.models import Question, Submission
from rosterdesk.core.roster.answers import say_refusal
from rosterdesk.core.roster.model import Refusal
from rosterdesk.core.trail.events import Kind
from rosterdesk.mailbox.replies.wording import ReplyValues, SentFile
from rosterdesk.mailbox.store.remarks import say_dropped, say_parts, say_remarks
from rosterdesk.mailbox.trust.reasons import phrases

if TYPE_CHECKING:
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Event


async def fill_values(event: Event, language: Language, *, marked: bool = False) -> ReplyValues:
    """Return them; ``marked`` where the sender's file goes with the reply, with remarks."""
    submission: Submission | None = event.submission
    data = event.facts
    files = await _list_files(event)
    return ReplyValues(
        reference=submission.reference if submission else None,
        file_name=submission.file_name if submission and not files else None,
        school=submission.school.name if submission else None,
        counts=data.get("counts", {}),
        sentences=(
            *await _say(event, language),
            *say_remarks(event, language, marked=marked),
            *say_parts(event, language),
            *say_dropped(event, language),
        ),
        advice=tuple(data.get("findings", ())),
        reason=data.get("reason"),
        files=files,
    )


async def _say(event: Event, language: Language) -> tuple[str, ...]:
    data = event.facts
    if event.kind == Kind.SUBMISSION_NEEDS_MAPPING:
        return (
            phrases.say(
                language,
                "Some columns are not clear to us: the library looks at them first. You need not "
                "do anything now.",
            ),
        )
    if refused := data.get("refused"):
        return (say_refusal(Refusal(refused, data.get("values", {})), language),)
    if others := data.get("others"):
        return (
            phrases.say_many(
                language,
                others,
                "{count} other file in your mail is not a roster; nothing is done with it.",
                "{count} other files in your mail are not rosters; nothing is done with them.",
            ),
        )
    return await _ask(event, language)


async def _ask(event: Event, language: Language) -> tuple[str, ...]:
    """Return the words of a question: they are not in the event, which is for ever."""
    number = event.data.get("question")
    question = await Question.get_or_none(id=number) if number else None
    if question is None:
        return ()
    return (question.text, phrases.say(language, "You can simply answer this mail."))


async def _list_files(event: Event) -> tuple[SentFile, ...]:
    """Return the rosters of one mail, each with the reference under which it goes on."""
    listed = event.data.get("files", [])
    found = await Submission.in_bulk([number for number, _ in listed], "id")
    return tuple(
        SentFile(found[number].file_name, found[number].reference, repeated=repeated)
        for number, repeated in listed
        if number in found
    )
