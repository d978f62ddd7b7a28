"""Lifting what a warning stops: a second, deliberate step that names the number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.chat.approval.buttons import list_liftable, make_button
from rosterdesk.bot.chat.approval.press import NoPlanError
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.approval.rules import Act
from rosterdesk.core.compare.answers import say_warning
from rosterdesk.core.language import N_
from rosterdesk.core.plans.answers import get_number

if TYPE_CHECKING:
    from rosterdesk.bot.chat.approval.press import Press
    from rosterdesk.core.compare.model import PlanWarning
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Plan

# What a person repeats by pressing; where a warning has no number the words say it.
_LIFT = {
    "many_leaving": (
        N_("🔓 Yes, let {count} person leave"),
        N_("🔓 Yes, let {count} people leave"),
    ),
    "partial_file": (
        N_("🔓 Yes, {count} class or year is really gone"),
        N_("🔓 Yes, {count} classes or years are really gone"),
    ),
    "partial_file:unread": (
        N_("🔓 Yes, in spite of {count} part"),
        N_("🔓 Yes, in spite of {count} parts"),
    ),
    "rows_with_errors": (
        N_("🔓 Yes, in spite of {count} row"),
        N_("🔓 Yes, in spite of {count} rows"),
    ),
}
_OTHERS = (N_("🔓 Yes, lift this ({count})"), N_("🔓 Yes, lift this ({count})"))


async def list_warnings(pressed: Press) -> None:
    plan = await pressed.find_plan()
    await pressed.answering.require(Act.ANSWER, plan.submission)
    words, markup = draw_warnings(plan, plan.submission.reference, pressed.language)
    await pressed.send(words.as_kwargs(), markup)


def draw_warnings(
    plan: Plan, reference: str, language: Language
) -> tuple[Text, InlineKeyboardMarkup]:
    warnings = list_liftable(plan)
    if not warnings:
        raise NoPlanError(N_("There is nothing to lift in this plan."))
    head = phrases.say(
        language,
        "Lift only what you have checked, for example with the school. It is written down.",
    )
    lines = [Text(Bold(head)), *(Text("⚠️ ", say_warning(each, language)) for each in warnings)]
    rows = [
        [
            make_button(
                say_lift(each, language),
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


def say_lift(warning: PlanWarning, language: Language) -> str:
    unread = ":unread" if "unread" in warning.values else ""
    one, many = _LIFT.get(warning.code + unread, _OTHERS)
    return phrases.say_many(language, get_number(warning), one, many)


async def lift(pressed: Press) -> None:
    """Lift it with the number that the button showed: core refuses where it changed since."""
    asked = pressed.asked
    code, _, number = asked.extra.partition(".")
    shown = int(number) if number.isdecimal() else -1
    await pressed.answering.lift(asked.reference, asked.version, code, shown, pressed.library.files)
    await pressed.edit(
        phrases.say(pressed.language, "Lifted. The card shows what follows from it.")
    )
