"""Reasons for a rejection that are ready to send: three, those first that fit the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.language import N_, Language

if TYPE_CHECKING:
    from collections.abc import Collection

    from rosterdesk.core.models import Plan, Submission

_MOST = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """``label`` is for who rejects, ``sentence`` for the sender; ``fits`` are codes of warnings."""

    code: str
    label: str
    sentence: str
    fits: frozenset[str] = frozenset()


_REASONS = (
    Reason(
        "incomplete",
        N_("Not complete"),
        N_("The file does not seem complete. Please send a list with all pupils."),
        frozenset({"many_leaving", "partial_file", "rows_with_errors"}),
    ),
    Reason(
        "old",
        N_("Not the newest"),
        N_("This seems to be an older file. Please make a new export and send that."),
        frozenset({"older_than_last"}),
    ),
    Reason(
        "school",
        N_("Another school"),
        N_("This seems to be the file of another school. Please send that of your own school."),
        frozenset({"wrong_school"}),
    ),
    Reason(
        "mixed",
        N_("Columns mixed up"),
        N_(
            "The columns seem to be mixed up. Please make a new export and send it as it is,"
            " without changes."
        ),
        frozenset({"looks_shifted", "renumbered"}),
    ),
    Reason(
        "unclear",
        N_("Columns not clear"),
        N_(
            "It is not clear what some columns are. Please send a file with the names of the"
            " columns in its first row."
        ),
        frozenset({"needs_mapping"}),
    ),
)


def list_reasons(plan: Plan | None) -> list[Reason]:
    """Return three; a file without a plan waits for its columns."""
    seen = [each["code"] for each in plan.warnings] if plan else ["needs_mapping"]
    return sorted(_REASONS, key=lambda reason: not _fits(reason, seen))[:_MOST]


def find_reason(code: str) -> Reason | None:
    return next((reason for reason in _REASONS if reason.code == code), None)


def find_sender_language(submission: Submission, default: Language) -> Language:
    """Return the language in which the sender of a file reads; ``default`` where none is known."""
    spoken = submission.sender.language if submission.sender else None
    return Language(spoken) if spoken in set(Language) else default


def say_reason(reason: Reason, language: Language) -> str:
    """Return the sentence that the sender reads."""
    return phrases.say(language, reason.sentence)


def name_reason(reason: Reason, language: Language) -> str:
    return phrases.say(language, reason.label)


def _fits(reason: Reason, seen: Collection[str]) -> bool:
    return bool(reason.fits & set(seen))
