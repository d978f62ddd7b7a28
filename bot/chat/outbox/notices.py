"""Notices in chat to the sender of a file, one for each event in the file's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Italic, Text, as_list

from rosterdesk.bot.chat.screen.buttons import MenuAction
from rosterdesk.bot.chat.uploads.remarks import RemarksAction
from rosterdesk.bot.chat.uploads.replacing import draw_which
from rosterdesk.bot.words.texts import format_counts, phrases
from rosterdesk.core.intake.questions import OURS, get_question, keep_message
from rosterdesk.core.intake.remarks import has_remarks
from rosterdesk.core.language import N_
from rosterdesk.core.roster.answers import describe_refusal, describe_unread
from rosterdesk.core.roster.model import Refusal
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import (
    Payload,
    PlanApplied,
    PlanMade,
    PlanRejected,
    PlanStale,
    PlanUndone,
    QuestionAsked,
    SubmissionNeedsMapping,
    SubmissionRefused,
    read_payload,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiogram import Bot
    from aiogram.filters.callback_data import CallbackData

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Event, Question, Submission


async def send_notice(bot: Bot, event: Event, chat_id: int, language: Language) -> None:
    """Say what happened to a file, or nothing; a question keeps the message that asks it."""
    if event.kind == Kind.QUESTION_ASKED:
        await _send_question(bot, event, chat_id, language)
        return
    notice = describe_notice(event, language)
    if notice:
        markup = draw_notice_buttons(event, language)
        await bot.send_message(chat_id, notice, reply_markup=markup)


async def _send_question(bot: Bot, event: Event, chat_id: int, language: Language) -> None:
    question = await get_question(QuestionAsked.read(event).question)
    submission: Submission | None = event.submission
    if question is None or submission is None:
        return
    if question.asked_by == OURS:
        words, markup = draw_which(submission, language)
        if question.answer is None:
            await bot.send_message(chat_id, **words.as_kwargs(), reply_markup=markup)
        return
    words = draw_question(question, submission, language)
    sent = await bot.send_message(
        chat_id, **words.as_kwargs(), reply_markup=ForceReply(selective=True)
    )
    await keep_message(question, chat_id, sent.message_id)


def draw_question(question: Question, submission: Submission, language: Language) -> Text:
    return as_list(
        Text(f"{submission.reference} · {submission.file_name}"),
        Text("💬 ", phrases.say(language, "The library asks about this file:")),
        Text(question.text),
        Italic(phrases.say(language, "Answer this message; the librarian reads it at the file.")),
    )


def describe_notice(event: Event, language: Language) -> str | None:
    """Return the sentence for the sender; None where there is nothing to say."""
    submission: Submission | None = event.submission
    said = read_payload(event)
    write = _WRITERS.get(type(said))
    if submission is None or write is None:
        return None
    head = f"{submission.reference} · {submission.file_name}\n"
    return head + write(said, submission, language)


def draw_notice_buttons(event: Event, language: Language) -> InlineKeyboardMarkup | None:
    """Return what helps to mend the file: itself with remarks, or a blank one that is right."""
    submission: Submission | None = event.submission
    if submission is None:
        return None
    if event.kind == Kind.SUBMISSION_REFUSED:
        return _draw_button(N_("📋 Blank template"), MenuAction(action="template"), language)
    if event.kind in _WITH_REMARKS and has_remarks(submission):
        asked = RemarksAction(reference=submission.reference)
        return _draw_button(N_("📝 My file with the remarks"), asked, language)
    return None


def _draw_button(label: str, data: CallbackData, language: Language) -> InlineKeyboardMarkup:
    button = InlineKeyboardButton(text=phrases.say(language, label), callback_data=data.pack())
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


def _describe_made(_: Payload, submission: Submission, language: Language) -> str:
    read = submission.answer
    words = [
        phrases.say_many(
            language,
            read.get("pupils", 0),
            "Read: {count} pupil. It waits for the library's approval.",
            "Read: {count} pupils. It waits for the library's approval.",
        )
    ]
    if read.get("errors"):
        words.append(
            phrases.say_many(
                language,
                read["errors"],
                "{count} remark needs correcting.",
                "{count} remarks need correcting.",
            )
        )
    elif read.get("problems"):
        words.append(
            phrases.say_many(
                language,
                read["problems"],
                "There is {count} remark; nothing has to be mended for it.",
                "There are {count} remarks; nothing has to be mended for them.",
            )
        )
    words += describe_unread(read.get("unread", ()), language)[:_MOST_UNREAD]
    if read.get("dropped"):
        words.append(
            phrases.say(
                language, "Not kept: {columns}.", columns=", ".join(map(str, read["dropped"]))
            )
        )
    return " ".join(words)


def _describe_applied(said: Payload, _: Submission, language: Language) -> str:
    assert isinstance(said, PlanApplied)
    counts = ", ".join(format_counts(said.counts, language))
    return phrases.say(language, "✅ Approved and applied: {counts}.", counts=counts)


def _describe_rejected(said: Payload, _: Submission, language: Language) -> str:
    assert isinstance(said, PlanRejected)
    return phrases.say(
        language, "❌ The library rejected this file: {reason}", reason=said.reason or "–"
    )


def _describe_refused(said: Payload, _: Submission, language: Language) -> str:
    assert isinstance(said, SubmissionRefused)
    reason = describe_refusal(Refusal(said.refused or "", said.values), language)
    return phrases.say(language, "⛔ This file could not be read. {reason}", reason=reason)


def _describe_mapping(_: Payload, __: Submission, language: Language) -> str:
    return phrases.say(
        language, "Some columns are not clear to us: the library looks at them before it goes on."
    )


def _describe_replaced(said: Payload, _: Submission, language: Language) -> str:
    assert isinstance(said, PlanStale)
    return phrases.say(
        language,
        "🔁 A newer roster of your school has come in ({reference}) and takes the place of this"
        " one. Do both count? Then send all of the files at once.",
        reference=said.superseded_by,
    )


def _describe_undone(_: Payload, __: Submission, language: Language) -> str:
    return phrases.say(language, "↩️ The library undid this import: all is as it was before.")


_MOST_UNREAD = 5
_WITH_REMARKS = (Kind.PLAN_MADE, Kind.SUBMISSION_NEEDS_MAPPING)
_WRITERS: dict[type[Payload], Callable[[Payload, Submission, Language], str]] = {
    PlanMade: _describe_made,
    PlanApplied: _describe_applied,
    PlanRejected: _describe_rejected,
    PlanStale: _describe_replaced,
    PlanUndone: _describe_undone,
    SubmissionRefused: _describe_refused,
    SubmissionNeedsMapping: _describe_mapping,
}
