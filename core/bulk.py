"""Many rows at once, without an object per row (measured: 3 to 5 times faster than objects)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.database import is_postgres, number_placeholders, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient


async def reserve_ids(client: BaseDBAsyncClient, table: str, count: int) -> range | list[int]:
    """Return ids for rows that will be inserted; call it inside ``writing()``.

    SQLite has one writer, so the ids after the highest are free; PostgreSQL's sequence gives
    them without making two imports wait for each other.
    """
    if count == 0:
        return range(0)
    if is_postgres(client):
        found = await client.execute_query_dict(
            "SELECT nextval(pg_get_serial_sequence($1, 'id')) AS id FROM generate_series(1, $2)",
            [table, count],
        )
        return [row["id"] for row in found]
    found = await rows(
        f"SELECT max(coalesce((SELECT max(id) FROM {table}), 0),"
        " coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0)) AS last",
        [table],
    )
    first = int(found[0]["last"]) + 1
    return range(first, first + count)


async def insert_rows(
    client: BaseDBAsyncClient, table: str, columns: Sequence[str], values: Sequence[Sequence[Any]]
) -> None:
    """Insert rows of plain Python values (str, int, bool, date, datetime, dict, list, None)."""
    if not values:
        return
    if is_postgres(client):
        await client._connection.copy_records_to_table(  # noqa: SLF001 - COPY has no public way through tortoise
            table, columns=list(columns), records=[_encode_postgres(row) for row in values]
        )
        return
    marks = ", ".join("?" * len(columns))
    query = f'INSERT INTO "{table}" ({_quote(columns)}) VALUES ({marks})'
    await client.execute_many(query, [list(_encode_sqlite(row)) for row in values])


async def update_rows(
    client: BaseDBAsyncClient, query: str, values: Sequence[Sequence[Any]]
) -> None:
    """Run one UPDATE for each row of values; placeholders are ``?``."""
    if not values:
        return
    encode = _encode_postgres if is_postgres(client) else _encode_sqlite
    await client.execute_many(
        number_placeholders(client, query), [list(encode(row)) for row in values]
    )


def _quote(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _encode_postgres(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(orjson.dumps(v).decode() if isinstance(v, dict | list) else v for v in row)


def _encode_sqlite(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(encode_sqlite(value) for value in row)


def encode_sqlite(value: Any) -> Any:
    """Return the value as tortoise writes it to SQLite (ISO text; JSON as text)."""
    if isinstance(value, dict | list):
        return orjson.dumps(value).decode()
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return value
