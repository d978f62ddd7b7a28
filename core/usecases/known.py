"""Customers as the comparison sees them, read without an object per row."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.compare.model import Known
from rosterdesk.core.database import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_COLUMNS = (
    "id",
    "school_id",
    "revision",
    "external_number",
    "initials",
    "first_name",
    "prefix",
    "surname",
    "birth_date",
    "sex",
    "class_code",
    "class_name",
    "year",
    "school_type",
    "email",
    "phone",
    "street",
    "house_number",
    "house_number_suffix",
    "postcode",
    "city",
    "role",
    "hand_edited",
)
_SELECT = ", ".join(f"c.{name}" for name in _COLUMNS)
_MOST_VALUES = 500  # in one IN (…): below the limits of both databases


async def load_school_customers(school_id: int) -> list[Known]:
    """Return everybody whom the school ever sent: members and former members."""
    return await _load("c.school_id = ?", [school_id])


async def load_born_on(school_id: int, birth_dates: Iterable[date]) -> list[Known]:
    """Return the customers of other schools with one of these birth dates."""
    found: list[Known] = []
    for part in _split(sorted(set(birth_dates))):
        marks = ", ".join("?" * len(part))
        found += await _load(f"c.school_id <> ? AND c.birth_date IN ({marks})", [school_id, *part])
    return found


async def load_with_cards(school_id: int, card_numbers: Iterable[str]) -> list[Known]:
    """Return the customers of other schools (or of none) with one of these cards."""
    found: list[Known] = []
    for part in _split(sorted(set(card_numbers))):
        marks = ", ".join("?" * len(part))
        found += await _load(
            "coalesce(c.school_id, 0) <> ? AND c.id IN"
            f" (SELECT customer_id FROM card WHERE number IN ({marks}))",
            [school_id, *part],
        )
    return found


def _split(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[i : i + _MOST_VALUES] for i in range(0, len(values), _MOST_VALUES))


async def _load(where: str, values: Sequence[Any]) -> list[Known]:
    customers = await rows(f"SELECT {_SELECT} FROM customer c WHERE {where}", values)
    of_them = f"customer_id IN (SELECT c.id FROM customer c WHERE {where})"
    cards = await rows(
        f"SELECT customer_id, number FROM card WHERE status = 'active' AND {of_them}",
        values,
    )
    memberships = await rows(
        f"SELECT customer_id, kind FROM membership WHERE ends_on IS NULL AND {of_them}",
        values,
    )
    numbers = {row["customer_id"]: row["number"] for row in cards}
    school = {row["customer_id"] for row in memberships if row["kind"] == "school_library"}
    public = {row["customer_id"] for row in memberships if row["kind"] == "public_library"}
    return [
        _make_known(row, numbers.get(row["id"]), row["id"] in school, row["id"] in public)
        for row in customers
    ]


def _make_known(
    row: dict[str, Any],
    card_number: str | None,
    school_member: bool,
    public_member: bool,
) -> Known:
    born = row["birth_date"]
    row["birth_date"] = date.fromisoformat(born) if isinstance(born, str) else born
    edited = row["hand_edited"]
    edited = orjson.loads(edited) if isinstance(edited, str) and edited != "[]" else edited
    row["hand_edited"] = frozenset(edited) if isinstance(edited, list) else frozenset()
    return Known(
        **row, card_number=card_number, school_member=school_member, public_member=public_member
    )
