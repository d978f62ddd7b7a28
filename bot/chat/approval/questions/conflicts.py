"""Saying who a row of a file is: one question at a time, or all of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Italic, Text, as_list

from rosterdesk.bot.chat.approval.buttons import make_button
from rosterdesk.bot.chat.approval.press import NoPlanError
from rosterdesk.bot.chat.approval.words import shorten
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.approval.rules import Act
from rosterdesk.core.compare.answers import say_field, say_field_value, say_remark
from rosterdesk.core.compare.model import ChangeKind
from rosterdesk.core.language import N_
from rosterdesk.core.models import Customer
from rosterdesk.core.person_names import show_name
from rosterdesk.core.plans.changes import load_changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.bot.chat.approval.press import Press
    from rosterdesk.core.compare.model import Change
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Plan

_MOST_CANDIDATES = 5
_FIELDS = ("external_number", "birth_date", "email", "phone")
_BUTTON_LENGTH = 50


async def show_conflict(pressed: Press) -> None:
    pressed.require_private()
    plan = await pressed.find_plan()
    await pressed.answering.require(Act.ANSWER, plan.submission)
    await _show(pressed, plan, fresh=not pressed.asked.extra)


async def _show(pressed: Press, plan: Plan, *, fresh: bool) -> None:
    conflicts = [c for _, c in await load_changes(plan.id, (ChangeKind.CONFLICT,))]
    if not conflicts:
        await pressed.edit(
            phrases.say(pressed.language, "Everybody is clear now. The card shows the new plan.")
        )
        return
    first = conflicts[0]
    people = await Customer.filter(id__in=first.candidates[:_MOST_CANDIDATES]).order_by("id")
    words = draw_conflict(first, people, len(conflicts), pressed.language)
    reference = plan.submission.reference
    markup = draw_answers(first, people, (reference, plan.version), pressed.language)
    await (pressed.send if fresh else pressed.edit)(words.as_kwargs(), markup)


def draw_conflict(
    conflict: Change, people: Sequence[Customer], count: int, language: Language
) -> Text:
    lines = [
        Text(
            Bold(
                phrases.say_many(
                    language, count, "{count} person to decide", "{count} people to decide"
                )
            )
        ),
        Text(
            phrases.say(language, "In the file, row {row}:", row=conflict.row or "?"),
            " ",
            Bold(shorten(conflict.name, 60)),
            _add_class(conflict.class_name or conflict.class_code),
        ),
    ]
    lines += [Text(Italic(say_remark(each, language))) for each in conflict.remarks[:2]]
    for field in _FIELDS:
        if field in conflict.fields:
            value = say_field_value(field, conflict.fields[field][1], language)
            lines.append(Text(f"    {say_field(field, language)}: {shorten(value, 60)}"))
    lines.append(Text(phrases.say(language, "Known with us:")))
    lines += [_draw_known(customer, language) for customer in people]
    return as_list(*lines)


def _draw_known(customer: Customer, language: Language) -> Text:
    facts = [
        f"{say_field(field, language)}: "
        f"{shorten(say_field_value(field, getattr(customer, field), language), 60)}"
        for field in _FIELDS
        if getattr(customer, field, None)
    ]
    name = Bold(shorten(show_name(customer), 60))
    head = Text("• ", name, _add_class(customer.class_name or customer.class_code))
    return as_list(head, *(Text("    ", fact) for fact in facts))


def _add_class(name: str | None) -> str:
    return f" · {name}" if name else ""


def draw_answers(
    conflict: Change, people: Sequence[Customer], button: tuple[str, int], language: Language
) -> InlineKeyboardMarkup:
    """The row is named by its place in the plan's version: a sheet's name would not fit."""
    row = conflict.row or 0
    rows = [
        [
            make_button(
                shorten(
                    phrases.say(language, "It is {name}", name=show_name(each)), _BUTTON_LENGTH
                ),
                "settle",
                *button,
                f"{row}.{each.id}",
            )
        ]
        for each in people
    ]
    rows.append(
        [make_button(phrases.say(language, "Somebody else"), "settle", *button, f"{row}.0")]
    )
    rows.append(
        [
            make_button(phrases.say(language, "All: the same"), "settle", *button, "same"),
            make_button(phrases.say(language, "All: others"), "settle", *button, "another"),
        ]
    )
    rows.append([make_button(phrases.say(language, "Stop"), "close", *button)])
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def settle(pressed: Press) -> None:
    pressed.require_private()
    asked, files = pressed.asked, pressed.library.files
    plan = await pressed.find_plan()
    if asked.extra in ("same", "another"):
        choice: Literal["same", "another"] = "same" if asked.extra == "same" else "another"
        fresh = await pressed.answering.settle_all(asked.reference, asked.version, choice, files)
    else:
        row, customer = await _read_answer(plan, asked.extra)
        fresh = await pressed.answering.settle(asked.reference, asked.version, row, customer, files)
    await fresh.fetch_related("submission")
    await _show(pressed, fresh, fresh=False)


async def _read_answer(plan: Plan, extra: str) -> tuple[tuple[str | None, int], int | None]:
    """Return (sheet, row) and the customer of a button: the first question is the one shown."""
    conflicts = [c for _, c in await load_changes(plan.id, (ChangeKind.CONFLICT,))]
    row, _, customer = extra.partition(".")
    found = next((c for c in conflicts if str(c.row) == row), None)
    if found is None or found.row is None or not customer.isdecimal():
        raise NoPlanError(N_("This question was answered already."))
    return (found.sheet, found.row), int(customer) or None


async def take_numbers(pressed: Press) -> str:
    asked = pressed.asked
    accept = asked.extra == "yes"
    await pressed.answering.renumber(
        asked.reference, asked.version, pressed.library.files, accept=accept
    )
    return phrases.say(pressed.language, "Done. The card shows the new plan.")
