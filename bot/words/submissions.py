"""The states of a submission, as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.words.texts import format_time, phrases
from rosterdesk.core.approval.waiting import UNDECIDED
from rosterdesk.core.compare.answers import FIELDS, find_variant, name_field
from rosterdesk.core.compare.model import ChangeKind
from rosterdesk.core.language import N_
from rosterdesk.core.models import SubmissionStatus
from rosterdesk.core.plans.answers import get_number
from rosterdesk.core.roster.answers import name_choice

if TYPE_CHECKING:
    from rosterdesk.core.applying.decisions import Lifting, Undoing
    from rosterdesk.core.compare.model import PlanWarning
    from rosterdesk.core.language import Language

_STATES = {
    SubmissionStatus.RECEIVED: N_("⏳ received"),
    SubmissionStatus.READ: N_("⏳ being compared"),
    SubmissionStatus.APPROVED: N_("⏳ being applied"),
    SubmissionStatus.REFUSED: N_("⛔ could not be read"),
    SubmissionStatus.SUPERSEDED: N_("replaced by a newer file"),
    SubmissionStatus.DIVIDED: N_("divided by school"),
    **dict.fromkeys(UNDECIDED, N_("⏳ waits for the library")),
    SubmissionStatus.APPLIED: N_("✅ applied"),
    SubmissionStatus.REJECTED: N_("❌ rejected"),
    SubmissionStatus.UNDONE: N_("↩️ undone"),
}


def name_column_field(field: str, language: Language) -> str:
    """Return what a column of a file is: a file has fields that no customer has."""
    return name_field(field, language) if field in FIELDS else name_choice(field, language)


# The sign of a kind of change, on the card and in front of a name: every font has it.
SIGNS = {
    ChangeKind.NEW: "+",
    ChangeKind.CHANGED: "~",
    ChangeKind.MOVED: "→",
    ChangeKind.RETURNED: "←",
    ChangeKind.LEAVING: "−",
    ChangeKind.CONFLICT: "?",
    ChangeKind.SKIPPED: "·",
}


# What a person repeats by pressing; where a warning has no number the words say it.
_LIFT = {
    "many_leaving": (
        N_("🔓 Yes, let {count} person leave"),
        N_("🔓 Yes, let {count} people leave"),
    ),
    "partial_file": (
        N_("🔓 Yes, {count} class or year is really gone"),
        N_("🔓 Yes, {count} classes or years are really gone"),
    ),
    "partial_file:unread": (
        N_("🔓 Yes, in spite of {count} part"),
        N_("🔓 Yes, in spite of {count} parts"),
    ),
    **dict.fromkeys(
        ("partial_file:cut_off", "partial_file:no_end"),
        (
            N_("🔓 Yes, in spite of {count} missing end"),
            N_("🔓 Yes, in spite of the missing end ({count})"),
        ),
    ),
    "partial_file:beside": (
        N_("🔓 Yes, in spite of {count} other file"),
        N_("🔓 Yes, in spite of {count} other files"),
    ),
    "sender_denies": (
        N_("🔓 Yes, they did send it: I asked"),
        N_("🔓 Yes, they did send it: I asked"),
    ),
    "rows_with_errors": (
        N_("🔓 Yes, in spite of {count} row"),
        N_("🔓 Yes, in spite of {count} rows"),
    ),
}
_OTHERS = (N_("🔓 Yes, lift this ({count})"), N_("🔓 Yes, lift this ({count})"))


def describe_lift(warning: PlanWarning, language: Language) -> str:
    one, many = _LIFT.get(find_variant(warning), _OTHERS)
    return phrases.say_many(language, get_number(warning), one, many)


def describe_lifting(lifting: Lifting, language: Language) -> str:
    time = format_time(lifting.at, language)
    return phrases.say(language, "Lifted by {name}, {time}.", name=lifting.by, time=time)


def describe_undoing(undoing: Undoing, language: Language) -> str:
    said = phrases.say_many(
        language,
        undoing.people,
        "{count} person undone by {name}, {time}.",
        "{count} people undone by {name}, {time}.",
        name=undoing.by,
        time=format_time(undoing.at, language),
    )
    if not undoing.left:
        return said
    left = phrases.say_many(
        language,
        undoing.left,
        "{count} person stays as this import made them.",
        "{count} people stay as this import made them.",
    )
    return f"{said} {left}"


def name_status(status: SubmissionStatus, language: Language) -> str:
    return phrases.say(language, _STATES[status])
