"""A customer who is being registered: what is known, and what is asked next.

It is kept as the plain data of a dialog, so that a restart between two steps loses nothing. It
never holds a password.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from rosterdesk.bot.chat.registering.fields import FIELDS
from rosterdesk.core.person_names import full_name


@dataclass(slots=True)
class Draft:
    """``asked`` is the field that the next typed line is for; None when all were answered."""

    message_id: int = 0
    asked: str | None = "school"
    answered: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    # Shown under the card until the next answer.
    trouble: str = ""

    def fill(self, name: str, facts: dict[str, Any]) -> None:
        self.facts |= facts
        self.trouble = ""
        if name not in self.answered:
            self.answered.append(name)
        self.asked = self.find_next()

    def find_next(self) -> str | None:
        return next((name for name in FIELDS if name not in self.answered), None)

    def ask(self, name: str) -> None:
        self.asked = name
        self.trouble = ""

    @property
    def can_be_saved(self) -> bool:
        return {each.name for each in FIELDS.values() if each.required} <= {*self.answered}

    @property
    def name(self) -> str:
        facts = self.facts
        called = facts.get("first_name") or facts.get("initials")
        return full_name(called, facts.get("prefix"), facts.get("surname"))

    def list_facts(self) -> dict[str, Any]:
        """Return the fields of a customer; those of the dialog itself are left out."""
        beside = {"school", "school_name", "card"}
        facts = {name: value for name, value in self.facts.items() if name not in beside}
        if facts.get("birth_date"):
            facts["birth_date"] = date.fromisoformat(facts["birth_date"])
        return facts


def pack(draft: Draft) -> dict[str, Any]:
    return asdict(draft)


def unpack(data: dict[str, Any]) -> Draft:
    """Take the draft out of a dialog's data; another dialog may have left its own in between."""
    return Draft(**{each.name: data[each.name] for each in fields(Draft) if each.name in data})
