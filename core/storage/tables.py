"""All the tables of the open database as plain rows, the same whatever the database."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

import orjson
from tortoise import fields
from tortoise.context import require_context
from tortoise.transactions import in_transaction

from rosterdesk.core.storage.bulk import dump, insert_rows
from rosterdesk.core.storage.database import change, connection, is_postgres, rows
from rosterdesk.core.storage.sqlite import only_reading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

    from tortoise.models import Model

_AT_ONCE = 5000
_MIGRATIONS = "tortoise_migrations"


@dataclass(frozen=True, slots=True)
class Table:
    """``columns`` maps each column to its kind of field; ``key`` is one column."""

    name: str
    key: str
    columns: Mapping[str, type[fields.Field[Any]]]


def list_tables() -> list[Table]:
    """Return the tables, each after those that it refers to."""
    context = require_context()
    assert context.apps is not None
    models = {
        model._meta.db_table: model  # noqa: SLF001 - tortoise describes its models there only
        for app in context.apps.values()
        for model in app.values()
    }
    wanted = {name: set(_list_referred(model)) - {name} for name, model in models.items()}
    return [_describe(models[name]) for name in TopologicalSorter(wanted).static_order()]


def _list_referred(model: type[Model]) -> Iterable[str]:
    meta = model._meta  # noqa: SLF001 - as above
    for name in (*meta.fk_fields, *meta.o2o_fields):
        field: Any = meta.fields_map[name]
        yield field.related_model._meta.db_table  # noqa: SLF001 - as above


def _describe(model: type[Model]) -> Table:
    meta = model._meta  # noqa: SLF001 - as above
    columns = {
        column: type(meta.fields_map[name]) for name, column in meta.fields_db_projection.items()
    }
    return Table(meta.db_table, meta.db_pk_column, columns)


@asynccontextmanager
async def one_moment() -> AsyncIterator[None]:
    """Read everything inside as it is at one moment, while others go on writing."""
    token = only_reading.set(True)
    try:
        async with _read_at_one_moment():
            yield
    finally:
        only_reading.reset(token)


@asynccontextmanager
async def _read_at_one_moment() -> AsyncIterator[None]:
    async with in_transaction() as client:
        if is_postgres(client):
            await client.execute_query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        await rows("SELECT count(*) FROM school")  # the moment is that of the first reading
        yield


async def read_table(table: Table) -> AsyncIterator[list[list[Any]]]:
    """Return the rows in the order of their keys, as plain JSON values, in pieces."""
    names = ", ".join(f'"{name}"' for name in table.columns)
    query = f'SELECT {names} FROM "{table.name}"'
    end = f'ORDER BY "{table.key}" LIMIT {_AT_ONCE}'
    found = await rows(f"{query} {end}")
    while found:
        yield [_to_plain(table, row) for row in found]
        last = found[-1][table.key]
        found = await rows(f'{query} WHERE "{table.key}" > ? {end}', [last])


def _to_plain(table: Table, row: Mapping[str, Any]) -> list[Any]:
    return [_write_value(kind, row[name]) for name, kind in table.columns.items()]


def _write_value(kind: type[fields.Field[Any]], value: Any) -> Any:
    if value is None:
        return None
    if issubclass(kind, fields.JSONField):
        return orjson.loads(value) if isinstance(value, str) else value
    if issubclass(kind, fields.BooleanField):
        return bool(value)
    if issubclass(kind, fields.DatetimeField) and isinstance(value, str):
        return datetime.fromisoformat(value).isoformat()  # SQLite's text has a space in it
    return value.isoformat() if isinstance(value, date) else value


def _read_value(kind: type[fields.Field[Any]], value: Any) -> Any:
    if value is None:
        return None
    if issubclass(kind, fields.JSONField):
        return dump(value)
    if issubclass(kind, fields.DatetimeField):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if issubclass(kind, fields.DateField) else value


async def write_table(table: Table, found: Sequence[Sequence[Any]]) -> None:
    """Insert rows that ``read_table`` returned, maybe of the other kind of database."""
    kinds = table.columns.values()
    values = [
        tuple(_read_value(kind, value) for kind, value in zip(kinds, row, strict=True))
        for row in found
    ]
    await insert_rows(connection(), table.name, list(table.columns), values)


async def count_rows() -> dict[str, int]:
    """Return the number of rows of each table."""
    return {
        table.name: int((await rows(f'SELECT count(*) AS n FROM "{table.name}"'))[0]["n"])
        for table in list_tables()
    }


async def read_numbers() -> dict[str, int]:
    """Return the last number that each table gave out: also of rows that are gone."""
    counting = [table.name for table in list_tables() if table.key == "id"]
    if not is_postgres(connection()):
        found = await rows("SELECT name, seq FROM sqlite_sequence")
        last = {row["name"]: int(row["seq"]) for row in found}
        return {name: last[name] for name in counting if last.get(name)}
    numbers = {}
    for table in counting:
        (name,) = await rows("SELECT pg_get_serial_sequence(?, 'id') AS name", [table])
        (row,) = await rows(f"SELECT last_value, is_called FROM {name['name']}")
        if row["is_called"]:
            numbers[table] = int(row["last_value"])
    return numbers


async def write_numbers(numbers: Mapping[str, int]) -> None:
    """Go on counting where the other database was: a number is never given out twice."""
    for name, last in numbers.items():
        if is_postgres(connection()):
            await rows("SELECT setval(pg_get_serial_sequence(?, 'id'), ?)", [name, last])
        else:
            query = "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?"
            if not await change(query, [last, name]):
                await change("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [name, last])


async def list_migrations() -> list[str]:
    """Return the steps that the database has taken: its version."""
    found = await rows(f"SELECT app, name FROM {_MIGRATIONS} ORDER BY app, name")
    return [f"{row['app']}.{row['name']}" for row in found]
