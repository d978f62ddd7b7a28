"""Plans that wait too long: reminders, more eyes, expiry, and the overview of the morning.

All of it follows from times in the database, so that a restart neither forgets nor repeats it.
The moment is handed in: the same functions serve the service and a test with its own clock.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Code, Text, as_list
from tortoise.exceptions import IntegrityError

from rosterdesk.bot.chat.approval.buttons import make_button
from rosterdesk.bot.chat.approval.deciding import cares_for
from rosterdesk.bot.models import ChatAccount, Nudge
from rosterdesk.bot.words.texts import phrases, say_counts, say_time
from rosterdesk.core.approval.deciding import reject
from rosterdesk.core.clock import LOCAL
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_, Language
from rosterdesk.core.models import (
    Channel,
    Plan,
    PlanStatus,
    StaffRole,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import Kind, administrators, librarians, record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from aiogram import Bot

    from rosterdesk.bot.chat_settings import ApprovalSettings
    from rosterdesk.core.models import Event

REMINDERS = {Kind.PLAN_REMINDED, Kind.PLAN_ESCALATED, Kind.PLAN_EXPIRES}
EXPIRED = N_("Nobody decided on it in {days} days. Please send a new file.")
_UNDECIDED = (PlanStatus.WAITING, PlanStatus.BLOCKED)
_MOST_LINES = 20


async def look_after_plans(
    moment: datetime, settings: ApprovalSettings, language: Language
) -> bool:
    """Remind, escalate, warn and expire what is due; return whether there was anything."""
    waiting = await Plan.filter(status__in=_UNDECIDED).prefetch_related("submission").order_by("id")
    done = [await _look_after(plan, moment, settings, language) for plan in waiting]
    return any(done)


async def _look_after(
    plan: Plan, moment: datetime, settings: ApprovalSettings, language: Language
) -> bool:
    waited = moment - plan.made_at
    expires = timedelta(days=settings.expire_days)
    if waited >= expires:
        return await _expire(plan, settings, language)
    if waited >= expires - timedelta(hours=settings.warn_hours):
        return await _nudge(plan, Kind.PLAN_EXPIRES, await librarians(), moment)
    if waited >= timedelta(hours=settings.escalate_hours):
        everybody = [*await librarians(), *await administrators()]
        return await _nudge(plan, Kind.PLAN_ESCALATED, everybody, moment)
    if waited >= timedelta(hours=settings.remind_hours):
        return await _nudge(plan, Kind.PLAN_REMINDED, await _caring(plan.submission), moment)
    return False


async def _nudge(
    plan: Plan, kind: Kind, to: Sequence[tuple[Channel, str]], moment: datetime
) -> bool:
    """Write the event once, whichever process is first."""
    if await Nudge.exists(plan=plan, kind=kind.value):
        return False
    try:
        async with writing():
            await Nudge.create(plan=plan, kind=kind.value, done_at=moment)
            await record(
                kind, SYSTEM, submission=plan.submission, data={"version": plan.version}, to=to
            )
    except IntegrityError:
        return False
    return True


async def _expire(plan: Plan, settings: ApprovalSettings, language: Language) -> bool:
    reason = phrases.say(language, EXPIRED, days=settings.expire_days)
    try:
        await reject(plan.submission.reference, plan.version, reason, SYSTEM)
    except RosterdeskError:  # somebody decided in this very moment
        return False
    return True


async def _caring(submission: Submission) -> list[tuple[Channel, str]]:
    return [
        (channel, recipient)
        for channel, recipient in await librarians()
        if await cares_for(int(recipient.partition(":")[2]), submission.school_id)
    ]


async def make_digests(moment: datetime, settings: ApprovalSettings) -> bool:
    """Let each librarian have the overview once a working day, from the hour that is set."""
    local = moment.astimezone(LOCAL)
    hour = settings.digest_hour
    if hour is None or local.hour < hour or local.weekday() >= 5:
        return False
    found = await ChatAccount.filter(
        reachable=True, staff__active=True, staff__role=StaffRole.LIBRARIAN
    ).prefetch_related("staff")
    due = [each for each in found if each.digest_on is None or each.digest_on < local.date()]
    for account in due:
        async with writing():
            taken = await ChatAccount.filter(id=account.id, digest_on=account.digest_on).update(
                digest_on=local.date()
            )
            if taken and await _list_waiting(account.staff_id):
                to = [(Channel.CHAT, f"staff:{account.staff_id}")]
                await record(Kind.DIGEST_MADE, SYSTEM, to=to)
    return bool(due)


async def _list_waiting(staff_id: int | None) -> list[Submission]:
    found = (
        await Submission.filter(
            status__in=(
                SubmissionStatus.WAITING,
                SubmissionStatus.BLOCKED,
                SubmissionStatus.NEEDS_MAPPING,
            )
        )
        .order_by("received_at")
        .prefetch_related("school")
    )
    return [each for each in found if staff_id and await cares_for(staff_id, each.school_id)]


async def send_digest(bot: Bot, account: ChatAccount, moment: datetime, language: Language) -> None:
    waiting = await _list_waiting(account.staff_id)
    if waiting:
        plans = {each.id: await _latest(each) for each in waiting[:_MOST_LINES]}
        words = draw_digest(waiting, plans, language)
        await bot.send_message(account.chat_id, **words.as_kwargs())
    del moment


async def _latest(submission: Submission) -> Plan | None:
    return await Plan.filter(submission=submission).order_by("-version").first()


def draw_digest(
    waiting: Sequence[Submission], plans: dict[int, Plan | None], language: Language
) -> Text:
    head = phrases.say_many(
        language,
        len(waiting),
        "Good morning. {count} roster waits for you:",
        "Good morning. {count} rosters wait for you:",
    )
    lines = [Text(Bold(head))]
    for submission in waiting[:_MOST_LINES]:
        plan = plans.get(submission.id)
        counts = ", ".join(say_counts(plan.counts, language)[:4]) if plan else "❓"
        lines.append(
            Text("• ", Bold(submission.school.name), f" · {counts} · ", Code(submission.reference))
        )
    lines.append(Text(phrases.say(language, "/pending shows their cards.")))
    return as_list(*lines)


_SENTENCES = {
    Kind.PLAN_REMINDED: N_("⏰ The roster of {school} waits since {time}."),
    Kind.PLAN_ESCALATED: N_(
        "⏰ Nobody has decided on the roster of {school} since {time}. Can you look at it?"
    ),
    Kind.PLAN_EXPIRES: N_(
        "⏰ The roster of {school} waits since {time}. If nobody decides, it is rejected tomorrow."
    ),
}


def draw_reminder(
    kind: Kind, submission: Submission, plan: Plan, language: Language
) -> tuple[Text, InlineKeyboardMarkup]:
    words = Text(
        phrases.say(
            language,
            _SENTENCES[kind],
            school=submission.school.name,
            time=say_time(plan.made_at, language),
        )
    )
    label = phrases.say(language, "Show the card")
    button = make_button(label, "fresh", submission.reference, plan.version)
    return words, InlineKeyboardMarkup(inline_keyboard=[[button]])


async def send_reminder(bot: Bot, event: Event, chat_id: int, language: Language) -> None:
    """Remind of what still waits; what was decided meanwhile needs no reminder."""
    submission: Submission | None = event.submission
    plan = await _latest(submission) if submission else None
    if submission is None or plan is None or plan.status not in _UNDECIDED:
        return
    words, markup = draw_reminder(Kind(event.kind), submission, plan, language)
    await bot.send_message(chat_id, **words.as_kwargs(), reply_markup=markup)
