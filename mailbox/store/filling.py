"""The values in a reply, taken from the event that it reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.models import Event, Question, Submission
from rosterdesk.core.roster.answers import say_refusal
from rosterdesk.core.roster.model import Refusal
from rosterdesk.core.trail.events import Kind
from rosterdesk.mailbox.replies.advice import choose, say_reason
from rosterdesk.mailbox.replies.wording import ReplyValues, SentFile
from rosterdesk.mailbox.store.remarks import say_dropped, say_parts, say_remarks
from rosterdesk.mailbox.store.states import find_outcome, say_state

if TYPE_CHECKING:
    from rosterdesk.core.language import Language

_ABOUT_THE_MAIL = ("smime", "pgp", "protected", "oversized", "secure_mail", "partial")


async def fill_values(event: Event, language: Language, *, marked: bool = False) -> ReplyValues:
    """Return them; ``marked`` where the sender's file goes with the reply, with remarks."""
    submission: Submission | None = event.submission
    data = event.facts
    files = await list_files(event, language)
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
        advice=_choose_advice(event),
        left_out=list_left_out(event),
        reason=data.get("reason"),
        words=data.get("words") or await _find_question(event),
        files=files,
        sizes=tuple(
            (name, size) for name, size in data.get("files", []) if event.kind == Kind.MAIL_ASKED
        ),
    )


def _choose_advice(event: Event) -> str | None:
    """Return the one best reason; a file that has its own reason beside its name needs no other."""
    if event.kind == Kind.MAIL_TAKEN:
        return None
    best = choose(event.facts.get("findings", ()))
    named = {code for _, code in list_left_out(event)}
    return best if best is not None or not named else choose(named)


def list_left_out(event: Event) -> tuple[tuple[str, str], ...]:
    """Return the files that were of no use, where there was another one that was."""
    if event.kind != Kind.MAIL_TAKEN:
        return ()
    return tuple((name, why) for name, why in event.facts.get("left_out", []))


async def _say(event: Event, language: Language) -> tuple[str, ...]:
    data = event.facts
    if refused := data.get("refused"):
        return (say_refusal(Refusal(refused, data.get("values", {})), language),)
    return say_cut_off(event, language)


def say_cut_off(event: Event, language: Language) -> tuple[str, ...]:
    cut = event.kind == Kind.MAIL_TAKEN and "cut_off" in event.facts.get("findings", ())
    return (say_reason("cut_off", language),) if cut else ()


async def _find_question(event: Event) -> str | None:
    """Return the words of a question: they are not in the event, which is for ever."""
    number = event.data.get("question")
    question = await Question.get_or_none(id=number) if number else None
    return question.text if question else None


async def list_files(event: Event, language: Language) -> tuple[SentFile, ...]:
    """Return the rosters of one mail, each with its reference and how far it is by now."""
    if event.kind != Kind.MAIL_TAKEN:
        return ()
    listed = event.data.get("files", [])
    found = await Submission.in_bulk([number for number, _ in listed], "id")
    return tuple(
        [
            SentFile(
                found[number].file_name,
                found[number].reference,
                repeated=repeated,
                state=say_state(await find_outcome(number), language),
            )
            for number, repeated in listed
            if number in found
        ]
    )


async def find_told(event: Event) -> list[Event]:
    """Return what became of the files of a mail by now, so that one letter tells all of it."""
    numbers = [number for number, repeated in event.data.get("files", []) if not repeated]
    found = [await find_outcome(number) for number in numbers]
    return [each for each in found if each is not None]
