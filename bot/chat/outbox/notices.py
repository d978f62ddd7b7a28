"""Notices in chat to the sender of a file, one for each event in the file's history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram.types import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Italic, Text, as_list

from rosterdesk.bot.chat.screen.buttons import MenuAction
from rosterdesk.bot.chat.uploads.remarks import RemarksAction
from rosterdesk.bot.words.texts import phrases, say_counts
from rosterdesk.core.intake.remarks import has_remarks
from rosterdesk.core.language import N_
from rosterdesk.core.models import Question
from rosterdesk.core.roster.answers import say_refusal, say_unread
from rosterdesk.core.roster.model import Refusal
from rosterdesk.core.trail.events import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiogram import Bot
    from aiogram.filters.callback_data import CallbackData

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Event, Submission


async def send_notice(bot: Bot, event: Event, chat_id: int, language: Language) -> None:
    """Say what happened to a file, or nothing; a question keeps the message that asks it."""
    if event.kind == Kind.QUESTION_ASKED:
        await _send_question(bot, event, chat_id, language)
        return
    notice = say_notice(event, language)
    if notice:
        markup = draw_notice_buttons(event, language)
        await bot.send_message(chat_id, notice, reply_markup=markup)


async def _send_question(bot: Bot, event: Event, chat_id: int, language: Language) -> None:
    question = await Question.get_or_none(id=event.data.get("question"))
    submission: Submission | None = event.submission
    if question is None or submission is None:
        return
    words = draw_question(question, submission, language)
    sent = await bot.send_message(
        chat_id, **words.as_kwargs(), reply_markup=ForceReply(selective=True)
    )
    await Question.filter(id=question.id).update(chat_id=chat_id, message_id=sent.message_id)


def draw_question(question: Question, submission: Submission, language: Language) -> Text:
    return as_list(
        Text(f"{submission.reference} · {submission.file_name}"),
        Text("💬 ", phrases.say(language, "The library asks about this file:")),
        Text(question.text),
        Italic(phrases.say(language, "Answer this message; the librarian reads it at the file.")),
    )


def say_notice(event: Event, language: Language) -> str | None:
    """Return the sentence for the sender; None where there is nothing to say."""
    submission: Submission | None = event.submission
    write = _WRITERS.get(Kind(event.kind))
    if submission is None or write is None:
        return None
    head = f"{submission.reference} · {submission.file_name}\n"
    return head + write(event.facts, submission, language)


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


def _say_made(data: dict[str, Any], submission: Submission, language: Language) -> str:
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
                "{count} remark needs mending.",
                "{count} remarks need mending.",
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
    words += say_unread(read.get("unread", ()), language)[:_MOST_UNREAD]
    if read.get("dropped"):
        words.append(
            phrases.say(
                language, "Not kept: {columns}.", columns=", ".join(map(str, read["dropped"]))
            )
        )
    del data
    return " ".join(words)


def _say_applied(data: dict[str, Any], submission: Submission, language: Language) -> str:
    del submission
    counts = ", ".join(say_counts(data["counts"], language))
    return phrases.say(language, "✅ Approved and applied: {counts}.", counts=counts)


def _say_rejected(data: dict[str, Any], submission: Submission, language: Language) -> str:
    del submission
    return phrases.say(
        language, "❌ The library rejected this file: {reason}", reason=data.get("reason") or "–"
    )


def _say_refused(data: dict[str, Any], submission: Submission, language: Language) -> str:
    del submission
    reason = say_refusal(Refusal(data["refused"], data.get("values", {})), language)
    return phrases.say(language, "⛔ This file could not be read. {reason}", reason=reason)


def _say_mapping(data: dict[str, Any], submission: Submission, language: Language) -> str:
    del data, submission
    return phrases.say(
        language, "Some columns are not clear to us: the library looks at them before it goes on."
    )


def _say_undone(data: dict[str, Any], submission: Submission, language: Language) -> str:
    del data, submission
    return phrases.say(language, "↩️ The library undid this import: all is as it was before.")


_MOST_UNREAD = 5
_WITH_REMARKS = (Kind.PLAN_MADE, Kind.SUBMISSION_NEEDS_MAPPING)
_WRITERS: dict[Kind, Callable[[dict[str, Any], Submission, Language], str]] = {
    Kind.PLAN_MADE: _say_made,
    Kind.PLAN_APPLIED: _say_applied,
    Kind.PLAN_REJECTED: _say_rejected,
    Kind.PLAN_UNDONE: _say_undone,
    Kind.SUBMISSION_REFUSED: _say_refused,
    Kind.SUBMISSION_NEEDS_MAPPING: _say_mapping,
}
