"""Rejecting: three reasons that are ready, or one's own, which is shown before it goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.fsm.state import State, StatesGroup
from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Italic, Text, as_list

from rosterdesk.bot.chat.approval.buttons import make_button
from rosterdesk.bot.chat.approval.press import NoPlanError
from rosterdesk.bot.chat.screen.dialogs import begin_dialog, end_dialog
from rosterdesk.bot.chat.screen.outgoing import find_outgoing, forget_outgoing, show_back
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.chat.telegram.updates import describe_stale
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
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.plans.versions import find_version
from rosterdesk.core.storage.database import writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.chat.approval.press import Press
    from rosterdesk.bot.settings import Settings
    from rosterdesk.bot.words.verdicts.reasons import Reason
    from rosterdesk.core.language import Language

_LONGEST_REASON = 1000


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
        "Why is {reference} rejected? The sender reads the reason that you tap, or type another."
        " /cancel to stop.",
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


async def take_reason(message: Message, state: FSMContext, language: Language) -> None:
    asked = await state.get_data()
    await show_back(
        message,
        state,
        "reject",
        phrases.say(
            language,
            "Reject {reference} for this reason? The sender will read it:",
            reference=asked["reference"],
        ),
        phrases.say(language, "❌ Yes, reject"),
        language,
        text=(message.text or "").strip()[:_LONGEST_REASON],
        **asked,
    )


async def reject_for_reason(
    query: CallbackQuery,
    member: Member,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    asked = await find_outgoing(query, "reject", state)
    if asked is None:
        await query.answer(describe_stale(language), show_alert=True)
        return
    await quietly(query.answer())
    try:
        async with writing():
            await decide(
                asked["reference"],
                asked["version"],
                Decision.REJECT,
                member.actor,
                settings.chat.approvals,
                settings.language,
                reason=asked["text"],
            )
            await forget_outgoing(state)
        said = phrases.say(language, REJECTED)
    except RosterdeskError as error:
        said = error.say(language)
    await show_pressed(query, Text(said), [])
