"""Finding customers: by card, by number, by name however it is spelt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rosterdesk.core.customers.finding.names import CALLED, load_names
from rosterdesk.core.customers.finding.people import list_called, list_needed, rank
from rosterdesk.core.customers.finding.words import WordIndex, split_name
from rosterdesk.core.customers.schools import find_school
from rosterdesk.core.storage.bulk import match_any, select_tuples
from rosterdesk.core.storage.database import connection, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.customers.finding.words import Scores

MOST_FOUND = 100

# Each of these has an index: the union reads a handful of rows, whatever the size of the library.
# A pupil number is unique within a school only; of a country's schools dozens may have given it.
BY_NUMBER = (
    "SELECT customer_id AS id FROM card WHERE number = ?"
    " UNION SELECT id FROM (SELECT id FROM customer WHERE external_number = ?{limit}) AS pupils"
    " UNION SELECT id FROM customer WHERE external_number_2 = ?"
    " UNION SELECT id FROM customer WHERE user_name = ?"
    " UNION SELECT id FROM customer WHERE email = ?"
)


@dataclass(frozen=True, slots=True)
class FoundCustomer:
    """The part of a customer that a list shows; the school is '' for somebody who has none.

    A list shows a few columns: the whole customer is loaded when it is opened.
    """

    id: int
    role: str
    external_number: str | None
    initials: str | None
    first_name: str | None
    prefix: str | None
    surname: str
    class_code: str | None
    class_name: str | None
    email: str | None
    school_code: str
    school_name: str


_FOUND = (
    "SELECT c.id, c.role, c.external_number, c.initials, c.first_name, c.prefix, c.surname,"
    " c.class_code, c.class_name, c.email, coalesce(s.code, ''), coalesce(s.name, '')"
    " FROM customer c LEFT JOIN school s ON s.id = c.school_id WHERE"
)


async def find_customers(
    text: str = "",
    *,
    school_code: str | None = None,
    class_name: str | None = None,
    limit: int = MOST_FOUND,
) -> list[FoundCustomer]:
    """Return at most ``limit`` customers, the best first; without a text in order of class.

    A text that is exactly a card, a number, a user name or an e-mail address finds only that.
    """
    where, values = await _narrow(school_code, class_name)
    if not text.strip():
        ids = await _list_ids(where, values, limit)
    else:
        ids = await _find_number(text.strip(), where, values, limit)
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


async def _find_number(text: str, where: str, values: Sequence[Any], limit: int) -> list[int]:
    query = BY_NUMBER.format(limit="" if where else f" LIMIT {limit}")
    found = [row["id"] for row in await rows(query, [text, text, text, text.lower(), text])]
    if not found or not where:
        return found
    marks = ", ".join("?" * len(found))
    kept = await rows(f"SELECT id FROM customer{where} AND id IN ({marks})", [*values, *found])
    return [row["id"] for row in kept]


async def find_names(text: str, where: str, values: Sequence[Any], limit: int) -> list[int]:
    """Return those whose name is most like the text.

    Many people share a name: the different names are judged first, then who has them is read.
    """
    wanted = split_name(text)
    surnames, called = await (_load_names_there(where, values) if where else _load_all_names())
    by_called = called.score(wanted)
    by_surname = surnames.score(wanted, list_needed(wanted, by_called))
    if where:
        people = await _list_there(where, values, by_called, by_surname)
    else:
        people = await list_called(by_called, by_surname, len(wanted), limit)
    return rank(people, by_called, by_surname, len(wanted), limit)


async def _load_all_names() -> tuple[WordIndex, WordIndex]:
    names = await load_names()
    return names.surnames, names.called


async def _load_names_there(where: str, values: Sequence[Any]) -> tuple[WordIndex, WordIndex]:
    found = await select_tuples(
        connection(), f"SELECT DISTINCT surname, {CALLED} FROM customer{where}", values
    )
    return WordIndex(row[0] for row in found), WordIndex(row[1] for row in found)


async def _list_there(
    where: str, values: Sequence[Any], by_called: Scores, by_surname: Scores
) -> Sequence[Sequence[Any]]:
    client = connection()
    first, one = match_any(client, "surname", by_surname)
    second, other = match_any(client, CALLED, by_called)
    query = f"SELECT id, {CALLED}, surname FROM customer{where} AND ({first} OR {second})"
    return await select_tuples(client, query, [*values, one, other])


async def _load(ids: Sequence[int]) -> list[FoundCustomer]:
    client = connection()
    condition, value = match_any(client, "c.id", ids)
    loaded = await select_tuples(client, f"{_FOUND} {condition}", [value])
    found = {row[0]: FoundCustomer(*row) for row in loaded}
    return [found[number] for number in ids if number in found]
