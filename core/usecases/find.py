"""Finding customers: by card, by number, by name however it is spelt."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from rosterdesk.core.compare.names import drop_prefix, fold
from rosterdesk.core.database import rows
from rosterdesk.core.models import Customer
from rosterdesk.core.usecases.schools import find_school

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_FOUND = 100
_LEAST_ALIKE = 72  # percent: "sane van de berg" is Sanne van den Berg, "berg" is not Beer
_MOST_VALUES = 500

# Each of these has an index: the union reads a handful of rows, whatever the size of the library.
BY_NUMBER = (
    "SELECT customer_id AS id FROM card WHERE number = ?"
    " UNION SELECT id FROM customer WHERE external_number = ?"
    " UNION SELECT id FROM customer WHERE external_number_2 = ?"
    " UNION SELECT id FROM customer WHERE user_name = ?"
    " UNION SELECT id FROM customer WHERE email = ?"
)
NAMES = "SELECT id, first_name, initials, prefix, surname FROM customer"


async def find_customers(
    text: str = "",
    *,
    school_code: str | None = None,
    class_name: str | None = None,
    limit: int = MOST_FOUND,
) -> list[Customer]:
    """Return at most ``limit`` customers, the best first; without a text in order of class.

    A text that is exactly a card, a number, a user name or an e-mail address finds only that.
    """
    where, values = await _narrow(school_code, class_name)
    if not text.strip():
        ids = await _list_ids(where, values, limit)
    else:
        ids = await _find_number(text.strip(), where, values)
        ids = ids or await find_names(text, where, values, limit)
    return await _load(ids[:limit])


async def _narrow(school_code: str | None, class_name: str | None) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    if school_code:
        parts.append("school_id = ?")
        values.append((await find_school(school_code)).id)
    if class_name:
        parts.append("(class_name = ? OR class_code = ?)")
        values += [class_name, class_name]
    return (" WHERE " + " AND ".join(parts) if parts else ""), values


async def _list_ids(where: str, values: Sequence[Any], limit: int) -> list[int]:
    found = await rows(
        f"SELECT id FROM customer{where} ORDER BY surname, first_name, id LIMIT {limit}", values
    )
    return [row["id"] for row in found]


async def _find_number(text: str, where: str, values: Sequence[Any]) -> list[int]:
    found = [row["id"] for row in await rows(BY_NUMBER, [text, text, text, text.lower(), text])]
    if not found or not where:
        return found
    marks = ", ".join("?" * len(found))
    kept = await rows(f"SELECT id FROM customer{where} AND id IN ({marks})", [*values, *found])
    return [row["id"] for row in kept]


async def find_names(text: str, where: str, values: Sequence[Any], limit: int) -> list[int]:
    """Return those whose name is most like the text; off the event loop, it is a moment's work."""
    found = await rows(NAMES + where, values)
    return await asyncio.to_thread(rank_names, text, found, limit)


def rank_names(text: str, found: Sequence[dict[str, Any]], limit: int) -> list[int]:
    """Return the ids of the rows of NAMES whose name is like the text, the most alike first."""
    wanted = _make_key(text.split())
    if not wanted:
        return []
    keys = {row["id"]: _make_key(_list_words(row)) for row in found}
    ranked = process.extract(
        wanted, keys, scorer=fuzz.token_set_ratio, score_cutoff=_LEAST_ALIKE, limit=limit
    )
    near = [(fuzz.token_sort_ratio(wanted, key), score, number) for key, score, number in ranked]
    return [number for _, _, number in sorted(near, key=lambda each: (-each[1], -each[0]))]


def _list_words(row: dict[str, Any]) -> list[str]:
    called = row["first_name"] or row["initials"] or ""
    return [called, drop_prefix(fold(row["surname"] or ""))]


def _make_key(words: Sequence[str]) -> str:
    return fold(" ".join(word for word in words if word))


async def _load(ids: Sequence[int]) -> list[Customer]:
    found: dict[int, Customer] = {}
    for start in range(0, len(ids), _MOST_VALUES):
        part = ids[start : start + _MOST_VALUES]
        for customer in await Customer.filter(id__in=part).prefetch_related("school"):
            found[customer.id] = customer
    return [found[number] for number in ids if number in found]
