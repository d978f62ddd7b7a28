"""The one card of a new customer: what is known, what is asked, each field to be tapped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.chat.registering.draft import FIELDS, GENERATE, NO_SCHOOL, REQUIRED
from rosterdesk.bot.chat.screen.buttons import Buttons, DraftAction, button, in_rows
from rosterdesk.bot.words.fields import LABELS, QUESTIONS
from rosterdesk.bot.words.people import ROLES, SEXES, say_class, say_date
from rosterdesk.bot.words.texts import phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram.types import InlineKeyboardButton

    from rosterdesk.bot.chat.registering.draft import Draft
    from rosterdesk.core.customers.suggestions import SchoolClass
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import School


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices that can be tapped instead of typed, looked up for the current question."""

    schools: Sequence[School] = ()
    school_address: str = ""
    classes: Sequence[SchoolClass] = ()
    user_name: str = ""


def draw_draft(draft: Draft, language: Language) -> Text:
    lines = [Bold(phrases.say(language, "New customer")), *_draw_fields(draft, language), Text("")]
    if draft.trouble:
        lines.append(Text("⚠️ ", draft.trouble))
    if draft.asked:
        lines.append(Text("➡️ ", Bold(phrases.say(language, QUESTIONS[draft.asked]))))
    else:
        lines.append(Text("✅ ", phrases.say(language, "Complete. Save it, or tap what is wrong.")))
    return as_list(*lines)


def _draw_fields(draft: Draft, language: Language) -> list[Text]:
    return [
        Text(phrases.say(language, LABELS[name]), ": ", say_field(draft, name, language) or "–")
        for name in FIELDS
        if name in draft.answered
    ]


def say_field(draft: Draft, name: str, language: Language) -> str:
    facts = draft.facts
    if name == "school":
        return facts.get("school_name") or phrases.say(language, "no school")
    if name == "card":
        number: str = facts["card"]
        return number or phrases.say(language, "is generated when you save")
    if name == "name":
        return draft.name
    if name == "address":
        return _say_address(facts)
    if name == "class":
        return say_class(facts.get("class_name"), facts.get("class_code"), None)
    if name == "birth_date":
        born = draft.list_facts().get("birth_date")
        return say_date(born, language) if born else ""
    words = {"role": ROLES, "sex": SEXES}.get(name, {})
    value = facts.get(name)
    return phrases.say(language, words[value]) if value in words else str(value or "")


def _say_address(facts: dict[str, str | None]) -> str:
    house = f"{facts.get('house_number') or ''}{facts.get('house_number_suffix') or ''}"
    street = " ".join(part for part in (facts.get("street"), house) if part)
    town = " ".join(part for part in (facts.get("postcode"), facts.get("city")) if part)
    return ", ".join(part for part in (street, town) if part)


def draw_draft_buttons(draft: Draft, choices: Choices, language: Language) -> Buttons:
    rows = _draw_choices(draft.asked, choices, language)
    if draft.asked and draft.asked not in REQUIRED:
        rows.append([_set(draft.asked, "-", phrases.say(language, "⏭ Skip"))])
    rows += in_rows(
        (
            button(f"✏️ {phrases.say(language, LABELS[name])}", DraftAction(action="ask", name=name))
            for name in FIELDS
            if name in draft.answered and name != draft.asked
        ),
        3,
    )
    last = [button(phrases.say(language, "✖️ Stop"), DraftAction(action="stop"))]
    if draft.can_be_saved:
        save = phrases.say(language, "💾 Save, continue")
        last.insert(0, button(save, DraftAction(action="save")))
    return [*rows, last]


def _draw_choices(asked: str | None, choices: Choices, language: Language) -> Buttons:
    if asked == "school":
        schools = [_set("school", str(school.id), school.name) for school in choices.schools]
        none = _set("school", str(NO_SCHOOL), phrases.say(language, "No school"))
        return in_rows([*schools, none], 1)
    if asked == "card":
        return [[_set("card", GENERATE, phrases.say(language, "🎲 Generate a number"))]]
    if asked in {"role", "sex"}:
        words = ROLES if asked == "role" else SEXES
        return [[_set(asked, each, phrases.say(language, said)) for each, said in words.items()]]
    if asked == "address" and choices.school_address:
        return [[_set("address", "school", f"🏫 {choices.school_address}")]]
    if asked == "user_name" and choices.user_name:
        return [[_set("user_name", choices.user_name, choices.user_name)]]
    if asked == "class":
        return in_rows(
            (_set("class", each.code, each.name or each.code) for each in choices.classes), 3
        )
    if asked == "year":
        return in_rows((_set("year", digit, digit) for digit in "0123456789"), 5)
    return []


def _set(name: str, value: str, label: str) -> InlineKeyboardButton:
    return button(label, DraftAction(action="set", name=name, value=value))
