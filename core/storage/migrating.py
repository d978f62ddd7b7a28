"""The schema's steps: forwards at a start, backwards for a program that is older.

On PostgreSQL all of them are one transaction, and one process at a time takes them.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor
from tortoise.transactions import in_transaction
from tortoise.utils import generate_schema_for_client

from rosterdesk.core.language import N_
from rosterdesk.core.storage.append_only import write_triggers
from rosterdesk.core.storage.indexes import write_indexes
from rosterdesk.core.storage.trouble import DatabaseError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

    from tortoise.backends.base.client import BaseDBAsyncClient
    from tortoise.migrations.executor import PlanStep
    from tortoise.migrations.graph import MigrationGraph

    _Apps = dict[str, Any]

_LOCK = 0x726F7374  # "rost": PostgreSQL's advisory lock for the one migrator at a time


class _Executor(MigrationExecutor):
    """Goes back as far as a step of one app, and leaves other apps what only stands on that step.

    Tortoise undoes all that depends on the step that stays: going back to the core's first one
    would drop every table of chat and mail.
    """

    def _backward_plan(
        self,
        target: MigrationTarget,
        applied: set[MigrationKey],
        graph: MigrationGraph,
        *,
        include_target: bool = False,
    ) -> list[PlanStep]:
        if include_target:
            return list(super()._backward_plan(target, applied, graph, include_target=True))
        stays = graph.node_map[MigrationKey(target.app_label, target.name)]
        later = sorted(
            each.key for each in stays.children if each.key.app_label == target.app_label
        )
        return [
            step
            for key in later
            for step in self._backward_plan(
                MigrationTarget(key.app_label, key.name), applied, graph, include_target=True
            )
        ]


async def go_forward(client: BaseDBAsyncClient, apps: _Apps) -> None:
    """Take the steps that the database has not taken yet; a new one gets all tables at once."""
    if await _pending(client, apps):
        async with _migrating(client, apps) as executor:
            new = not await executor.recorder.applied_migrations()
            # Nothing in a new database needs a step, and the steps take a hundred times as long.
            if not new:
                await executor.migrate(None, direction="forward")
            await _make_missing(executor.connection, new=new)
            if new:
                await executor.migrate(None, fake=True)


async def go_back(client: BaseDBAsyncClient, apps: _Apps, step: str) -> None:
    """Undo all that came after the step, named as ``core.0001_initial``.

    What stands in the columns and tables that a later step made is lost.
    """
    executor = MigrationExecutor(client, apps)
    await _pending(client, apps)
    app, _, name = step.partition(".")
    taken = {(each.app_label, each.name) for each in await executor.recorder.applied_migrations()}
    if (app, name) not in taken:
        steps = ", ".join(sorted(".".join(each) for each in taken))
        raise DatabaseError(
            N_("The database never took the step {step}; it took {steps}."), step=step, steps=steps
        )
    async with _migrating(client, apps) as executor:
        await executor.migrate([MigrationTarget(app, name)], direction="backward")


async def require_current(client: BaseDBAsyncClient, apps: _Apps) -> None:
    if pending := await _pending(client, apps):
        raise DatabaseError(
            N_("The database is {count} step(s) behind this program: run 'rosterdesk migrate'."),
            count=pending,
        )


async def _make_missing(client: BaseDBAsyncClient, *, new: bool) -> None:
    """Make what of the models is not there yet: to change a table, SQLite drops its indexes.

    A table that stands in a ``new`` database of PostgreSQL is another program's: that is an error,
    and the transaction ends. SQLite's file is ours alone, and may be half made by a start that was
    cut off.
    """
    safe = client.capabilities.dialect != "postgres" or not new
    await generate_schema_for_client(client, safe=safe)


_COLUMNS_OF_SQLITE = (
    "SELECT m.name AS of_table, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
    " WHERE m.type = 'table'"
)
_COLUMNS_OF_POSTGRES = (
    "SELECT table_name AS of_table, column_name AS name FROM information_schema.columns"
    " WHERE table_schema = current_schema()"
)


@asynccontextmanager
async def _migrating(client: BaseDBAsyncClient, apps: _Apps) -> AsyncIterator[MigrationExecutor]:
    """Give what migrates, and put on again what of the schema is in no model."""
    if client.capabilities.dialect == "postgres":
        async with in_transaction() as held:
            await held.execute_query(f"SELECT pg_advisory_xact_lock({_LOCK})")
            executor = _Executor(held, apps)
            # Where there is no list of steps yet, asking for it would end the transaction.
            await executor.recorder.ensure_schema(AsyncpgSchemaEditor(held, atomic=False))
            yield executor
            columns = await held.execute_query_dict(_COLUMNS_OF_POSTGRES)
            await held.execute_script(_write_beside(columns, postgres=True))
        return
    # To change a table, SQLite makes it anew and drops the old one: as if all its rows were
    # deleted, and with them everything that refers to them (sqlite.org/lang_altertable.html, 7).
    await client.execute_script("PRAGMA foreign_keys = OFF")
    try:
        yield _Executor(client, apps)
        columns = await client.execute_query_dict(_COLUMNS_OF_SQLITE)
        await client.execute_script(_write_beside(columns, postgres=False))
        assert not await client.execute_query_dict("PRAGMA foreign_key_check")
    finally:
        await client.execute_script("PRAGMA foreign_keys = ON")


def _write_beside(columns: Iterable[Mapping[str, str]], *, postgres: bool) -> str:
    columns_of: dict[str, set[str]] = {}
    for row in columns:
        columns_of.setdefault(row["of_table"], set()).add(row["name"])
    indexes = write_indexes(columns_of, postgres=postgres)
    return f"{write_triggers(postgres=postgres)}\n{indexes}"


async def _pending(client: BaseDBAsyncClient, apps: _Apps) -> int:
    """Return the steps to take; raises DatabaseError where the database took more than we know."""
    executor = MigrationExecutor(client, apps)
    pending = len(await executor.plan(None))
    unknown = set(await executor.recorder.applied_migrations()) - set(executor.loader.graph.nodes)
    if unknown:
        raise DatabaseError(
            N_("The database is of a newer version than this program: upgrade the program.")
        )
    return pending
