"""The history of a file in lines: received, asked, answered, lifted, decided, printed, undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.bot.words.cards import describe_unreachable
from rosterdesk.bot.words.submissions import describe_lifting, describe_undoing
from rosterdesk.bot.words.texts import format_time, name_channel, phrases, shorten
from rosterdesk.bot.words.verdicts.lines import describe_proof
from rosterdesk.bot.words.verdicts.verdict import name_head
from rosterdesk.core.compare.model import PlanWarning
from rosterdesk.core.language import N_
from rosterdesk.core.models import SlipStatus, SubmissionStatus
from rosterdesk.core.plans.answers import get_number
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.payloads import PlanRejected

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from rosterdesk.bot.words.cards import CardView
    from rosterdesk.core.applying.decisions import Lifting
    from rosterdesk.core.language import Language

REASON_LENGTH, QUESTION_LENGTH = 300, 200


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the history; ``quote`` are a person's own words. What has no ``at`` is last."""

    at: datetime | None
    words: str
    quote: str = ""


def list_steps(view: CardView, language: Language) -> list[Step]:
    """Return the history, the oldest first; what stands as it is now comes at the end."""
    dated = [
        _describe_receiving(view, language),
        *list_questions(view, language),
        *(_describe_lifted(each, view, language) for each in view.liftings),
        *_describe_decision(view, language),
        *(Step(each.at, f"↩️ {describe_undoing(each, language)}") for each in view.undoings),
    ]
    if view.handover is not None:
        dated.append(_describe_handed(view, language))
    dated.sort(key=lambda step: step.at or view.submission.received_at)
    return [*dated, *(Step(None, line) for line in _describe_rest(view, language))]


def list_questions(view: CardView, language: Language) -> Iterable[Step]:
    """Yield the questions to the sender and their answers, the oldest first."""
    for question in reversed(view.questions):
        asked = phrases.say(language, "{name} asked:", name=question.asked_by or SYSTEM.name)
        yield Step(question.asked_at, f"💬 {asked}", shorten(question.text, QUESTION_LENGTH))
        if question.answer:
            said = phrases.say(language, "The sender:")
            at = question.answered_at or question.asked_at
            yield Step(at, f"↪️ {said}", shorten(question.answer, QUESTION_LENGTH))


def name_deciders(view: CardView) -> str:
    """Return everybody who approved, as they were called then."""
    decider = (view.plan.decided_by or "") if view.plan else ""
    return ", ".join(dict.fromkeys([*view.votes, decider]))


def _describe_receiving(view: CardView, language: Language) -> Step:
    submission = view.submission
    parts = [
        phrases.say(
            language, "Received, {time}", time=format_time(submission.received_at, language)
        ),
        submission.sender_name,
        name_channel(submission.channel, language),
        describe_proof(view, language),
    ]
    return Step(submission.received_at, "📥 " + " · ".join(part for part in parts if part))


def _describe_lifted(lifting: Lifting, view: CardView, language: Language) -> Step:
    said = describe_lifting(lifting, language)
    found = [PlanWarning(**each) for each in view.plan.warnings] if view.plan else []
    same = (w for w in found if (w.code, get_number(w)) == (lifting.code, lifting.number))
    warning = next(same, None)
    head = f" ({name_head(warning, language)})" if warning else ""
    return Step(lifting.at, f"🔓 {said}{head}")


_DECIDED = {
    SubmissionStatus.APPROVED: N_("⏳ Approved by {name}, {time}; being applied."),
    SubmissionStatus.APPLIED: N_("✅ Approved by {name}, {time}, and applied."),
    SubmissionStatus.UNDONE: N_("✅ Approved by {name}, {time}, and applied."),
    SubmissionStatus.REJECTED: N_("❌ Rejected by {name}, {time}: {reason}"),
}


def _describe_decision(view: CardView, language: Language) -> Iterable[Step]:
    status, plan = view.submission.status, view.plan
    reason: str | None
    if status in _DECIDED and plan is not None and plan.decided_at is not None:
        at, name, reason = plan.decided_at, name_deciders(view), plan.reason
    elif view.rejection is not None:
        rejected = PlanRejected.read(view.rejection)
        at, name, reason = view.rejection.at, view.rejection.actor, rejected.reason
    else:
        return
    said = phrases.say(
        language,
        _DECIDED[status],
        name=name,
        time=format_time(at, language),
        reason=shorten(reason or "", REASON_LENGTH),
    )
    yield Step(at, said)


def _describe_handed(view: CardView, language: Language) -> Step:
    assert view.handover is not None
    at = view.handover.made_at
    said = phrases.say(
        language,
        "📤 Handed to the loan system by {name}, {time}.",
        name=view.handover.made_by,
        time=format_time(at, language),
    )
    return Step(at, said)


def _describe_rest(view: CardView, language: Language) -> Iterable[str]:
    if view.unreachable:
        yield describe_unreachable(language)
    yield from _describe_slips(view, language)
    if dead := sum(each.slips for each in view.undoings):
        yield phrases.say_many(
            language,
            dead,
            "🗑 {count} printed slip of theirs opens nothing any more",
            "🗑 {count} printed slips of theirs open nothing any more",
        )
    applied = view.submission.status is SubmissionStatus.APPLIED
    if applied and view.handover is None and not view.changes_nothing:
        yield phrases.say(language, "📤 Not handed to the loan system yet.")


def _describe_slips(view: CardView, language: Language) -> Iterable[str]:
    """While slips come out their number changes by the second: it is said when they are out."""
    if view.slips_open:
        yield phrases.say_many(
            language,
            view.slips_open + view.slips_printed,
            "🖨 {count} slip is being printed.",
            "🖨 {count} slips are being printed.",
        )
    elif view.slips_printed:
        yield phrases.say(
            language,
            "🖨 Printed {printed} of {total}.",
            printed=view.slips_printed,
            total=view.slips_total,
        )
    if unknown := view.slips.get(SlipStatus.UNKNOWN, 0):
        yield phrases.say_many(
            language,
            unknown,
            "❓ {count} slip of which nobody knows whether it was printed",
            "❓ {count} slips of which nobody knows whether they were printed",
        )
    failed = view.slips.get(SlipStatus.FAILED, 0)
    if failed and not view.slips_open:
        yield phrases.say_many(language, failed, "⚠️ {count} slip failed", "⚠️ {count} slips failed")
