"""Saying what unclear columns are, one after the other, with three of their values.

Then, where it cannot be seen, whether the day or the month comes first in the dates. Of a file
whose plan waits every column that is kept can be changed, beginning with what they are now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Code, Text, as_list

from rosterdesk.bot.chat.approval.buttons import make_button
from rosterdesk.bot.chat.approval.press import NoPlanError
from rosterdesk.bot.chat.approval.questions.date_order import (
    ORDERS,
    draw_order_question,
    draw_orders,
)
from rosterdesk.bot.words.decisions import COLUMNS_NAMED
from rosterdesk.bot.words.submissions import name_column_field
from rosterdesk.bot.words.texts import phrases, shorten
from rosterdesk.core.intake.mapping import (
    CHOICES,
    find_date_doubt,
    offer_mapping,
    require_sense,
)
from rosterdesk.core.language import N_
from rosterdesk.core.roster.columns.headers import normalise_header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.bot.chat.approval.press import Press
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Submission
    from rosterdesk.core.roster.hints import DateOrder
    from rosterdesk.core.roster.model import Column, Roster

_UNUSED = "-"
_HEADER_LENGTH, _SAMPLE_LENGTH = 60, 40
_BUTTON_LENGTH, _MOST_BUTTONS = 30, 40
_KEY = "mapping"
_FIX, _DONE = "fix", "done"


async def start_mapping(pressed: Press) -> None:
    pressed.require_private()
    submission, roster = await _load(pressed)
    answers = list_current(roster)
    await pressed.state.update_data({_KEY: {"reference": submission.reference, "answers": answers}})
    if answers:
        columns = list_asked(roster)
        words, markup = draw_answers(columns, answers, submission.reference, pressed.language)
        await pressed.send(words.as_kwargs(), markup)
        return
    offered = await offer_mapping(submission.school_id, roster)
    columns = list_asked(roster)
    if columns and all(normalise_header(column.header) in offered for column in columns):
        await _offer(pressed, columns, offered)
    else:
        await _ask_next(pressed, roster, {}, fresh=True)


async def take_column(pressed: Press) -> None:
    """Take one answer.

    It is "column.field", "own" to answer oneself, "same" as another school, an order of dates,
    "fix.column" to answer that one again, or "done".
    """
    pressed.require_private()
    submission, roster = await _load(pressed)
    columns = list_asked(roster)
    if pressed.asked.extra == "same":
        offered = await offer_mapping(submission.school_id, roster)
        answers = {c.header: offered.get(normalise_header(c.header)) for c in columns}
        await _finish(pressed, roster, answers)
        return
    if pressed.asked.extra in ORDERS:
        await _finish(pressed, roster, {}, ORDERS[pressed.asked.extra])
        return
    answers = await _read_answers(pressed, submission, roster)
    number, _, field = pressed.asked.extra.partition(".")
    if number.isdecimal() and int(number) < len(columns) and field in (*CHOICES, _UNUSED):
        column = columns[int(number)]
        require_sense(roster, {column.header: None if field == _UNUSED else field})
        answers = {name: found for name, found in answers.items() if found != field}
        answers[column.header] = None if field == _UNUSED else field
    elif number == _FIX and field.isdecimal() and int(field) < len(columns):
        answers.pop(columns[int(field)].header, None)
    kept = {"reference": submission.reference, "answers": answers}
    await pressed.state.update_data({_KEY: kept})
    if len(answers) < len(columns):
        await _ask_next(pressed, roster, answers, fresh=False)
    elif pressed.asked.extra == _DONE:
        await _finish(pressed, roster, answers)
    else:
        words, markup = draw_answers(columns, answers, submission.reference, pressed.language)
        await pressed.edit(words.as_kwargs(), markup)


async def _load(pressed: Press) -> tuple[Submission, Roster]:
    submission = await pressed.find_submission()
    return submission, await pressed.answering.list_columns(submission, pressed.library)


def list_current(roster: Roster) -> dict[str, str | None]:
    """Return the fields that the columns have now, where they can be changed; else nothing."""
    asked = list_asked(roster)
    known = any(column.field for column in asked)
    return {column.header: column.field for column in asked} if known else {}


def list_asked(roster: Roster) -> list[Column]:
    """Return the columns that a person must be asked about; the reader gave them samples."""
    return [column for column in roster.columns if column.samples]


def draw_answers(
    columns: Sequence[Column],
    answers: dict[str, str | None],
    reference: str,
    language: Language,
) -> tuple[Text, InlineKeyboardMarkup]:
    """Show the answers before they count: each can be tapped to be given again."""
    head = phrases.say(language, "Is this right? Tap a column to choose again.")
    rows = [
        [
            make_button(
                f"✏️ {shorten(column.header, _BUTTON_LENGTH)} → "
                f"{name_choice(answers[column.header], language)}",
                "col",
                reference,
                0,
                f"{_FIX}.{number}",
            )
        ]
        for number, column in enumerate(columns[:_MOST_BUTTONS])
    ]
    done = make_button(phrases.say(language, "✅ Right"), "col", reference, 0, _DONE)
    return Text(head), InlineKeyboardMarkup(inline_keyboard=[*rows, [done]])


async def _read_answers(
    pressed: Press, submission: Submission, roster: Roster
) -> dict[str, str | None]:
    kept: dict[str, Any] = (await pressed.state.get_data()).get(_KEY, {})
    if kept.get("reference") != submission.reference:
        return list_current(roster)
    return dict(kept["answers"])


async def _offer(pressed: Press, columns: Sequence[Column], offered: dict[str, str | None]) -> None:
    lines = [
        Text(
            phrases.say(
                pressed.language, "Another school has a file with the same columns. There they are:"
            )
        )
    ]
    lines += [
        Text(
            Bold(shorten(column.header, _HEADER_LENGTH)),
            " → ",
            name_choice(offered[normalise_header(column.header)], pressed.language),
        )
        for column in columns
    ]
    asked = pressed.asked
    row = [
        make_button(
            phrases.say(pressed.language, "✅ The same here"), "col", asked.reference, 0, "same"
        ),
        make_button(phrases.say(pressed.language, "No, ask me"), "col", asked.reference, 0, "own"),
    ]
    await pressed.send(as_list(*lines).as_kwargs(), InlineKeyboardMarkup(inline_keyboard=[row]))


async def _ask_next(
    pressed: Press, roster: Roster, answers: dict[str, str | None], *, fresh: bool
) -> None:
    columns = list_asked(roster)
    left = [n for n, column in enumerate(columns) if column.header not in answers]
    doubt = find_date_doubt(roster)
    if doubt and not left:
        words = draw_order_question(doubt, pressed.language)
        markup = draw_orders(doubt, pressed.asked.reference, pressed.language)
        await pressed.send(words.as_kwargs(), markup)
        return
    if not left:
        raise NoPlanError(N_("This file has no column that can be asked about: reject it."))
    # One that another column has now can be taken from it: that one is asked about next.
    changing = bool(list_current(roster))
    given = () if changing else answers.values()
    taken = {column.field for column in roster.columns if not column.samples} | {*given}
    words = draw_question(columns[left[0]], left[0] + 1, len(columns), pressed.language)
    markup = draw_choices(left[0], taken, pressed.asked.reference, pressed.language)
    await (pressed.send if fresh else pressed.edit)(words.as_kwargs(), markup)


def draw_question(column: Column, number: int, count: int, language: Language) -> Text:
    """Three values of the column are shown: only ever in a private chat."""
    head = phrases.say(
        language, "Column {number} of {count}. What is this?", number=number, count=count
    )
    samples = [Text("    ", Code(shorten(value, _SAMPLE_LENGTH))) for value in column.samples]
    return as_list(Text(head), Text(Bold(shorten(column.header, _HEADER_LENGTH))), *samples)


def draw_choices(
    number: int, taken: set[str | None], reference: str, language: Language
) -> InlineKeyboardMarkup:
    free = [field for field in CHOICES if field not in taken]
    buttons = [
        make_button(name_choice(field, language), "col", reference, 0, f"{number}.{field}")
        for field in free
    ]
    rows = [buttons[n : n + 3] for n in range(0, len(buttons), 3)]
    unused = make_button(name_choice(None, language), "col", reference, 0, f"{number}.{_UNUSED}")
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [unused]])


def name_choice(field: str | None, language: Language) -> str:
    if field is None:
        return phrases.say(language, "do not use")
    return name_column_field(field, language)


async def _finish(
    pressed: Press,
    roster: Roster,
    answers: dict[str, str | None],
    order: DateOrder | None = None,
) -> None:
    await pressed.answering.name_columns(
        pressed.asked.reference, roster, answers, pressed.library, order
    )
    await pressed.state.update_data({_KEY: {}})
    lines = [Text(phrases.say(pressed.language, COLUMNS_NAMED))]
    lines += [
        Text(Bold(shorten(header, _HEADER_LENGTH)), " → ", name_choice(field, pressed.language))
        for header, field in answers.items()
        if list_current(roster).get(header, "") != field
    ]
    await pressed.edit(as_list(*lines).as_kwargs())
