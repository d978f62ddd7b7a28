"""Lifting what a warning stops: a second, deliberate step that names the number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.chat.approval.buttons import make_button
from rosterdesk.bot.chat.approval.press import NoPlanError
from rosterdesk.bot.words.decisions import LIFT_WITH_CARE, LIFTED
from rosterdesk.bot.words.submissions import describe_lift
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.approval.rules import Act
from rosterdesk.core.compare.answers import describe_warning
from rosterdesk.core.language import N_
from rosterdesk.core.plans.answers import get_number, list_liftable

if TYPE_CHECKING:
    from rosterdesk.bot.chat.approval.press import Press
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Plan


async def list_warnings(pressed: Press) -> None:
    plan = await pressed.find_plan()
    await pressed.answering.require(Act.ANSWER, plan.submission)
    words, markup = draw_warnings(plan, plan.submission.reference, pressed.language)
    await pressed.send(words.as_kwargs(), markup)


def draw_warnings(
    plan: Plan, reference: str, language: Language
) -> tuple[Text, InlineKeyboardMarkup]:
    warnings = list_liftable(plan.warnings)
    if not warnings:
        raise NoPlanError(N_("There is nothing to lift in this plan."))
    head = phrases.say(language, LIFT_WITH_CARE)
    lines = [Text(Bold(head)), *(Text("⚠️ ", describe_warning(each, language)) for each in warnings)]
    rows = [
        [
            make_button(
                describe_lift(each, language),
                "lifted",
                reference,
                plan.version,
                f"{each.code}.{get_number(each)}",
            )
        ]
        for each in warnings
    ]
    stop = make_button(phrases.say(language, "No, leave it"), "close", reference, plan.version)
    return as_list(*lines, sep="\n\n"), InlineKeyboardMarkup(inline_keyboard=[*rows, [stop]])


async def lift(pressed: Press) -> None:
    """Lift it with the number that the button showed: core refuses where it changed since."""
    asked = pressed.asked
    code, _, number = asked.extra.partition(".")
    shown = int(number) if number.isdecimal() else -1
    await pressed.answering.lift(asked.reference, asked.version, code, shown, pressed.library.files)
    await pressed.edit(phrases.say(pressed.language, LIFTED))
