"""The approval card: what a librarian sees of a submission, as it stands now.

A card is always drawn from the database, never from the event that asked for it: drawing it
again is harmless, and the last drawing is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Code, Text, as_list

from rosterdesk.bot.chat.texts import CHANNELS, TRUST, phrases, say_counts, say_time
from rosterdesk.core.compare.answers import say_warning
from rosterdesk.core.compare.model import PlanWarning
from rosterdesk.core.language import N_
from rosterdesk.core.models import Plan, Slip, SlipStatus, Submission, SubmissionStatus
from rosterdesk.core.usecases.slips import count_wanted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.core.language import Language

_MOST_WARNINGS = 6


class PlanAction(CallbackData, prefix="plan"):
    """What a button of a card asks; it carries the version that was shown."""

    action: str
    reference: str
    version: int


@dataclass(frozen=True, slots=True)
class CardView:
    submission: Submission
    plan: Plan | None
    slips_wanted: int
    slips: dict[str, int]  # status -> count


async def load_card(submission_id: int) -> CardView:
    submission = await Submission.get(id=submission_id).prefetch_related("school", "sender")
    plan = await Plan.filter(submission=submission).order_by("-version").first()
    applied = submission.status is SubmissionStatus.APPLIED
    slips = [slip.status for slip in await Slip.filter(submission=submission).only("id", "status")]
    return CardView(
        submission,
        plan,
        await count_wanted(submission) if applied else 0,
        {status: slips.count(status) for status in SlipStatus},
    )


def draw_card(view: CardView, language: Language) -> Text:
    submission, plan = view.submission, view.plan
    lines = [
        Bold(submission.school.name),
        Text("📄 ", submission.file_name),
        Text("👤 ", _draw_sender(submission, language)),
    ]
    if plan is not None:
        lines += _draw_plan(plan, language)
    lines += [Text(line) for line in _draw_status(view, language)]
    version = f" · v{plan.version}" if plan else ""
    lines.append(Text(Code(submission.reference), version))
    return as_list(*lines)


def _draw_sender(submission: Submission, language: Language) -> str:
    parts = [
        submission.sender_name,
        phrases.say(language, CHANNELS[submission.channel]),
        phrases.say(language, TRUST[submission.trust]),
        say_time(submission.received_at, language),
    ]
    return " · ".join(part for part in parts if part)


def _draw_plan(plan: Plan, language: Language) -> list[Text]:
    counts = say_counts(plan.counts, language)
    nothing = phrases.say(language, "nothing would change")
    lines = [Text(Bold(" · ".join(counts) or nothing))]
    warnings = [PlanWarning(**warning) for warning in plan.warnings]
    lines += [Text("⚠️ ", say_warning(w, language)) for w in warnings[:_MOST_WARNINGS]]
    return lines


_STATUS = {
    SubmissionStatus.RECEIVED: N_("⏳ Being read."),
    SubmissionStatus.READ: N_("⏳ Being compared."),
    SubmissionStatus.NEEDS_MAPPING: N_("❓ Some columns are not clear."),
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
            name=plan.decided_by,
            time=say_time(plan.decided_at, language),
            reason=plan.reason or "",
        )
    else:
        yield phrases.say(language, _STATUS[status])
    yield from _draw_slips(view, language)


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


def draw_buttons(view: CardView, language: Language) -> InlineKeyboardMarkup | None:
    """Return the buttons that still make sense; a decided card has none to decide with."""
    plan = view.plan
    if plan is None:
        return None
    status = view.submission.status

    def button(action: str, label: str) -> InlineKeyboardButton:
        data = PlanAction(action=action, reference=view.submission.reference, version=plan.version)
        return InlineKeyboardButton(text=label, callback_data=data.pack())

    rows: list[list[InlineKeyboardButton]] = []
    if status is SubmissionStatus.WAITING:
        rows.append(
            [
                button("approve", phrases.say(language, "✅ Approve")),
                button("reject", phrases.say(language, "❌ Reject")),
            ]
        )
    elif status is SubmissionStatus.BLOCKED:
        rows.append([button("reject", phrases.say(language, "❌ Reject"))])
    elif status is SubmissionStatus.APPLIED and view.slips_wanted:
        label = phrases.say_many(
            language, view.slips_wanted, "🖨 Print {count} slip", "🖨 Print {count} slips"
        )
        rows.append([button("print", label)])
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None
