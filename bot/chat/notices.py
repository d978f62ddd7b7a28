"""What the sender of a file hears in chat, once for each thing that happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rosterdesk.bot.chat.texts import phrases, say_counts
from rosterdesk.core.events import Kind
from rosterdesk.core.roster.answers import say_refusal
from rosterdesk.core.roster.model import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Event, Submission


def say_notice(event: Event, language: Language) -> str | None:
    """Return the sentence for the sender; None where there is nothing to say."""
    submission: Submission | None = event.submission
    write = _WRITERS.get(Kind(event.kind))
    if submission is None or write is None:
        return None
    head = f"{submission.reference} · {submission.file_name}\n"
    return head + write(event.data, submission, language)


def _say_made(data: dict[str, Any], submission: Submission, language: Language) -> str:
    read = submission.answer
    words = [
        phrases.say_many(
            language,
            read.get("pupils", 0),
            "Read: {count} pupil. It waits for the library's approval.",
            "Read: {count} pupils. It waits for the library's approval.",
        )
    ]
    if read.get("errors"):
        words.append(
            phrases.say_many(
                language,
                read["errors"],
                "{count} remark needs mending.",
                "{count} remarks need mending.",
            )
        )
    if read.get("dropped"):
        words.append(
            phrases.say(
                language, "Not kept: {columns}.", columns=", ".join(map(str, read["dropped"]))
            )
        )
    del data
    return " ".join(words)


def _say_applied(data: dict[str, Any], submission: Submission, language: Language) -> str:
    del submission
    counts = ", ".join(say_counts(data["counts"], language))
    return phrases.say(language, "✅ Approved and applied: {counts}.", counts=counts)


def _say_rejected(data: dict[str, Any], submission: Submission, language: Language) -> str:
    del submission
    return phrases.say(
        language, "❌ The library rejected this file: {reason}", reason=data.get("reason") or "–"
    )


def _say_refused(data: dict[str, Any], submission: Submission, language: Language) -> str:
    del submission
    reason = say_refusal(Refusal(data["refused"], data.get("values", {})), language)
    return phrases.say(language, "⛔ This file could not be read. {reason}", reason=reason)


def _say_mapping(data: dict[str, Any], submission: Submission, language: Language) -> str:
    del data, submission
    return phrases.say(
        language, "Some columns are not clear to us: the library looks at them before it goes on."
    )


_WRITERS: dict[Kind, Callable[[dict[str, Any], Submission, Language], str]] = {
    Kind.PLAN_MADE: _say_made,
    Kind.PLAN_APPLIED: _say_applied,
    Kind.PLAN_REJECTED: _say_rejected,
    Kind.SUBMISSION_REFUSED: _say_refused,
    Kind.SUBMISSION_NEEDS_MAPPING: _say_mapping,
}
