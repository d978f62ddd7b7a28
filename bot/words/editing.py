"""The fields of a customer that staff change by hand, at whatever door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rosterdesk.bot.words.fields import LABELS
from rosterdesk.bot.words.people import ROLES, format_address
from rosterdesk.bot.words.typed import to_facts
from rosterdesk.core.customers.suggestions import find_class
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from rosterdesk.core.models import Customer, School

EDITED = {
    **{name: LABELS[name] for name in LABELS if name not in {"school", "card"}},
    "phone": N_("Telephone"),
    "school_type": N_("School type"),
    "external_number": N_("External number"),
    "external_number_2": N_("External number 2"),
    "notice": N_("Notice"),
    "remarks": N_("Remarks"),
}
TOGGLES = {"receipts": N_("Receipts"), "reservation_notices": N_("Reservation notices")}


def write_value(customer: Customer, name: str) -> str:
    """Return what stands in a field, as it would be typed; '' for nothing."""
    if name == "address":
        return format_address(customer)
    if name == "name":
        called = customer.first_name or customer.initials
        return " ".join(part for part in (called, customer.prefix, customer.surname) if part)
    if name == "birth_date":
        return f"{customer.birth_date:%d-%m-%Y}" if customer.birth_date else ""
    value = getattr(customer, {"class": "class_name"}.get(name, name))
    if name == "class" and value is None:
        value = customer.class_code
    return "" if value is None else str(value)


async def read_value(school: School | None, name: str, value: str) -> dict[str, Any]:
    """Return the facts in what was typed or tapped; a class that exists brings its year.

    Raises TypedError where it cannot be read.
    """
    if name == "role":
        return {"role": value if value in ROLES else "pupil"}
    if name == "class" and school is not None:
        chosen = await find_class(school, value)
        if chosen is not None:
            facts = {"class_code": chosen.code, "class_name": chosen.name}
            return facts | ({} if chosen.year is None else {"year": chosen.year})
    return to_facts(name, value)
