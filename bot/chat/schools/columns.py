"""The answers about a school's columns: shown, and forgotten where they were wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.chat.access.rights import LIBRARIANS
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.screen.buttons import Buttons, ColumnsAction, SchoolAction, button
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.words.people import format_day
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.clock import LOCAL
from rosterdesk.core.customers.schools import load_school
from rosterdesk.core.intake.mapping import find_answer, forget_mapping, list_mappings
from rosterdesk.core.roster.answers import format_date_order, name_choice

if TYPE_CHECKING:
    from aiogram.types import CallbackQuery, InlineKeyboardButton

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import MappingAnswer

_MOST_ANSWERS, _MOST_COLUMNS = 40, 40
_HEADER_LENGTH = 40


async def show_list(query: CallbackQuery, callback_data: ColumnsAction, language: Language) -> None:
    await query.answer()
    await show_pressed(query, *await _draw_list(callback_data.school, language))


async def show_answer(
    query: CallbackQuery, callback_data: ColumnsAction, language: Language
) -> None:
    """Show one answer; pressed once more, ask whether it shall be forgotten."""
    answer = await find_answer(callback_data.school, callback_data.answer)
    await query.answer()
    words = draw_answer(answer, language)
    if callback_data.action == "ask":
        question = phrases.say(
            language, "Forget this? The next file with these columns is asked about again."
        )
        words = as_list(words, Text("❓ ", Bold(question)))
    await show_pressed(query, words, _draw_buttons(callback_data, language))


async def forget(
    query: CallbackQuery, callback_data: ColumnsAction, member: Member, language: Language
) -> None:
    await forget_mapping(callback_data.school, callback_data.answer, member.actor)
    await query.answer(phrases.say(language, "Forgotten."))
    await show_pressed(query, *await _draw_list(callback_data.school, language))


async def _draw_list(school_id: int, language: Language) -> tuple[Text, Buttons]:
    school = await load_school(school_id)
    answers = (await list_mappings(school_id))[-_MOST_ANSWERS:]
    rows = [
        [
            button(
                f"{_describe_since(each, language)} · {len(each.mapping)}",
                ColumnsAction(action="show", school=school_id, answer=each.id),
            )
        ]
        for each in answers
    ]
    rows.append([_back(language, SchoolAction(action="show", id=school_id))])
    said = (
        phrases.say(language, "What was answered about the columns of its files:")
        if answers
        else phrases.say(language, "Nothing is remembered about the columns of its files.")
    )
    return as_list(Bold(school.name), Text(said)), rows


def draw_answer(answer: MappingAnswer, language: Language) -> Text:
    lines = [
        Text(Bold(header[:_HEADER_LENGTH]), " → ", name_choice(field, language))
        for header, field in list(answer.mapping.items())[:_MOST_COLUMNS]
    ]
    if answer.date_order:
        lines.append(Text(format_date_order(answer.date_order, language)))
    return as_list(Text("🗂 ", _describe_since(answer, language)), *lines)


def _describe_since(answer: MappingAnswer, language: Language) -> str:
    day = answer.answered_at.astimezone(LOCAL).date()
    return f"{format_day(day, language)} · {answer.answered_by}"


def _draw_buttons(shown: ColumnsAction, language: Language) -> Buttons:
    asked = shown.action == "ask"
    label = phrases.say(language, "🗑 Yes, forget") if asked else phrases.say(language, "🗑 Forget")
    target = shown.model_copy(update={"action": "forget" if asked else "ask"})
    return [
        [button(label, target)],
        [_back(language, ColumnsAction(action="list", school=shown.school))],
    ]


def _back(language: Language, target: ColumnsAction | SchoolAction) -> InlineKeyboardButton:
    return button(phrases.say(language, "⬅️ Back"), target)


ROUTES = Routes("columns")
ROUTES.press(show_list, ColumnsAction, "list", right=LIBRARIANS)
ROUTES.press(show_answer, ColumnsAction, "show", "ask", right=LIBRARIANS)
ROUTES.press(forget, ColumnsAction, "forget", right=LIBRARIANS)
