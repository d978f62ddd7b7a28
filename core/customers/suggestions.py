"""Suggestions that save a clerk from looking things up: a school's classes, a free user name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tortoise.expressions import Q

from rosterdesk.core.models import Customer
from rosterdesk.core.person_names import fold, make_key, split_digits
from rosterdesk.core.storage.database import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rosterdesk.core.models import School

_MOST_NAMESAKES = 5
_LONGEST = 32  # leaves room for a number behind it


@dataclass(frozen=True, slots=True)
class SchoolClass:
    code: str
    name: str | None
    year: int | None
    customers: int


async def list_classes(school: School) -> list[SchoolClass]:
    """Return the classes of the school's customers of today, 9B before 10A."""
    found = await rows(
        "SELECT class_code, max(class_name) AS name, max(year) AS year, count(*) AS customers"
        " FROM customer WHERE school_id = ? AND class_code IS NOT NULL GROUP BY class_code",
        [school.id],
    )
    classes = [
        SchoolClass(row["class_code"], row["name"], row["year"], row["customers"]) for row in found
    ]
    return sorted(classes, key=lambda each: split_digits(each.code))


async def find_class(school: School, typed: str) -> SchoolClass | None:
    """Return the school's class with this code or name, whatever its case and spaces."""
    wanted = make_key(typed)
    classes = await list_classes(school)
    return next((c for c in classes if wanted in {make_key(c.code), make_key(c.name)}), None)


async def find_namesakes(facts: Mapping[str, Any]) -> list[Customer]:
    """Return those with that first name and surname, and no other birth date."""
    found = Customer.filter(surname=facts["surname"], first_name=facts["first_name"])
    if born := facts.get("birth_date"):
        found = found.filter(Q(birth_date=born) | Q(birth_date=None))
    return await found.order_by("id").limit(_MOST_NAMESAKES).prefetch_related("school")


async def suggest_user_name(first_name: str | None, prefix: str | None, surname: str) -> str:
    """Return a user name that nobody has: sanne.vandenberg, or sanne.vandenberg2."""
    parts = (make_key(first_name), make_key(fold(f"{prefix or ''}{surname}")))
    base = ".".join(part for part in parts if part)[:_LONGEST] or "lezer"
    found = await Customer.filter(user_name__startswith=base).values_list("user_name", flat=True)
    taken = {str(name) for name in found}
    number = 2
    name = base if len(base) > 2 else f"{base}.lezer"
    while name in taken:
        name = f"{base}{number}"
        number += 1
    return name
