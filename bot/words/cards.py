"""The card of a submission in words, as every door shows it: counts, and no pupil's name.

A card is always drawn from the database, never from the event that asked for it: drawing it
again is harmless, and the last drawing is right.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.bot.words.mailboxes import describe_confirmed
from rosterdesk.bot.words.submissions import describe_undoing
from rosterdesk.bot.words.texts import format_time, name_channel, name_trust, phrases, shorten
from rosterdesk.core.applying.decisions import (
    can_be_undone,
    count_standing,
    list_liftings,
    list_undoings,
)
from rosterdesk.core.approval.deciding import list_approvers
from rosterdesk.core.clock import LOCAL
from rosterdesk.core.compare.model import PlanWarning
from rosterdesk.core.handover.giving import find_handover
from rosterdesk.core.intake.questions import list_questions
from rosterdesk.core.intake.submissions import (
    find_rejection,
    is_sender_unreachable,
    load_submission,
)
from rosterdesk.core.language import N_
from rosterdesk.core.models import (
    Event,
    Handover,
    Plan,
    Question,
    SlipStatus,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.plans.versions import find_latest, list_applied_before
from rosterdesk.core.slips.queue import count_slips_of
from rosterdesk.core.slips.requests import MAYBE_ON_PAPER, OPEN, count_wanted
from rosterdesk.core.trail.payloads import PlanRejected
from rosterdesk.mailbox.store.held.waiting import get_mail

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.applying.decisions import Lifting, Undoing
    from rosterdesk.core.approval.settings import ApprovalSettings
    from rosterdesk.core.language import Language
    from rosterdesk.mailbox.models import MailMessage

# A page has room for the figures of the import before; its template says these.
NOTHING_CHANGES = N_("nothing would change")
IN_BRACKETS = N_("In brackets: the import of {day}.")
_REASON_LENGTH = 300
UNDECIDED = (SubmissionStatus.WAITING, SubmissionStatus.BLOCKED)
# Nothing stands of these: what they would have done is no news any more.
_OVER = (
    SubmissionStatus.REJECTED,
    SubmissionStatus.UNDONE,
    SubmissionStatus.SUPERSEDED,
    SubmissionStatus.DIVIDED,
)
_SAME = {"unchanged"}
_MOST_QUESTIONS = 2
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
    handover: Handover | None = None
    liftings: list[Lifting] = field(default_factory=list)
    undoings: list[Undoing] = field(default_factory=list)
    standing: dict[str, int] | None = None  # the counts after a part was undone
    undoable: bool = False
    originals: bool = True  # whether the library lets its librarians see a school's file

    @property
    def is_undecided(self) -> bool:
        return self.submission.status in UNDECIDED

    @property
    def counts(self) -> dict[str, int]:
        """The counts that hold now and are something; none of a file that is over."""
        if self.submission.status in _OVER:
            return {}
        found = self.standing or (self.plan.counts if self.plan else {})
        return {name: count for name, count in found.items() if count}

    @property
    def warnings(self) -> list[PlanWarning]:
        """The plan's warnings, those that stop it first; of a file that is over, none."""
        if self.submission.status in _OVER:
            return []
        found = [PlanWarning(**each) for each in self.plan.warnings] if self.plan else []
        return sorted(found, key=lambda each: (not each.blocks, not each.withholds))

    @property
    def changes_nothing(self) -> bool:
        """Tell whether the proposal is there and nothing would be otherwise after it."""
        counts = self.plan.counts if self.plan else {}
        return self.plan is not None and not any(counts[each] for each in counts.keys() - _SAME)

    @property
    def slips_open(self) -> int:
        return sum(self.slips.get(status, 0) for status in OPEN)

    @property
    def slips_printed(self) -> int:
        return sum(self.slips.get(each, 0) for each in (SlipStatus.SENT, SlipStatus.CONFIRMED))

    @property
    def slips_total(self) -> int:
        """The slips that this file asks for: those that may be on paper, and those to come."""
        return sum(self.slips.get(each, 0) for each in MAYBE_ON_PAPER) + self.slips_wanted


async def load_card(
    submission_id: int, approvals: ApprovalSettings, undo_days: int | None = None
) -> CardView:
    """Return the card of now; ``undo_days`` is for how long an import can be undone."""
    submission = await load_submission(submission_id)
    plan = await find_latest(submission)
    applied = submission.status is SubmissionStatus.APPLIED
    slips = await count_slips_of(submission) if applied else Counter[SlipStatus]()
    undoings = await list_undoings(submission)
    return CardView(
        submission,
        plan,
        await count_wanted(submission) if applied else 0,
        {status: slips[status] for status in SlipStatus},
        await _find_earlier(submission),
        await list_questions(submission, _MOST_QUESTIONS),
        await list_approvers(plan, submission, approvals) if plan else [],
        approvals.approvers,
        None if plan else await find_rejection(submission),
        await is_sender_unreachable(submission),
        await get_mail(int(submission.origin.get("mail", 0))),
        await find_handover(submission) if applied else None,
        await list_liftings(submission),
        undoings,
        await count_standing(plan) if plan and applied and undoings else None,
        bool(plan and applied and can_be_undone(plan, undo_days)),
        approvals.originals,
    )


