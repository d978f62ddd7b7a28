"""Overviews of waiting work, past events and the service's health, for the person who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Code, Text, as_list

from rosterdesk.bot.chat.telegram.health import ChatState
from rosterdesk.bot.words.mailboxes import draw_mail_status
from rosterdesk.bot.words.submissions import name_status
from rosterdesk.bot.words.texts import format_counts, format_time, phrases
from rosterdesk.core.approval.waiting import UNDECIDED
from rosterdesk.core.intake.submissions import (
    count_submissions,
    list_sent_by,
    list_with_status,
    list_with_status_by,
)
from rosterdesk.core.language import N_
from rosterdesk.core.models import (
    SlipStatus,
    SubmissionStatus,
)
from rosterdesk.core.plans.versions import find_latest
from rosterdesk.core.slips.queue import count_slips_in

if TYPE_CHECKING:
    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.chat.telegram.health import ChatHealth
    from rosterdesk.core.language import Language

_MOST = 10
_DONE = (SubmissionStatus.APPLIED, SubmissionStatus.REJECTED, SubmissionStatus.UNDONE)


async def draw_status(member: Member | None, language: Language) -> Text:
    if member is None:
        return Text(phrases.say(language, "All is well here. /login lets you in."))
    if member.staff is None:
        return await _draw_sent(member, language)
    number = await count_submissions()
    waiting = sum(number.get(status, 0) for status in UNDECIDED)
    working = sum(
        number.get(status, 0)
        for status in (SubmissionStatus.RECEIVED, SubmissionStatus.READ, SubmissionStatus.APPROVED)
    )
    slips = await count_slips_in(SlipStatus.QUEUED, SlipStatus.SENDING)
    unknown = await count_slips_in(SlipStatus.UNKNOWN)
    return as_list(
        Bold(phrases.say(language, "Now")),
        *(
            Text("• ", phrases.say_many(language, count, one, many))
            for count, one, many in (
                (
                    waiting,
                    N_("{count} roster waits for a decision"),
                    N_("{count} rosters wait for a decision"),
                ),
                (
                    working,
                    N_("{count} roster is being worked on"),
                    N_("{count} rosters are being worked on"),
                ),
                (
                    slips,
                    N_("{count} slip waits to be printed"),
                    N_("{count} slips wait to be printed"),
                ),
                (
                    unknown,
                    N_("{count} slip of which nobody knows whether it was printed"),
                    N_("{count} slips of which nobody knows whether they were printed"),
                ),
            )
        ),
        *await draw_mail_status(language),
    )


def draw_chat_status(health: ChatHealth, updates: int | None, language: Language) -> list[Text]:
    """Return the lines about the chat: since when it works, and what waits at Telegram."""
    lines = [Text(Bold(phrases.say(language, "Chat")))]
    if health.state is ChatState.OK:
        said = phrases.say(
            language, "connected since {time}", time=format_time(health.since, language)
        )
    else:  # somebody asks, so that updates do come
        said = phrases.say(language, "not well connected: look at the log of the service")
    lines.append(Text("• ", said))
    if updates:
        said = phrases.say_many(
            language, updates, "{count} message waits for us", "{count} messages wait for us"
        )
        lines.append(Text("• ", said))
    return lines


async def _draw_sent(member: Member, language: Language) -> Text:
    sent = await list_sent_by(member.customer, _MOST)
    if not sent:
        return Text(phrases.say(language, "You have not sent a roster yet."))
    return as_list(
        Bold(phrases.say(language, "What you sent")),
        *(
            Text(
                "• ",
                Code(each.reference),
                f" {each.file_name[:60]} · ",
                name_status(each.status, language),
            )
            for each in sent
        ),
    )


async def draw_history(member: Member | None, language: Language) -> Text:
    """The last decisions: for staff of all schools, for an uploader of what they sent."""
    if member is None or member.staff is None:
        done = await list_with_status_by(member.customer if member else None, _DONE, _MOST)
    else:
        done = await list_with_status(_DONE, _MOST)
    if not done:
        return Text(phrases.say(language, "Nothing was decided yet."))
    lines = [Text(Bold(phrases.say(language, "The last decisions")))]
    for each in done:
        plan = await find_latest(each)
        when = format_time(plan.decided_at, language) if plan and plan.decided_at else ""
        counts = ", ".join(format_counts(plan.counts, language)[:4]) if plan else ""
        lines.append(
            Text(
                Code(each.reference),
                " ",
                Bold(each.school.name[:60]),
                f" · {name_status(each.status, language)}"
                f" · {plan.decided_by if plan else ''} {when} · {counts}",
            )
        )
    return as_list(*lines)
