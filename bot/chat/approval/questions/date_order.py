"""Asking what comes first in the dates of a file, where they can be read in two ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Code, Text, as_list
from babel.dates import format_date

from rosterdesk.bot.chat.approval.buttons import make_button
from rosterdesk.bot.chat.approval.words import shorten
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.clock import today
from rosterdesk.core.roster.values.dates import read_dates

if TYPE_CHECKING:
    from rosterdesk.core.language import Language
    from rosterdesk.core.roster.hints import DateOrder
    from rosterdesk.core.roster.model import Problem, Roster

ORDERS: dict[str, DateOrder] = {"dmy": "dmy", "mdy": "mdy"}
_HEADER_LENGTH, _SAMPLE_LENGTH = 60, 40


def find_doubt(roster: Roster) -> Problem | None:
    """Return the remark on dates that can be read in two ways, with such dates."""
    return next((problem for problem in roster.problems if problem.values.get("samples")), None)


def draw_order_question(doubt: Problem, language: Language) -> Text:
    """Dates of the column are shown: only ever in a private chat."""
    head = phrases.say(language, "What comes first in these dates, the day or the month?")
    texts = (shorten(value, _SAMPLE_LENGTH) for value in doubt.values["samples"])
    samples = [Text("    ", Code(text)) for text in texts]
    return as_list(Text(head), Text(Bold(shorten(doubt.column or "", _HEADER_LENGTH))), *samples)


def draw_orders(doubt: Problem, reference: str, language: Language) -> InlineKeyboardMarkup:
    """Each button says the first date in full, so that nobody has to think of an order."""
    sample = doubt.values["samples"][0]
    rows = [
        [make_button(_say_date(sample, order, language), "col", reference, 0, order)]
        for order in ORDERS.values()
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _say_date(sample: str, order: DateOrder, language: Language) -> str:
    (day,), _ = read_dates([sample], order, today())
    said = format_date(day, "d MMMM y", locale=str(language)) if day else order
    return phrases.say(language, "{sample} is {date}", sample=sample, date=said)
