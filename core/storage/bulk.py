"""Many rows at once, without an object per row (measured: 3 to 5 times faster than objects).

Dates and times go in as they are on both databases: tortoise tells sqlite3 how to write them as
text, as it writes those of its own objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.storage.database import is_postgres, number_placeholders, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient


async def reserve_ids(client: BaseDBAsyncClient, table: str, count: int) -> Sequence[int]:
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
        f'SELECT max(coalesce((SELECT max(id) FROM "{table}"), 0),'
        " coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0)) AS last",
        [table],
    )
    first = int(found[0]["last"]) + 1
    return range(first, first + count)


async def insert_rows(
    client: BaseDBAsyncClient, table: str, columns: Sequence[str], values: Sequence[Sequence[Any]]
) -> None:
    """Insert rows of plain Python values (str, int, bool, date, datetime, None).

    JSON goes in as text (`dump`): it is made once, where the value is.
    """
    if not values:
        return
    if is_postgres(client):
        await client._connection.copy_records_to_table(  # noqa: SLF001 - COPY has no public way through tortoise
            table, columns=list(columns), records=values
        )
        return
    marks = ", ".join("?" * len(columns))
    query = f'INSERT INTO "{table}" ({_quote(columns)}) VALUES ({marks})'
    lines: list[Any] = list(values)
    await client.execute_many(query, lines)


async def update_rows(client: BaseDBAsyncClient, query: str, values: Sequence[Any]) -> None:
    """Run one UPDATE for each row of values; placeholders are ``?``."""
    if not values:
        return
    await client.execute_many(number_placeholders(client, query), list(values))


def match_any(client: BaseDBAsyncClient, column: str, values: Iterable[Any]) -> tuple[str, Any]:
    """Return a condition "column is one of these" with one ``?``, and the value for it.

    One query whatever the number of values: an IN list has a limit on both databases.
    """
    if is_postgres(client):
        return f"{column} = ANY(?)", list(values)
    return f"{column} IN (SELECT value FROM json_each(?))", dump(list(values))


async def select_any(
    client: BaseDBAsyncClient, query: str, column: str, values: Sequence[Any]
) -> list[dict[str, Any]]:
    """Run ``query`` + ``column is one of values`` and return its rows."""
    if not values:
        return []
    condition, value = match_any(client, column, values)
    return await rows(f"{query} {condition}", [value])


async def change_any(
    client: BaseDBAsyncClient, query: str, column: str, values: Sequence[Any], *before: Any
) -> None:
    """Run an UPDATE or DELETE on the rows where ``column`` is one of the values.

    ``before`` are the values of the query's own placeholders.
    """
    if not values:
        return
    condition, value = match_any(client, column, values)
    await client.execute_query(
        number_placeholders(client, f"{query} {condition}"), [*before, value]
    )


async def select_tuples(
    client: BaseDBAsyncClient, query: str, values: Sequence[Any] = ()
) -> Sequence[Any]:
    """Run a reading query and return its rows as the driver has them: sequences of values."""
    _, found = await client.execute_query(number_placeholders(client, query), list(values))
    return found


def dump(value: Any) -> str:
    """Return JSON as both databases take it."""
    return orjson.dumps(value).decode()


def _quote(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
