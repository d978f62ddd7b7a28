"""The values in a reply, taken from the event that it reports."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_
from rosterdesk.core.models import Event, Question, Submission
from rosterdesk.core.roster.answers import describe_refusal
from rosterdesk.core.roster.model import Refusal
from rosterdesk.core.trail.payloads import (
    MailAsked,
    MailHeld,
    MailMessageTaken,
    MailRepeated,
    MailReplied,
    MailTaken,
    MailUnusable,
    Payload,
    PlanApplied,
    PlanMade,
    PlanRejected,
    PlanStale,
    QuestionAnswered,
    QuestionAsked,
    Reading,
    SubmissionDivided,
    read_payload,
)
from rosterdesk.mailbox.files.ends import CUT_OFF, NO_END
from rosterdesk.mailbox.replies.advice import choose, describe_action, describe_reason
from rosterdesk.mailbox.replies.wording import ReplyValues, SentFile
from rosterdesk.mailbox.store.letters.remarks import (
    describe_dropped,
    describe_parts,
    describe_remarks,
)
from rosterdesk.mailbox.store.letters.states import (
    describe_state,
    find_outcome,
    find_replaced,
    is_refused,
)
from rosterdesk.mailbox.trust.reasons import phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.language import Language

_SIDE_BY_SIDE = N_(
    "Files that come side by side are each taken as a part of your school: who is missing in them "
    "is not taken to have left. All classes in one workbook or ZIP file are read as one roster."
)
_WITH_FINDINGS = (MailHeld, MailUnusable, MailMessageTaken)


async def fill_values(event: Event, language: Language, *, marked: bool = False) -> ReplyValues:
    """Return them; ``marked`` where the sender's file goes with the reply, with remarks."""
    submission: Submission | None = event.submission
    said = read_payload(event)
    files = await list_files(event, language)
    return ReplyValues(
        reference=submission.reference if submission else None,
        file_name=submission.file_name if submission and not files else None,
        school=submission.school.name if submission else None,
        pupils=submission.answer.get("pupils") if submission and not files else None,
        counts=said.counts if isinstance(said, PlanMade | PlanApplied) else {},
        sentences=(
            *await _say(event, language),
            *describe_remarks(event, language, marked=marked),
            *describe_parts(event, language),
            *describe_dropped(event, language),
        ),
        advice=_choose_advice(event),
        left_out=list_left_out(event),
        reason=said.reason if isinstance(said, PlanRejected) else None,
        words=said.words if isinstance(said, MailReplied) else await _find_question(said),
        files=files,
        sizes=said.files if isinstance(said, MailAsked | MailRepeated) else (),
    )


def _choose_advice(event: Event) -> str | None:
    """Return the one best reason; a file that has its own reason beside its name needs no other."""
    said = read_payload(event)
    if isinstance(said, MailTaken) or list_left_out(event):
        return None
    return choose(said.findings) if isinstance(said, _WITH_FINDINGS) else None


def list_left_out(event: Event) -> tuple[tuple[str, str], ...]:
    """Return the files that were of no use, each with its reason.

    None where the mail as a whole has a better reason: it is sealed, say.
    """
    said = read_payload(event)
    if isinstance(said, MailTaken):
        return said.left_out
    if not isinstance(said, MailHeld | MailUnusable):
        return ()
    return said.left_out if choose(said.findings) in dict(said.left_out).values() else ()


async def _say(event: Event, language: Language) -> tuple[str, ...]:
    said = read_payload(event)
    if isinstance(said, Reading) and said.refused:
        return (describe_refusal(Refusal(said.refused, said.values), language),)
    if isinstance(said, SubmissionDivided) and said.others:
        return (_describe_others(said, language),)
    if isinstance(said, MailTaken) and await _are_side_by_side(said):
        return (phrases.say(language, _SIDE_BY_SIDE),)
    if isinstance(said, PlanStale) and said.superseded_by:
        return (
            phrases.say(
                language,
                "The newer one has the reference {reference}.",
                reference=said.superseded_by,
            ),
        )
    return ()


async def _are_side_by_side(said: MailTaken) -> bool:
    """Return whether there are several rosters, of which one at least could be read."""
    numbers = {number for number, _ in said.files}
    outcomes = [await find_outcome(number) for number in numbers]
    return len(numbers) > 1 and not all(each and is_refused(each) for each in outcomes)


def _describe_others(said: SubmissionDivided, language: Language) -> str:
    return phrases.say_many(
        language,
        sum(said.others.values()),
        "{count} row is of a school that you may not send for, and was not used: {schools}.",
        "{count} rows are of schools that you may not send for, and were not used: {schools}.",
        schools=", ".join(sorted(said.others)),
    )


def describe_end(
    values: ReplyValues, taken: Event, told: Sequence[Event], language: Language
) -> ReplyValues:
    """Return them with the word that the mail broke off, or may have, where it did.

    That a file was refused has another reason than an end that may be all right.
    """
    said = read_payload(taken)
    found = set(said.findings) if isinstance(said, MailTaken) else set()
    refused = any(map(is_refused, told))
    code = next((each for each in (CUT_OFF, NO_END) if each in found), None)
    if code is None or (code == NO_END and refused):
        return values
    reason = describe_reason(code, language)
    if len(values.files) > 1:
        reason = f"{values.files[-1].name}: {reason}"
    return replace(
        values,
        sentences=(reason, *(() if refused else values.sentences)),
        next_step=describe_action(code, language),
    )


async def _find_question(said: Payload) -> str | None:
    """Return the words of a question: they are not in the event, which is for ever."""
    if not isinstance(said, QuestionAsked | QuestionAnswered):
        return None
    question = await Question.get_or_none(id=said.question)
    return question.text if question else None


async def list_files(event: Event, language: Language) -> tuple[SentFile, ...]:
    """Return the rosters of one mail, each by the name that it has there, and how far it is."""
    said = read_payload(event)
    if not isinstance(said, MailTaken):
        return _list_replaced(await find_replaced(event))
    found = await Submission.in_bulk([number for number, _ in said.files], "id")
    files: dict[int, SentFile] = {}  # of two with the same content the first
    listed: list[SentFile] = []
    for (number, repeated), name in zip_longest(said.files, said.names[: len(said.files)]):
        if number not in found:
            continue
        twin = files.get(number)
        file = SentFile(
            name or found[number].file_name,
            found[number].reference,
            repeated=repeated and twin is None,
            same_as=twin.name if twin else None,
            state=describe_state(await find_outcome(number), language),
        )
        files.setdefault(number, file)
        listed.append(file)
    return tuple(listed)


def _list_replaced(events: Sequence[Event]) -> tuple[SentFile, ...]:
    """Return the files of one mail that one other replaced, where there are several."""
    found = [each.submission for each in events if each.submission is not None]
    files = (SentFile(each.file_name, each.reference) for each in found)
    return tuple(files) if len(found) > 1 else ()


async def find_told(event: Event) -> list[Event]:
    """Return what became of the files of a mail by now, so that one letter tells all of it."""
    numbers = [number for number, repeated in MailTaken.read(event).files if not repeated]
    found = [await find_outcome(number) for number in numbers]
    return [each for each in found if each is not None]
