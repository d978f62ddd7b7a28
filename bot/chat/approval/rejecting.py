"""Rejecting: three reasons that are ready, or one's own, which is shown before it goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram.fsm.state import State, StatesGroup
from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Italic, Text, as_list

from rosterdesk.bot.chat.approval.buttons import make_button
from rosterdesk.bot.chat.approval.press import NoPlanError
from rosterdesk.bot.chat.screen.dialogs import begin_dialog, end_dialog
from rosterdesk.bot.chat.screen.outgoing import Outgoing, make_stop
from rosterdesk.bot.chat.telegram.sending import send_shown
from rosterdesk.bot.words.decisions import GONE, REJECTED
from rosterdesk.bot.words.texts import phrases
from rosterdesk.bot.words.verdicts.reasons import (
    find_reason,
    find_sender_language,
    list_reasons,
    name_reason,
    say_reason,
)
from rosterdesk.core.approval.deciding import Decision, decide
from rosterdesk.core.approval.rules import Act
from rosterdesk.core.language import N_
from rosterdesk.core.plans.versions import find_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.chat.approval.press import Press
    from rosterdesk.bot.settings import Settings
    from rosterdesk.bot.words.verdicts.reasons import Reason
    from rosterdesk.core.language import Language

REASON = Outgoing(
    "reject",
    N_("Reject {reference} for this reason? The sender will read it:"),
    N_("❌ Yes, reject"),
    longest=1000,
)


class Rejecting(StatesGroup):
    reason = State()


async def ask_reason(pressed: Press) -> str:
    submission = await pressed.find_submission()
    await pressed.answering.require(Act.REJECT, submission)
    asked = pressed.asked
    plan = await find_version(asked.reference, asked.version)
    words, markup = draw_reasons(
        list_reasons(plan),
        (asked.reference, asked.version),
        pressed.language,
        sent_in=find_sender_language(submission, pressed.settings.language),
    )
    prompt = pressed.send(words.as_kwargs(), markup)
    facts = {"reference": asked.reference, "version": asked.version}
    await begin_dialog(pressed.state, Rejecting.reason, prompt, **facts)
    return phrases.say(pressed.language, "Please give a reason.")


def draw_reasons(
    reasons: Sequence[Reason], button: tuple[str, int], language: Language, *, sent_in: Language
) -> tuple[Text, InlineKeyboardMarkup]:
    """Return the question, with each reason as the sender will read it."""
    question = phrases.say(
        language,
        "Why is {reference} rejected? The sender reads the reason that you tap, or type another.",
        reference=button[0],
    )
    lines = [
        Text(Bold(name_reason(each, language)), ": ", Italic(say_reason(each, sent_in)))
        for each in reasons
    ]
    rows = [
        [make_button(f"❌ {name_reason(each, language)}", "because", *button, each.code)]
        for each in reasons
    ]
    rows.append([make_stop(language)])
    return as_list(Text(question), *lines), InlineKeyboardMarkup(inline_keyboard=rows)


async def reject_because(pressed: Press) -> None:
    """Reject for one of the ready reasons, as it was shown."""
    reason = find_reason(pressed.asked.extra)
    if reason is None:
        raise NoPlanError(GONE)
    submission = await pressed.find_submission()
    spoken = find_sender_language(submission, pressed.settings.language)
    await decide(
        pressed.asked.reference,
        pressed.asked.version,
        Decision.REJECT,
        pressed.actor,
        pressed.settings.chat.approvals,
        pressed.settings.language,
        reason=say_reason(reason, spoken),
    )
    if await pressed.state.get_state() == Rejecting.reason.state:
        await end_dialog(pressed.state)
    await pressed.edit(phrases.say(pressed.language, REJECTED))


async def reject_for_reason(
    query: CallbackQuery,
    member: Member,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    async def reject(asked: dict[str, Any]) -> str:
        await decide(
            asked["reference"],
            asked["version"],
            Decision.REJECT,
            member.actor,
            settings.chat.approvals,
            settings.language,
            reason=asked["text"],
        )
        return phrases.say(language, REJECTED)

    await send_shown(query, REASON.action, state, language, reject)
