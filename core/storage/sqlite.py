"""The embedded database with a second connection, so that reading never waits for writing.

tortoise has one connection to SQLite, and a transaction keeps everybody else from it: /status
waited for each plan that was being written (measured, docs/decisions/sqlite-reads-beside.md). In
WAL mode a reader sees the last commit and waits for nobody; outside a transaction nothing more
was promised, and PostgreSQL's pool does the same.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import structlog
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tortoise.backends.base.client import TransactionalDBClient, TransactionContext

_log = structlog.get_logger(__name__)


def _log_waiting() -> None:
    _log.warning("database.waiting")


# Called where another program holds the file for some seconds.
tell_waiting: ContextVar[Callable[[], None]] = ContextVar("tell_waiting", default=_log_waiting)
# Set around a transaction that only reads: it holds up nobody.
only_reading: ContextVar[bool] = ContextVar("only_reading", default=False)
_PATIENCE = 2.0  # seconds that another program may hold the file before it is said
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
        return _TransactionContext(_WritingTransaction(self), self._lock)

    async def close(self) -> None:
        # The writer last: it moves the log into the file and deletes it.
        if self._reader is not None:
            await self._reader.close()
        await super().close()


class _TransactionContext(SqliteTransactionContext):
    """Gives the lock back where a transaction could not begin.

    tortoise keeps it then, and the connection of the failed transaction for the task: one time
    that another program held the file would stop all writing for good.
    """

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            self.token = get_connections().set(self.connection_name, self.connection)
            try:
                await self.connection.begin()
            except BaseException:
                get_connections().reset(self.token)
                raise
        except BaseException:
            self._trxlock.release()
            raise
        begun: TransactionalDBClient = self.connection
        return begun


class _WritingTransaction(SqliteTransactionWrapper):
    async def begin(self) -> None:
        waiting = asyncio.get_running_loop().call_later(_PATIENCE, tell_waiting.get())
        try:
            await self._connection.commit()
            await self._connection.execute("BEGIN" if only_reading.get() else "BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error
        finally:
            waiting.cancel()


def is_reading(query: str) -> bool:
    return query.lstrip()[:6].upper() == "SELECT"


client_class = TwoConnectionClient  # the name by which tortoise finds it
