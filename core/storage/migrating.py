"""The schema's steps: forwards at a start, backwards for a program that is older.

On PostgreSQL all of them are one transaction, and one process at a time takes them.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.migrations.graph import MigrationKey
from tortoise.transactions import in_transaction

from rosterdesk.core.language import N_
from rosterdesk.core.storage.append_only import write_triggers
from rosterdesk.core.storage.indexes import write_indexes
from rosterdesk.core.storage.trouble import DatabaseError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

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
    """Take the steps that the database has not taken yet."""
    if await _pending(client, apps):
        async with _migrating(client, apps) as executor:
            await executor.migrate(None, direction="forward")


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


@asynccontextmanager
async def _migrating(client: BaseDBAsyncClient, apps: _Apps) -> AsyncIterator[MigrationExecutor]:
    """Give what migrates, and put on again what of the schema is in no model."""
    if client.capabilities.dialect == "postgres":
        async with in_transaction() as held:
            await held.execute_query(f"SELECT pg_advisory_xact_lock({_LOCK})")
            yield _Executor(client, apps)
            await held.execute_script(_write_beside(postgres=True))
        return
    # To change a table, SQLite makes it anew and drops the old one: as if all its rows were
    # deleted, and with them everything that refers to them (sqlite.org/lang_altertable.html, 7).
    await client.execute_script("PRAGMA foreign_keys = OFF")
    try:
        yield _Executor(client, apps)
        await client.execute_script(_write_beside(postgres=False))
        assert not await client.execute_query_dict("PRAGMA foreign_key_check")
    finally:
        await client.execute_script("PRAGMA foreign_keys = ON")


def _write_beside(*, postgres: bool) -> str:
    return f"{write_triggers(postgres=postgres)}\n{write_indexes(postgres=postgres)}"


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
