"""Asking what comes first in the dates of a file, where they can be read in two ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Code, Text, as_list
from babel.dates import format_date

from rosterdesk.bot.chat.approval.buttons import make_button
from rosterdesk.bot.words.texts import phrases, shorten
from rosterdesk.core.clock import today
from rosterdesk.core.roster.values.dates import find_readings

if TYPE_CHECKING:
    from datetime import date

    from rosterdesk.core.language import Language
    from rosterdesk.core.roster.hints import DateOrder
    from rosterdesk.core.roster.model import Problem

ORDERS: dict[str, DateOrder] = {"dmy": "dmy", "mdy": "mdy", "ymd": "ymd"}
_HEADER_LENGTH, _SAMPLE_LENGTH = 60, 40


def draw_order_question(doubt: Problem, language: Language) -> Text:
    """Dates of the column are shown: only ever in a private chat."""
    head = phrases.say(language, "What comes first in these dates, the day or the month?")
    texts = (shorten(value, _SAMPLE_LENGTH) for value in doubt.values["samples"])
    samples = [Text("    ", Code(text)) for text in texts]
    return as_list(Text(head), Text(Bold(shorten(doubt.column or "", _HEADER_LENGTH))), *samples)


def draw_orders(doubt: Problem, reference: str, language: Language) -> InlineKeyboardMarkup:
    """Each button says the same date in full, so that nobody has to think of an order.

    Where no date of the samples can be read in several ways, each order has a date of its own.
    """
    rows = [
        [make_button(_describe_date(sample, day, language), "col", reference, 0, order)]
        for order, (sample, day) in _find_examples(doubt.values["samples"]).items()
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _find_examples(samples: list[str]) -> dict[DateOrder, tuple[str, date]]:
    read = [(sample, find_readings(sample, today())) for sample in samples]
    examples: dict[DateOrder, tuple[str, date]] = {}
    for sample, readings in sorted(read, key=lambda each: -len(each[1])):
        for order, day in readings.items():
            examples.setdefault(order, (sample, day))
    return examples


def _describe_date(sample: str, day: date, language: Language) -> str:
    said = format_date(day, "d MMMM y", locale=str(language))
    return phrases.say(language, "{sample} is {date}", sample=sample, date=said)
