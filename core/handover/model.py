"""Plain values that are given to a loan system; no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Language, Phrases

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from rosterdesk.core.compare.model import Known
    from rosterdesk.core.reports.wise import Address

phrases = Phrases("rosterdesk.core")


class Form(StrEnum):
    """The form of a file, by the system that reads it."""

    WISE_NL = "wise-nl"
    WISE_EN = "wise-en"
    KOHA = "koha"
    FOLIO = "folio"
    CSV = "csv"
    JSON = "json"


class Who(StrEnum):
    EVERYBODY = "everybody"  # of the school, as they are now
    CHANGED = "changed"  # of those, whoever changed since the last hand-over
    LEAVERS = "leavers"  # who left since the last hand-over


@dataclass(frozen=True, slots=True)
class Period:
    """A membership of any kind; ``ends_on`` is the first day without it."""

    kind: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Member:
    """A customer with all cards (number, status) and memberships, the oldest first."""

    known: Known
    school_code: str | None
    cards: tuple[tuple[str, str], ...]
    periods: tuple[Period, ...]

    @property
    def begun(self) -> date | None:
        """Since when the customer is a member of the school library without a break."""
        return max((p.starts_on for p in self.periods if p.kind == "school_library"), default=None)

    @property
    def ended(self) -> date | None:
        """The first day without it; None while it goes on."""
        found = [p.ends_on for p in self.periods if p.kind == "school_library"]
        return None if not found or None in found else max(day for day in found if day)


@dataclass(frozen=True, slots=True)
class Place:
    """The fixed values of a school in the loan system, from its policy."""

    code: str
    branch: str
    category: str
    category_of_teachers: str
    number_attribute: str = ""
    class_attribute: str = ""
    address_type: str = ""
    address: Address | None = None  # of the school

    def choose_category(self, known: Known) -> str:
        return (self.category_of_teachers if known.role == "teacher" else "") or self.category


@dataclass(frozen=True, slots=True)
class Written:
    """The content of a file, and (customer, code of REFUSALS) for those whom it would not hold."""

    content: bytes
    people: int
    refused: tuple[tuple[int, str], ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


REFUSALS = {
    "no_card": N_("no card number"),
    "no_name": N_("no surname, or neither a first name nor initials"),
    "no_surname": N_("no surname"),
    "no_number": N_("no pupil number, or one of more than 20 characters"),
    "no_class": N_(
        "no class code that Wise takes: at most 10 characters, no quotes or + & < > / |"
    ),
    "no_year": N_("no year"),
    "no_address": N_("no address, and none of the school"),
    "no_branch": N_("the school has no branch for the loan system: set loan_branch"),
    "branch_long": N_("the branch is longer than 10 characters: set loan_branch"),
    "no_category": N_("the school has no category for the loan system: set loan_category"),
    "category_long": N_("the category is longer than 10 characters: set loan_category"),
    "card_long": N_("a card number of more than 32 characters"),
}


def describe_refusal(code: str, language: Language) -> str:
    return phrases.say(language, REFUSALS[code])
