"""The fields of a customer as a form: filled, read, and what is wrong said beside each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rosterdesk.bot.words.editing import EDITED, read_value
from rosterdesk.bot.words.people import ROLES, SEXES
from rosterdesk.bot.words.texts import phrases as shared
from rosterdesk.core.errors import RosterdeskError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rosterdesk.bot.page.access.asking import Ask, Form
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import School

_CHOICES = {"role": ROLES, "sex": SEXES}
_LONG = {"remarks": 2000}
_LONGEST = 300
_KINDS = {"email": "email", "phone": "tel"}
# Synthetic, and the same in every language.
_EXAMPLES = {
    "name": "Sanne van den Berg",
    "birth_date": "24-03-2015",
    "address": "Dorpsstraat 12a, 1234 AB Voorbeelddam",
    "school_type": "bo, vmbo, havo",
}
_NOTHING = "-"  # what empties a field where it is typed


@dataclass(frozen=True, slots=True)
class Box:
    """One field as it is shown: ``was`` is what stood there when the form was made."""

    name: str
    label: str
    value: str
    was: str
    wrong: str
    kind: str  # of the input; 'select', or 'area'
    choices: list[tuple[str, str]]
    example: str


def draw_boxes(
    names: Iterable[str],
    values: Mapping[str, str],
    was: Mapping[str, str],
    wrong: Mapping[str, str],
    language: Language,
) -> list[Box]:
    """Return the fields with what was typed, and what is wrong with it."""
    return [
        Box(
            name,
            shared.say(language, EDITED[name]),
            values.get(name, ""),
            was.get(name, ""),
            wrong.get(name, ""),
            _find_kind(name),
            [(key, shared.say(language, word)) for key, word in _CHOICES.get(name, {}).items()],
            _EXAMPLES.get(name, ""),
        )
        for name in names
    ]


def _find_kind(name: str) -> str:
    if name in _CHOICES:
        return "select"
    return "area" if name in _LONG else _KINDS.get(name, "text")


def read_box(form: Form, name: str) -> str:
    """Return what was typed in a field."""
    if name in _LONG:
        return form.words(name, _LONG[name])
    return form.text(name, _LONGEST)


async def read_boxes(
    typed: Mapping[str, str], school: School | None, ask: Ask
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the facts in what was typed, and for each field what is wrong with it.

    A field that was emptied is a fact too. A year that is typed counts more than the class's.
    """
    facts: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name in sorted(typed, key=lambda each: each == "year"):
        try:
            facts |= await read_value(school, name, typed[name] or _NOTHING)
        except RosterdeskError as error:
            wrong[name] = error.say(ask.language)
    return facts, wrong
