"""Overviews of waiting work, past events and the service's health, for the person who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Code, Text, as_list
from tortoise.functions import Count

from rosterdesk.bot.chat.telegram.health import ChatState
from rosterdesk.bot.words.mailboxes import draw_mail_status
from rosterdesk.bot.words.texts import phrases, say_counts, say_time
from rosterdesk.core.approval.waiting import UNDECIDED
from rosterdesk.core.language import N_
from rosterdesk.core.models import (
    Plan,
    Slip,
    SlipStatus,
    Submission,
    SubmissionStatus,
)

if TYPE_CHECKING:
    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.chat.telegram.health import ChatHealth
    from rosterdesk.core.language import Language

_MOST = 10
_DONE = (SubmissionStatus.APPLIED, SubmissionStatus.REJECTED, SubmissionStatus.UNDONE)
_OUTCOMES = {
    SubmissionStatus.APPLIED: N_("✅ applied"),
    SubmissionStatus.REJECTED: N_("❌ rejected"),
    SubmissionStatus.UNDONE: N_("↩️ undone"),
}
_STATES = {
    SubmissionStatus.RECEIVED: N_("⏳ received"),
    SubmissionStatus.READ: N_("⏳ being compared"),
    SubmissionStatus.APPROVED: N_("⏳ being applied"),
    SubmissionStatus.REFUSED: N_("⛔ could not be read"),
    SubmissionStatus.SUPERSEDED: N_("replaced by a newer file"),
    **dict.fromkeys(UNDECIDED, N_("⏳ waits for the library")),
    **_OUTCOMES,
}


async def draw_status(member: Member | None, language: Language) -> Text:
    if member is None:
        return Text(phrases.say(language, "All is well here. /login lets you in."))
    if member.staff is None:
        return await _draw_sent(member, language)
    counts = await (
        Submission.annotate(count=Count("id")).group_by("status").values("status", "count")
    )
    number = {SubmissionStatus(row["status"]): row["count"] for row in counts}
    waiting = sum(number.get(status, 0) for status in UNDECIDED)
    working = sum(
        number.get(status, 0)
        for status in (SubmissionStatus.RECEIVED, SubmissionStatus.READ, SubmissionStatus.APPROVED)
    )
    slips = await Slip.filter(status__in=(SlipStatus.QUEUED, SlipStatus.SENDING)).count()
    unknown = await Slip.filter(status=SlipStatus.UNKNOWN).count()
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
            language, "connected since {time}", time=say_time(health.since, language)
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
    sent = await Submission.filter(sender=member.customer).order_by("-id").limit(_MOST)
    if not sent:
        return Text(phrases.say(language, "You have not sent a roster yet."))
    return as_list(
        Bold(phrases.say(language, "What you sent")),
        *(
            Text(
                "• ",
                Code(each.reference),
                f" {each.file_name[:60]} · ",
                phrases.say(language, _STATES[each.status]),
            )
            for each in sent
        ),
    )


async def draw_history(member: Member | None, language: Language) -> Text:
    """The last decisions: for staff of all schools, for an uploader of what they sent."""
    found = Submission.filter(status__in=_DONE)
    if member is None or member.staff is None:
        found = found.filter(sender=member.customer if member else None)
    done = await found.order_by("-id").limit(_MOST).prefetch_related("school")
    if not done:
        return Text(phrases.say(language, "Nothing was decided yet."))
    lines = [Text(Bold(phrases.say(language, "The last decisions")))]
    for each in done:
        plan = await Plan.filter(submission=each).order_by("-version").first()
        when = say_time(plan.decided_at, language) if plan and plan.decided_at else ""
        counts = ", ".join(say_counts(plan.counts, language)[:4]) if plan else ""
        lines.append(
            Text(
                Code(each.reference),
                " ",
                Bold(each.school.name[:60]),
                f" · {phrases.say(language, _OUTCOMES[each.status])}"
                f" · {plan.decided_by if plan else ''} {when} · {counts}",
            )
        )
    return as_list(*lines)
