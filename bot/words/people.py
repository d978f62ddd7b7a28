"""The words that the dialogs about customers share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.dates import format_date

from rosterdesk.core.language import N_
from rosterdesk.core.models import CardStatus, MembershipKind, StaffRole

if TYPE_CHECKING:
    from datetime import date

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Customer, School

ROLES = {"pupil": N_("pupil"), "teacher": N_("teacher"), "other": N_("other")}
SEXES = {"M": N_("male"), "F": N_("female"), "X": N_("X")}
STAFF_ROLES = {
    StaffRole.LIBRARIAN: N_("librarian"),
    StaffRole.DESK: N_("desk"),
    StaffRole.ADMINISTRATOR: N_("administrator"),
}
CARD_STATUSES = {
    CardStatus.ACTIVE: N_("works"),
    CardStatus.BLOCKED: N_("blocked"),
    CardStatus.REPLACED: N_("replaced"),
}
MEMBERSHIPS = {
    MembershipKind.SCHOOL_LIBRARY: N_("School library"),
    MembershipKind.PUBLIC_LIBRARY: N_("Public library"),
}


def format_day(day: date, language: Language) -> str:
    """Return "24 mrt. 2015"."""
    return format_date(day, "d MMM y", locale=str(language))


def format_address(of: Customer | School) -> str:
    """Return "Dorpsstraat 12a, 1234 AB Voorbeelddam", or '' where none is known."""
    house = f"{of.house_number or ''}{_join_suffix(of.house_number_suffix)}"
    street = " ".join(part for part in (of.street, house) if part)
    town = " ".join(part for part in (of.postcode, of.city) if part)
    return ", ".join(part for part in (street, town) if part)


def _join_suffix(suffix: str | None) -> str:
    if not suffix:
        return ""
    return suffix if suffix.isalpha() else f"-{suffix}"


def format_class(class_name: str | None, class_code: str | None, year: int | None) -> str:
    """Return "groep 5a · 5", with what is known of it."""
    return " · ".join(str(part) for part in (class_name or class_code, year) if part is not None)
