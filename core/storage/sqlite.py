"""The embedded database with a second connection, so that reading never waits for writing.

tortoise has one connection to SQLite, and a transaction keeps everybody else from it: /status
waited for each plan that was being written (measured, docs/decisions/sqlite-reads-beside.md). In
WAL mode a reader sees the last commit and waits for nobody; outside a transaction nothing more
was promised, and PostgreSQL's pool does the same.
"""

from __future__ import annotations

import sqlite3
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.exceptions import OperationalError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tortoise.backends.base.client import TransactionContext

# Set around a transaction that only reads: it holds up nobody.
only_reading: ContextVar[bool] = ContextVar("only_reading", default=False)
_IN_MEMORY = ":memory:"  # it belongs to its connection: a second one would see an empty database


class TwoConnectionClient(SqliteClient):
    """Reads outside a transaction on a connection of their own; all else on the writing one."""

    def __init__(self, file_path: str, **options: Any) -> None:
        super().__init__(file_path, **options)
        self._reader = None if file_path == _IN_MEMORY else SqliteClient(file_path, **options)
        if self._reader is not None:
            self._reader.pragmas["query_only"] = "ON"

    async def execute_query(
        self, query: str, values: list[Any] | None = None
    ) -> tuple[int, Sequence[dict[str, Any]]]:
        run = super().execute_query
        if self._reader is not None and is_reading(query):
            run = self._reader.execute_query
        found: tuple[int, Sequence[dict[str, Any]]] = await run(query, values)
        return found

    async def execute_query_dict(
        self, query: str, values: list[Any] | None = None
    ) -> list[dict[str, Any]]:
        run = super().execute_query_dict
        if self._reader is not None and is_reading(query):
            run = self._reader.execute_query_dict
        found: list[dict[str, Any]] = await run(query, values)
        return found

    def _in_transaction(self) -> TransactionContext:
        return SqliteTransactionContext(_WritingTransaction(self), self._lock)

    async def close(self) -> None:
        # The writer last: it moves the log into the file and deletes it.
        if self._reader is not None:
            await self._reader.close()
        await super().close()


class _WritingTransaction(SqliteTransactionWrapper):
    async def begin(self) -> None:
        try:
            await self._connection.commit()
            await self._connection.execute("BEGIN" if only_reading.get() else "BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error


def is_reading(query: str) -> bool:
    return query.lstrip()[:6].upper() == "SELECT"


client_class = TwoConnectionClient  # the name by which tortoise finds it
