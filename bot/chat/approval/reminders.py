"""Reminders of what waits, and the overview of the morning, as a librarian reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Code, Text, as_list

from rosterdesk.bot.chat.approval.buttons import make_button
from rosterdesk.bot.models import ChatAccount
from rosterdesk.bot.words.texts import format_counts, format_time, phrases
from rosterdesk.core.approval.caretakers import list_waiting_for
from rosterdesk.core.approval.rules import is_digest_time
from rosterdesk.core.approval.waiting import find_waiting
from rosterdesk.core.clock import LOCAL
from rosterdesk.core.language import N_, Language
from rosterdesk.core.models import Channel, Plan, Recipient, StaffRole, Submission
from rosterdesk.core.plans.versions import find_latest
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import DigestMade

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from aiogram import Bot

    from rosterdesk.core.approval.settings import ApprovalSettings
    from rosterdesk.core.approval.waiting import Waiting
    from rosterdesk.core.models import Event

_MOST_LINES = 8


async def make_digests(moment: datetime, settings: ApprovalSettings) -> bool:
    """Let each librarian have the overview once a working day, from the hour that is set."""
    if not is_digest_time(moment, settings):
        return False
    day = moment.astimezone(LOCAL).date()
    found = await ChatAccount.filter(
        reachable=True, staff__active=True, staff__role=StaffRole.LIBRARIAN
    ).prefetch_related("staff")
    due = [each for each in found if each.digest_on is None or each.digest_on < day]
    for account in due:
        async with writing():
            taken = await ChatAccount.filter(id=account.id, digest_on=account.digest_on).update(
                digest_on=day
            )
            if taken and await list_waiting_for(account.staff_id or 0):
                to = [(Channel.CHAT, Recipient.staff(account.staff_id or 0))]
                await record(DigestMade(), SYSTEM, to=to)
    return bool(due)


async def send_digest(bot: Bot, account: ChatAccount, language: Language) -> None:
    waiting = await list_waiting_for(account.staff_id or 0)
    if waiting:
        plans = {each.id: await find_latest(each) for each in waiting[:_MOST_LINES]}
        words = draw_digest(waiting, plans, language)
        await bot.send_message(account.chat_id, **words.as_kwargs())


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
        counts = ", ".join(format_counts(plan.counts, language)[:4]) if plan else "❓"
        lines.append(
            Text("• ", Bold(submission.school.name), f" · {counts} · ", Code(submission.reference))
        )
    if (more := len(waiting) - _MOST_LINES) > 0:
        lines.append(Text(phrases.say(language, "and {count} more", count=more)))
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
    kind: Kind, waiting: Waiting, language: Language
) -> tuple[Text, InlineKeyboardMarkup]:
    words = Text(
        phrases.say(
            language,
            _SENTENCES[kind],
            school=waiting.submission.school.name,
            time=format_time(waiting.since, language),
        )
    )
    label = phrases.say(language, "Show the card")
    button = make_button(label, "fresh", waiting.submission.reference, waiting.version)
    return words, InlineKeyboardMarkup(inline_keyboard=[[button]])


async def send_reminder(bot: Bot, event: Event, chat_id: int, language: Language) -> None:
    """Remind of what still waits; what was decided meanwhile needs no reminder."""
    waiting = await find_waiting(event.submission_id or 0)
    if waiting is None:
        return
    words, markup = draw_reminder(Kind(event.kind), waiting, language)
    await bot.send_message(chat_id, **words.as_kwargs(), reply_markup=markup)
