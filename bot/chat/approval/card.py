"""The approval card: what a librarian sees of a submission, as it stands now.

A card is always drawn from the database, never from the event that asked for it: drawing it
again is harmless, and the last drawing is right. It has counts and no pupil's name, so that it
can stand in a group.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Code, Italic, Text, as_list
from babel.dates import format_date
from tortoise.functions import Count

from rosterdesk.bot.chat.approval.words import SIGNS, shorten
from rosterdesk.bot.chat.mail.held import say_confirmed
from rosterdesk.bot.chat.mail.replying import draw_answers
from rosterdesk.bot.words.texts import COUNTS, phrases, say_channel, say_count, say_time, say_trust
from rosterdesk.core.approval.deciding import list_approvers
from rosterdesk.core.clock import LOCAL
from rosterdesk.core.compare.answers import say_warning
from rosterdesk.core.compare.model import ChangeKind, PlanWarning
from rosterdesk.core.language import N_
from rosterdesk.core.models import (
    Event,
    Plan,
    PlanStatus,
    Question,
    Slip,
    SlipStatus,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.roster.answers import say_unread
from rosterdesk.core.slips.requests import count_wanted
from rosterdesk.core.trail.events import Kind
from rosterdesk.mailbox.models import MailMessage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rosterdesk.core.approval.settings import ApprovalSettings
    from rosterdesk.core.language import Language

_MOST_WARNINGS = 6
_DROPPED_LENGTH = 200
_MOST_UNREAD, _UNREAD_LENGTH = 5, 200
_NOTE_LENGTH, _QUESTION_LENGTH, _REASON_LENGTH = 300, 200, 300
# A school's year comes round in a year; holidays and late files move it by some weeks.
_LAST_YEAR = (timedelta(days=300), timedelta(days=430))


@dataclass(frozen=True, slots=True)
class Earlier:
    """The import of about a year ago, or else the last one before this, with its counts."""

    day: date
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class CardView:
    submission: Submission
    plan: Plan | None
    slips_wanted: int
    slips: dict[str, int]  # status -> count
    earlier: Earlier | None = None
    questions: list[Question] = field(default_factory=list)
    votes: list[str] = field(default_factory=list)  # names
    approvers: int = 1
    rejection: Event | None = None  # of a file that had no plan: else the plan says it
    unreachable: bool = False  # the sender cannot be told in chat, nor by mail
    mail: MailMessage | None = None  # in which the file came


async def load_card(submission_id: int, approvals: ApprovalSettings) -> CardView:
    submission = await Submission.get(id=submission_id).prefetch_related("school", "sender")
    plan = await Plan.filter(submission=submission).order_by("-version").first()
    applied = submission.status is SubmissionStatus.APPLIED
    slips = await _count_slips(submission) if applied else Counter[SlipStatus]()
    return CardView(
        submission,
        plan,
        await count_wanted(submission) if applied else 0,
        {status: slips[status] for status in SlipStatus},
        await _find_earlier(submission),
        await Question.filter(submission=submission).order_by("-id").limit(2),
        await list_approvers(plan, submission, approvals) if plan else [],
        approvals.approvers,
        None
        if plan
        else await Event.filter(submission=submission, kind=Kind.PLAN_REJECTED).first(),
        await Event.filter(submission=submission, kind=Kind.SENDER_UNREACHABLE).exists(),
        await MailMessage.get_or_none(id=submission.origin.get("mail", 0)),
    )


async def _count_slips(submission: Submission) -> Counter[SlipStatus]:
    found = Slip.filter(submission=submission).annotate(count=Count("id")).group_by("status")
    return Counter(
        {SlipStatus(status): n for status, n in await found.values_list("status", "count")}
    )


async def _find_earlier(submission: Submission) -> Earlier | None:
    applied = await (
        Plan.filter(
            submission__school_id=submission.school_id,
            submission_id__lt=submission.id,
            status=PlanStatus.APPLIED,
        )
        .order_by("-applied_at")
        .limit(20)
    )
    shortest, longest = (submission.received_at - span for span in _LAST_YEAR)
    of_last_year = [p for p in applied if p.applied_at and longest <= p.applied_at <= shortest]
    found = max(of_last_year, key=lambda plan: sum(plan.counts.values()), default=None)
    plan = found or (applied[0] if applied else None)
    if plan is None or plan.applied_at is None:
        return None
    return Earlier(plan.applied_at.astimezone(LOCAL).date(), plan.counts)


def draw_card(view: CardView, language: Language) -> Text:
    submission, plan = view.submission, view.plan
    file = f"{submission.file_name} · {submission.answer.get('format') or ''}".rstrip(" ·")
    lines = [
        Bold(submission.school.name),
        Text("📄 ", file),
        Text("👤 ", _draw_sender(view, language)),
    ]
    if view.mail is not None:
        lines += draw_answers(view.mail, language)
    if submission.note:
        lines.append(Text("📝 ", Italic(shorten(submission.note, _NOTE_LENGTH))))
    if plan is not None:
        lines += _draw_counts(plan, view.earlier, language)
        lines += _draw_warnings(plan, language)
    unread = say_unread(submission.answer.get("unread", ()), language)
    lines += [Text("✂️ ", shorten(line, _UNREAD_LENGTH)) for line in unread[:_MOST_UNREAD]]
    if (more := len(unread) - _MOST_UNREAD) > 0:
        said = phrases.say(language, "✂️ and {count} more parts that were not read", count=more)
        lines.append(Text(said))
    if dropped := submission.answer.get("dropped"):
        columns = shorten(", ".join(map(str, dropped)), _DROPPED_LENGTH)
        lines.append(Text("🔒 ", phrases.say(language, "Not kept: {columns}.", columns=columns)))
    lines += _draw_questions(view, language)
    lines += [Text(line) for line in _draw_status(view, language)]
    version = f" · v{plan.version}" if plan else ""
    lines.append(Text(Code(submission.reference), version))
    return as_list(*lines)


def _draw_sender(view: CardView, language: Language) -> str:
    submission, mail = view.submission, view.mail
    confirmed = say_confirmed(mail, language) if mail and mail.confirmed else None
    parts = [
        submission.sender_name,
        say_channel(submission.channel, language),
        confirmed or say_trust(submission.trust, language),
        say_time(submission.received_at, language),
    ]
    return " · ".join(part for part in parts if part)


_KINDS = {"conflicts": ChangeKind.CONFLICT}


def _draw_counts(plan: Plan, earlier: Earlier | None, language: Language) -> Iterable[Text]:
    if not any(plan.counts.values()):
        yield Text(Bold(phrases.say(language, "nothing would change")))
        return
    for name in COUNTS:
        count = plan.counts.get(name, 0)
        before = earlier.counts.get(name, 0) if earlier else 0
        if not count and not before:
            continue
        sign = "＝" if name == "unchanged" else SIGNS[_KINDS.get(name) or ChangeKind(name)]
        said = Bold(sign, " ", say_count(name, count, language))
        yield Text(said, f"  ({before})") if earlier else Text(said)
    if earlier:
        day = format_date(earlier.day, "d MMM yyyy", locale=str(language))
        yield Italic(phrases.say(language, "In brackets: the import of {day}.", day=day))


def _draw_warnings(plan: Plan, language: Language) -> Iterable[Text]:
    warnings = [PlanWarning(**warning) for warning in plan.warnings]
    for warning in warnings[:_MOST_WARNINGS]:
        sign = "⛔ " if warning.blocks and not warning.lifted else "⚠️ "
        yield Text(sign, shorten(say_warning(warning, language), 400))
    if (hidden := len(warnings) - _MOST_WARNINGS) > 0:
        yield Text(phrases.say(language, "⚠️ and {count} more: see the workbook", count=hidden))


def _draw_questions(view: CardView, language: Language) -> Iterable[Text]:
    for question in reversed(view.questions):
        yield Text(
            "💬 ",
            phrases.say(language, "{name} asked:", name=question.asked_by),
            " ",
            Italic(shorten(question.text, _QUESTION_LENGTH)),
        )
        if question.answer:
            said = Italic(shorten(question.answer, _QUESTION_LENGTH))
            yield Text("↪️ ", phrases.say(language, "The sender:"), " ", said)
    if view.unreachable:
        yield Text(
            phrases.say(
                language,
                "📵 The sender cannot be reached in chat and has no mail address with us: please"
                " tell them yourself.",
            )
        )


_STATUS = {
    SubmissionStatus.RECEIVED: N_("⏳ Being read."),
    SubmissionStatus.READ: N_("⏳ Being compared."),
    SubmissionStatus.NEEDS_MAPPING: N_("❓ Some columns are not clear. Say what they are."),
    SubmissionStatus.REFUSED: N_("⛔ This file could not be read; the sender was told why."),
    SubmissionStatus.WAITING: N_("Approve exactly this?"),
    SubmissionStatus.BLOCKED: N_("⛔ Stopped: see the warnings. Nothing happens by itself."),
    SubmissionStatus.SUPERSEDED: N_("A newer file of this school took its place."),
    SubmissionStatus.UNDONE: N_("↩️ This import was undone."),
}
_DECIDED = {
    SubmissionStatus.APPROVED: N_("⏳ Approved by {name}, {time}; being applied."),
    SubmissionStatus.APPLIED: N_("✅ Approved by {name}, {time}, and applied."),
    SubmissionStatus.REJECTED: N_("❌ Rejected by {name}, {time}: {reason}"),
}


def _draw_status(view: CardView, language: Language) -> Iterable[str]:
    status, plan = view.submission.status, view.plan
    if status in _DECIDED and plan is not None and plan.decided_at is not None:
        yield phrases.say(
            language,
            _DECIDED[status],
            name=_name_deciders(view, plan),
            time=say_time(plan.decided_at, language),
            reason=shorten(plan.reason or "", _REASON_LENGTH),
        )
    elif view.rejection is not None:
        yield phrases.say(
            language,
            _DECIDED[SubmissionStatus.REJECTED],
            name=view.rejection.actor,
            time=say_time(view.rejection.at, language),
            reason=shorten(view.rejection.facts.get("reason") or "", _REASON_LENGTH),
        )
    else:
        yield phrases.say(language, _STATUS.get(status, N_("⏳ Being compared.")))
    if status is SubmissionStatus.WAITING and view.approvers > 1:
        yield phrases.say(
            language,
            "{given} of {needed} approvals: {names}",
            given=len(view.votes),
            needed=view.approvers,
            names=", ".join(view.votes) or "–",
        )
    yield from _draw_slips(view, language)


def _name_deciders(view: CardView, plan: Plan) -> str:
    """Return everybody who approved, as they were called then."""
    return ", ".join(dict.fromkeys([*view.votes, plan.decided_by or ""]))


_SLIPS = (
    (SlipStatus.QUEUED, N_("🖨 {count} slip in the queue"), N_("🖨 {count} slips in the queue")),
    (SlipStatus.SENT, N_("🖨 {count} slip printed"), N_("🖨 {count} slips printed")),
    (
        SlipStatus.UNKNOWN,
        N_("❓ {count} slip of which nobody knows whether it was printed"),
        N_("❓ {count} slips of which nobody knows whether they were printed"),
    ),
    (SlipStatus.FAILED, N_("⚠️ {count} slip failed"), N_("⚠️ {count} slips failed")),
)


def _draw_slips(view: CardView, language: Language) -> Iterable[str]:
    counts = dict(view.slips)
    counts[SlipStatus.QUEUED] += counts[SlipStatus.SENDING]
    counts[SlipStatus.SENT] += counts[SlipStatus.CONFIRMED]
    for status, one, many in _SLIPS:
        if counts[status]:
            yield phrases.say_many(language, counts[status], one, many)
