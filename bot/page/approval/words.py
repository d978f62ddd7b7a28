"""The words of the cards on the page, beside those that every door shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.page.screen.texts import phrases
from rosterdesk.bot.words.texts import format_count
from rosterdesk.core.compare.model import ChangeKind
from rosterdesk.core.language import N_
from rosterdesk.core.models import SubmissionStatus
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import PlanMade, PlanStale

if TYPE_CHECKING:
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Event, Submission

TONES = {
    SubmissionStatus.WAITING: "",
    SubmissionStatus.BLOCKED: "care",
    SubmissionStatus.NEEDS_MAPPING: "care",
    SubmissionStatus.APPROVED: "good",
    SubmissionStatus.APPLIED: "good",
    SubmissionStatus.REJECTED: "bad",
    SubmissionStatus.REFUSED: "bad",
}
STATES = {
    SubmissionStatus.WAITING: N_("to decide"),
    SubmissionStatus.BLOCKED: N_("stopped"),
    SubmissionStatus.NEEDS_MAPPING: N_("not clear"),
    SubmissionStatus.APPLIED: N_("applied"),
    SubmissionStatus.REJECTED: N_("rejected"),
    SubmissionStatus.UNDONE: N_("undone"),
}
_STEPS = {
    Kind.SUBMISSION_RECEIVED: N_("Received"),
    Kind.SUBMISSION_REFUSED: N_("Could not be read"),
    Kind.SUBMISSION_NEEDS_MAPPING: N_("Columns were not clear"),
    Kind.SUBMISSION_DIVIDED: N_("Divided by school"),
    Kind.SCHOOL_CODE_ANSWERED: N_("A school was named"),
    Kind.COLUMNS_MAPPED: N_("Columns were named"),
    Kind.QUESTION_ASKED: N_("The sender was asked"),
    Kind.QUESTION_ANSWERED: N_("The sender answered"),
    Kind.PLAN_ANSWERED: N_("A question was answered"),
    Kind.GUARD_LIFTED: N_("A warning was lifted"),
    Kind.PLAN_VOTED: N_("Approved, others must too"),
    Kind.PLAN_APPROVED: N_("Approved"),
    Kind.PLAN_REJECTED: N_("Rejected"),
    Kind.PLAN_APPLIED: N_("Applied"),
    Kind.PLAN_UNDONE: N_("Undone"),
    Kind.PLAN_ESCALATED: N_("Shown to all librarians"),
    Kind.SLIPS_REQUESTED: N_("Slips were asked for"),
}
_COMPARED = N_("Compared: version {version}")
_STALE = N_("Compared anew")
_REPLACED = N_("Replaced by {reference}")


def describe_step(event: Event, language: Language) -> str:
    """Return one line of a timeline, without who did it."""
    kind = Kind(event.kind)
    if kind is Kind.PLAN_MADE:
        return phrases.say(language, _COMPARED, version=PlanMade.read(event).version)
    if kind is Kind.PLAN_STALE:
        newer = PlanStale.read(event).superseded_by
        return phrases.say(language, _REPLACED if newer else _STALE, reference=newer or "")
    return phrases.say(language, _STEPS[kind])


def name_actor(event: Event, submission: Submission) -> str:
    """Return who did it, by name; of a customer the trail has a number, which tells nobody."""
    is_sender = submission.sender_id and event.actor == f"customer:{submission.sender_id}"
    return submission.sender_name if is_sender else event.actor


def format_kind(kind: ChangeKind, count: int, language: Language) -> str:
    """Return "30 new" for lines of one kind."""
    name = "conflicts" if kind is ChangeKind.CONFLICT else str(kind)
    return format_count(name, count, language)
