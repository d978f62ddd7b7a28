"""Customers as the comparison sees them: as lines where that is enough, else as `Known`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.compare.fields import ROSTER_FIELDS
from rosterdesk.core.compare.unchanged import (
    KNOWN_FIELDS,
    SNAPSHOT_COLUMNS,
    Snapshot,
    unpack_known,
)
from rosterdesk.core.models import (
    CardStatus,
    MembershipKind,
    School,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.plans.alike import find_alike
from rosterdesk.core.storage.bulk import match_any, select_tuples
from rosterdesk.core.storage.database import connection, is_postgres

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient

    from rosterdesk.core.compare.model import ChangeKind, Known
    from rosterdesk.core.roster.model import Pupil

# A card that was blocked because its owner left is still theirs: they may come back.
_CARD = (
    "(SELECT o.number FROM card o WHERE o.customer_id = c.id AND"
    f" (o.status = '{CardStatus.ACTIVE}'"
    f" OR o.status = '{CardStatus.BLOCKED}' AND o.blocked_by_plan_id IS NOT NULL)"
    " ORDER BY o.status, o.id DESC LIMIT 1)"
)
_MEMBER = (
    "EXISTS (SELECT 1 FROM membership o"
    " WHERE o.customer_id = c.id AND o.kind = '{}' AND o.ends_on IS NULL)"
)
# A row has the fields of Known in their order; these come from other tables than the customer's.
_BESIDE = {
    "card_number": _CARD,
    "school_member": _MEMBER.format(MembershipKind.SCHOOL_LIBRARY.value),
    "public_member": _MEMBER.format(MembershipKind.PUBLIC_LIBRARY.value),
}
# In the order of the table: by the index on numbers SQLite would jump back and forth in it.
_OF_SCHOOL = "c.id IN (SELECT id FROM customer WHERE school_id = ?)"
_OF_SCHOOL_POSTGRES = "c.school_id = ?"  # which keeps to the order of the table by itself
_BORN = "to_char(c.birth_date, 'YYYY-MM-DD')"  # PostgreSQL; in SQLite it is text


async def guess_snapshot(school_id: int) -> Snapshot | None:
    """Take a snapshot as the school's next file will need it, if that is like the last one.

    Outside of any transaction, while the file is being read. None: there was no last one.
    """
    last = (
        await Submission.filter(school_id=school_id, status=SubmissionStatus.APPLIED)
        .order_by("-id")
        .first()
        .only("id", "answer")
    )
    fields = last.answer.get("fields") if last else None
    if not fields or not set(fields) <= set(ROSTER_FIELDS):  # as another version of the program
        return None
    return await take_snapshot(connection(), school_id, fields)


async def take_snapshot(
    client: BaseDBAsyncClient, school_id: int, fields: Sequence[str]
) -> Snapshot:
    """Return everybody whom the school ever sent, as lines of these fields.

    The database makes a few texts of all of them: a row for each of a hundred thousand takes ten
    times as long, most of it in this process.
    """
    school = await School.filter(id=school_id).using_db(client).get()
    found = await select_tuples(client, _make_query(client, fields), [school_id])
    *columns, said = found[0]
    ids, *others = (orjson.loads(column or "[]") for column in columns)
    return Snapshot(
        school.revision,
        tuple(fields),
        ids,
        said.split("\n") if said is not None else [],
        dict(zip(SNAPSHOT_COLUMNS, others, strict=True)),
    )


def _make_query(client: BaseDBAsyncClient, fields: Sequence[str]) -> str:
    postgres = is_postgres(client)
    gather = "json_agg" if postgres else "json_group_array"
    columns = [_BESIDE.get(name, f"c.{name}") for name in ("id", *SNAPSHOT_COLUMNS)]
    values = ", ".join(_describe_as_text(name, postgres=postgres) for name in fields)
    line = f"array_to_json(ARRAY[{values}])::text" if postgres else f"json_array({values})"
    said = (
        f"CASE WHEN c.external_number IS NOT NULL AND {_BESIDE['school_member']}"
        f" THEN {line} ELSE '' END"
    )
    join = f"string_agg({said}, chr(10))" if postgres else f"group_concat({said}, char(10))"
    gathered = ", ".join(f"CAST({gather}({column}) AS TEXT)" for column in columns)
    return f"SELECT {gathered}, {join} FROM customer c WHERE {_of_school(client)}"


def _of_school(client: BaseDBAsyncClient) -> str:
    return _OF_SCHOOL_POSTGRES if is_postgres(client) else _OF_SCHOOL


def _describe_as_text(name: str, *, postgres: bool) -> str:
    """Return the value as `roster.packed` says it."""
    assert name in ROSTER_FIELDS
    if name == "year":
        return "CAST(c.year AS TEXT)"
    if name == "birth_date" and postgres:
        return _BORN
    return f"c.{name}"


async def load_customers_of_school(client: BaseDBAsyncClient, school_id: int) -> list[Known]:
    """Return everybody whom the school ever sent, members and former members, with their cards."""
    return await _load(client, _of_school(client), [school_id])


async def load_customers(client: BaseDBAsyncClient, ids: Sequence[int]) -> list[Known]:
    """Return these customers without cards: for a file that has none to compare."""
    if not ids:
        return []
    condition, value = match_any(client, "c.id", ids)
    return await _load(client, condition, [value], with_cards=False)


async def load_customers_with_cards(client: BaseDBAsyncClient, ids: Sequence[int]) -> list[Known]:
    """Return these customers, of whatever school, with their cards."""
    if not ids:
        return []
    condition, value = match_any(client, "c.id", ids)
    return await _load(client, condition, [value])


async def load_elsewhere(
    client: BaseDBAsyncClient, school_id: int, strangers: Sequence[Pupil], percent: int
) -> list[Known]:
    """Return who of the other schools (or of none) may be a stranger, or has a stranger's card.

    ``percent`` is how alike names are before two people may be one (Policy.similar_percent).
    """
    alike = await find_alike(client, strangers, percent)
    cards = sorted({pupil.card_number for pupil in strangers if pupil.card_number is not None})
    there = "coalesce(c.school_id, 0) <> ?"
    found: list[Known] = []
    if alike:
        condition, value = match_any(client, "c.id", alike)
        found += await _load(client, f"{there} AND {condition}", [school_id, value])
    if ecks := sorted({pupil.eck_id for pupil in strangers if pupil.eck_id is not None}):
        condition, value = match_any(client, "c.eck_id", ecks)
        found += await _load(client, f"{there} AND {condition}", [school_id, value])
    if cards:
        condition, value = match_any(client, "number", cards)
        owners = f"c.id IN (SELECT customer_id FROM card WHERE {condition})"
        found += await _load(client, f"{there} AND {owners}", [school_id, value])
    return list({known.id: known for known in found}.values())


async def load_customers_of_plan(
    client: BaseDBAsyncClient, plan_id: int, kinds: Sequence[ChangeKind]
) -> list[Known]:
    """Return whom a plan made, and those with changes of these kinds, with their cards."""
    marks = ", ".join("?" * len(kinds))
    # Not "made or changed": for that PostgreSQL reads all customers.
    there = (
        "c.id IN (SELECT m.id FROM customer m"
        ' JOIN "change" ON "change".id = m.origin_change_id WHERE plan_id = ?'
        f' UNION SELECT customer_id FROM "change" WHERE plan_id = ? AND kind IN ({marks}))'
    )
    return await _load(client, there, [plan_id, plan_id, *map(str, kinds)])


async def _load(
    client: BaseDBAsyncClient, where: str, values: Sequence[Any], *, with_cards: bool = True
) -> list[Known]:
    beside = dict(_BESIDE)
    if not with_cards:
        beside["card_number"] = "NULL"
    if is_postgres(client):
        beside["birth_date"] = _BORN
    columns = ", ".join(beside.get(name, f"c.{name}") for name in KNOWN_FIELDS)
    found = await select_tuples(client, f"SELECT {columns} FROM customer c WHERE {where}", values)
    # Off the loop: there may be a hundred thousand.
    return await asyncio.to_thread(unpack_known, found)