async def load_current_card(submission_id: int, settings: Settings) -> CardView:
    """Return the card of now, under the library's settings."""
    return await load_card(submission_id, settings.chat.approvals, settings.undo_days)


async def _find_earlier(submission: Submission) -> Earlier | None:
    applied = await list_applied_before(submission)
    shortest, longest = (submission.received_at - span for span in _LAST_YEAR)
    of_last_year = [p for p in applied if p.applied_at and longest <= p.applied_at <= shortest]
    found = max(of_last_year, key=lambda plan: sum(plan.counts.values()), default=None)
    plan = found or (applied[0] if applied else None)
    if plan is None or plan.applied_at is None:
        return None
    return Earlier(plan.applied_at.astimezone(LOCAL).date(), plan.counts)


def describe_sender(view: CardView, language: Language) -> str:
    submission, mail = view.submission, view.mail
    confirmed = describe_confirmed(mail, language) if mail and mail.confirmed else None
    parts = [
        submission.sender_name,
        name_channel(submission.channel, language),
        confirmed or name_trust(submission.trust, language),
        format_time(submission.received_at, language),
    ]
    return " · ".join(part for part in parts if part)


def describe_source(submission: Submission, language: Language) -> str:
    """Return who sent it, by which way and when: all that a list has room for."""
    parts = [
        submission.sender_name,
        name_channel(submission.channel, language),
        format_time(submission.received_at, language),
    ]
    return " · ".join(part for part in parts if part)


def describe_unreachable(language: Language) -> str:
    return phrases.say(
        language,
        "📵 The sender cannot be reached in chat and has no mail address with us: please"
        " tell them yourself.",
    )


def describe_printing(count: int, language: Language) -> str:
    """Return what prints the slips of an import that have none yet."""
    return phrases.say_many(language, count, "🖨 Print {count} slip", "🖨 Print {count} slips")


def describe_corrected(count: int, language: Language) -> str:
    return phrases.say_many(
        language,
        count,
        "{count} cell corrected by the sender before sending",
        "{count} cells corrected by the sender before sending",
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
    SubmissionStatus.DIVIDED: N_("🏫 Of several schools: each has a card of its own."),
}
_ASKED_CODES = N_("❓ It names schools that we do not know. Say which they are.")
_DECIDED = {
    SubmissionStatus.APPROVED: N_("⏳ Approved by {name}, {time}; being applied."),
    SubmissionStatus.APPLIED: N_("✅ Approved by {name}, {time}, and applied."),
    SubmissionStatus.REJECTED: N_("❌ Rejected by {name}, {time}: {reason}"),
}


def describe_status(view: CardView, language: Language) -> Iterable[str]:
    """Return the lines about how far it is: the first one is the verdict."""
    status, plan = view.submission.status, view.plan
    if status in _DECIDED and plan is not None and plan.decided_at is not None:
        yield phrases.say(
            language,
            _DECIDED[status],
            name=_name_deciders(view, plan),
            time=format_time(plan.decided_at, language),
            reason=shorten(plan.reason or "", _REASON_LENGTH),
        )
    elif view.rejection is not None:
        yield phrases.say(
            language,
            _DECIDED[SubmissionStatus.REJECTED],
            name=view.rejection.actor,
            time=format_time(view.rejection.at, language),
            reason=shorten(PlanRejected.read(view.rejection).reason or "", _REASON_LENGTH),
        )
    elif status is not SubmissionStatus.UNDONE or not view.undoings:  # they say it themselves
        asked = _ASKED_CODES if view.submission.answer.get("school_codes") else _STATUS.get(status)
        yield phrases.say(language, asked or N_("⏳ Being compared."))
    if status is SubmissionStatus.WAITING and view.approvers > 1:
        yield phrases.say(
            language,
            "{given} of {needed} approvals: {names}",
            given=len(view.votes),
            needed=view.approvers,
            names=", ".join(view.votes) or "–",
        )
    yield from (f"↩️ {describe_undoing(each, language)}" for each in view.undoings)
    yield from describe_slips(view, language)
    if dead := sum(each.slips for each in view.undoings):
        yield phrases.say_many(
            language,
            dead,
            "🗑 {count} printed slip of theirs opens nothing any more",
            "🗑 {count} printed slips of theirs open nothing any more",
        )
    if status is SubmissionStatus.APPLIED:
        yield _describe_handed(view.handover, language)


def _describe_handed(handover: Handover | None, language: Language) -> str:
    if handover is None:
        return phrases.say(language, "📤 Not handed to the loan system yet.")
    return phrases.say(
        language,
        "📤 Handed to the loan system by {name}, {time}.",
        name=handover.made_by,
        time=format_time(handover.made_at, language),
    )


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


def describe_slips(view: CardView, language: Language) -> Iterable[str]:
    counts = dict(view.slips)
    counts[SlipStatus.QUEUED] += counts[SlipStatus.SENDING]
    counts[SlipStatus.SENT] += counts[SlipStatus.CONFIRMED]
    for status, one, many in _SLIPS:
        if counts[status]:
            yield phrases.say_many(language, counts[status], one, many)
