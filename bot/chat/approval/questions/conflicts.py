"""Saying who a row of a file is: one question at a time, or all of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Italic, Text, as_list

from rosterdesk.bot.chat.approval.buttons import make_button
from rosterdesk.bot.chat.approval.press import NoPlanError
from rosterdesk.bot.words.decisions import ANSWERED, ANSWERED_ALREADY
from rosterdesk.bot.words.texts import phrases, shorten
from rosterdesk.core.approval.rules import Act
from rosterdesk.core.compare.answers import describe_remark, format_field_value, name_field
from rosterdesk.core.compare.model import CardNumbers, ChangeKind
from rosterdesk.core.customers.finding.numbers import list_customers
from rosterdesk.core.person_names import show_name
from rosterdesk.core.plans.changes import load_changes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rosterdesk.bot.chat.approval.press import Press
    from rosterdesk.core.compare.model import Change
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Customer, Plan

_MOST_CANDIDATES = 5
_FIELDS = ("external_number", "birth_date", "email", "phone")
_FACT_LENGTH = 40
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
    people = await list_customers(first.candidates[:_MOST_CANDIDATES])
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
    lines += [Text(Italic(describe_remark(each, language))) for each in conflict.remarks[:2]]
    new = {field: pair[1] for field, pair in conflict.fields.items()}
    if facts := _list_facts(new, language):
        lines.append(Text("    ", facts))
    lines.append(Text(phrases.say(language, "Known with us:")))
    lines += [_draw_known(customer, language) for customer in people]
    return as_list(*lines)


def _draw_known(customer: Customer, language: Language) -> Text:
    facts = _list_facts({field: getattr(customer, field, None) for field in _FIELDS}, language)
    name = Bold(shorten(show_name(customer), 60))
    where = _add_class(customer.class_name or customer.class_code)
    return Text("• ", name, where, f" · {facts}" if facts else "")


def _list_facts(values: Mapping[str, object], language: Language) -> str:
    """Return in one line what tells people with a name apart."""
    return ", ".join(
        f"{name_field(field, language)} "
        f"{shorten(format_field_value(field, values[field], language), _FACT_LENGTH)}"
        for field in _FIELDS
        if values.get(field)
    )


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
        raise NoPlanError(ANSWERED_ALREADY)
    return (found.sheet, found.row), int(customer) or None


async def take_cards(pressed: Press) -> str:
    asked = pressed.asked
    await pressed.answering.choose_cards(
        asked.reference, asked.version, CardNumbers(asked.extra), pressed.library.files
    )
    return phrases.say(pressed.language, ANSWERED)


async def take_numbers(pressed: Press) -> str:
    asked = pressed.asked
    accept = asked.extra == "yes"
    await pressed.answering.renumber(
        asked.reference, asked.version, pressed.library.files, accept=accept
    )
    return phrases.say(pressed.language, ANSWERED)
