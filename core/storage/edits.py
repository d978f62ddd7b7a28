"""Rows that change, with what they were: the one who writes them can also give them back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.storage.bulk import change_any, dump, insert_rows, update_rows
from rosterdesk.core.storage.database import is_postgres

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tortoise.backends.base.client import BaseDBAsyncClient

    Row = dict[str, Any]

_BEFORE = ("plan_id", "customer_id", "table_name", "row_id", "row")
_DATES = {"birth_date", "starts_on", "ends_on"}
_TIMES = {"changed_at"}


@dataclass(frozen=True, slots=True)
class Edit:
    """One row's new values, by column; ``before`` has the same columns."""

    table: str
    row_id: int
    customer_id: int
    before: Row
    after: Row


@dataclass(slots=True)
class Edits:
    """``made`` are rows that were inserted for customers who existed: (table, row, customer)."""

    edits: list[Edit] = field(default_factory=list)
    made: list[tuple[str, int, int]] = field(default_factory=list)

    def edit(self, table: str, row: Row, customer_id: int, after: Row) -> None:
        before = {name: row[name] for name in after}
        self.edits.append(Edit(table, row["id"], customer_id, before, after))


async def write_edits(client: BaseDBAsyncClient, edits: Iterable[Edit]) -> None:
    """Write the new values; numbers that change hands are let go of first."""
    by_columns: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = defaultdict(list)
    giving = []
    for edit in edits:
        by_columns[edit.table, tuple(edit.after)].append((*edit.after.values(), edit.row_id))
        if edit.table == "customer" and not edit.after.keys().isdisjoint(_NUMBER):
            giving.append(edit.row_id)
    await change_any(client, "UPDATE customer SET external_number = NULL WHERE", "id", giving)
    for (table, columns), values in by_columns.items():
        assignments = ", ".join(f'"{column}" = ?' for column in columns)
        await update_rows(client, f'UPDATE "{table}" SET {assignments} WHERE id = ?', values)


_NUMBER = {"external_number", "school_id"}  # unique together


async def keep_befores(client: BaseDBAsyncClient, plan_id: int, edits: Edits) -> None:
    values: list[tuple[Any, ...]] = [
        (plan_id, edit.customer_id, edit.table, edit.row_id, dump(edit.before))
        for edit in edits.edits
    ]
    values += [(plan_id, customer, table, row, None) for table, row, customer in edits.made]
    await insert_rows(client, "row_before", _BEFORE, values)


def read_before(client: BaseDBAsyncClient, kept: str) -> Row:
    """Return the kept values as the database takes them; SQLite's own text comes back as it was."""
    row: Row = orjson.loads(kept)
    if not is_postgres(client):
        return row
    for name in _DATES & row.keys():
        row[name] = read_date(row[name])
    for name in _TIMES & row.keys():
        row[name] = datetime.fromisoformat(row[name]) if row[name] else None
    return row


def read_date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
