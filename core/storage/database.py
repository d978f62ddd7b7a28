"""The database: opening it, its migrations, and the one way to write.

SQLite is the embedded default; PostgreSQL is for more than one machine. The few places
where they differ are here, in ``bulk.py`` and in ``locks``.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from tortoise.backends.base.config_generator import expand_db_url
from tortoise.context import TortoiseContext
from tortoise.exceptions import ConfigurationError
from tortoise.transactions import in_transaction

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.private_files import make_private
from rosterdesk.core.storage.append_only import MAY_CHANGE_TRAIL, write_grants
from rosterdesk.core.storage.migrating import go_back, go_forward, require_current
from rosterdesk.core.storage.trouble import DatabaseError, explain_trouble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient

    _Step = Callable[[list[Any]], Awaitable[None]]

__all__ = ["DatabaseError"]  # of those that others take from here
IN_MEMORY = ":memory:"
CORE_APP = {"core": "rosterdesk.core.models"}
_BUSY_MILLISECONDS = 30_000
# With SQLite's own 2,000 an import of ten thousand writes out indexes that it needs again.
_CACHE_KIBIBYTES = 32_768
BELL = "rosterdesk"  # PostgreSQL's channel on which a process tells the others that there is work
_OURS = token_hex(8)


def sqlite_url(folder: Path) -> str:
    """Return the URL of the embedded database in the data folder."""
    # secure_delete: what is deleted (a pupil, a before-value) is overwritten in the file.
    return (
        f"sqlite://{folder / 'rosterdesk.sqlite3'}"
        f"?busy_timeout={_BUSY_MILLISECONDS}&secure_delete=ON&synchronous=FULL"
        f"&cache_size=-{_CACHE_KIBIBYTES}"
    )


def configure_database(url: str, apps: Mapping[str, str]) -> dict[str, Any]:
    # Tortoise keeps generated SQL per connection name: two dialects need two names.
    alias = "sqlite" if url.startswith("sqlite") else "postgres"
    return {
        "connections": {alias: _describe_connection(url)},
        "apps": {
            label: {
                "models": [models],
                "default_connection": alias,
                "migrations": f"{models.rpartition('.')[0]}.migrations",
            }
            for label, models in apps.items()
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def _describe_connection(url: str) -> dict[str, Any]:
    try:
        described: dict[str, Any] = expand_db_url(url)
    except (ConfigurationError, ValueError) as error:  # its own words may hold a password
        raise DatabaseError(
            N_(
                "This is no address of a database: sqlite:///folder/file.sqlite3, or"
                " postgres://name:password@host/database."
            )
        ) from error
    kind = "sqlite" if url.startswith("sqlite") else "postgres"
    described["engine"] = f"rosterdesk.core.storage.{kind}"
    return described


@asynccontextmanager
async def open_database(
    url: str,
    apps: Mapping[str, str] = CORE_APP,
    *,
    migrating: bool = True,
    back_to: str | None = None,
) -> AsyncIterator[None]:
    """Open the database for this task and the tasks that it starts.

    ``apps`` maps an app's label to its module of models; its migrations stand beside it.
    ``back_to`` undoes all that came after a step: an older program can then be used.
    Raises DatabaseError where it cannot be reached, or has another schema than the program.
    """
    config = configure_database(url, apps)
    _keep_private(config)
    async with TortoiseContext() as context:
        try:
            with _as_database_error():
                await context.init(config=config)
                client = _connection()
                await _reach(client)
                if back_to is not None:
                    await go_back(client, config["apps"], back_to)
                elif migrating:
                    await go_forward(client, config["apps"])
                else:
                    await require_current(client, config["apps"])
            yield
        finally:
            await context.connections.close_all()


def _keep_private(config: Mapping[str, Any]) -> None:
    for connection in config["connections"].values():
        file = connection["credentials"].get("file_path", IN_MEMORY)
        if file != IN_MEMORY:
            make_private(Path(file))


async def _reach(client: BaseDBAsyncClient) -> None:
    """Connect at once: tortoise takes a failure to read its list of migrations for an empty one."""
    if is_postgres(client):
        from rosterdesk.core.storage.postgres import require_direct  # noqa: PLC0415 - SQLite needs no driver

        async with client.acquire_connection() as connection:
            await require_direct(connection)
    else:
        await client.execute_query("SELECT count(*) FROM sqlite_master")


@contextmanager
def _as_database_error() -> Iterator[None]:
    try:
        yield
    except RosterdeskError:
        raise
    except Exception as error:
        if trouble := explain_trouble(error):
            raise DatabaseError(trouble) from error
        raise


def _connection() -> BaseDBAsyncClient:
    from tortoise.context import require_context  # noqa: PLC0415 - only after init

    context = require_context()
    assert context.default_connection is not None
    return context.connections.get(context.default_connection)


def connection() -> BaseDBAsyncClient:
    """Return the connection of this task: the transaction's inside ``writing()``."""
    return _connection()


def is_postgres(client: BaseDBAsyncClient) -> bool:
    return bool(client.capabilities.dialect == "postgres")


@dataclass(slots=True)
class _Transaction:
    """The work to be done around the commit of the transaction that is open in this task."""

    steps: dict[_Step, list[Any]] = field(default_factory=dict)
    hooks: list[Callable[[], None]] = field(default_factory=list)

    def take_over(self, inner: _Transaction) -> None:
        for step, items in inner.steps.items():
            self.steps.setdefault(step, []).extend(items)
        self.hooks += (hook for hook in inner.hooks if hook not in self.hooks)


_open: ContextVar[_Transaction | None] = ContextVar("transaction", default=None)


@asynccontextmanager
async def writing() -> AsyncIterator[BaseDBAsyncClient]:
    """One transaction that writes: all or nothing, and what hangs on it runs after the commit.

    Inside another one this is a savepoint, and what hangs on it waits for the outer commit.
    """
    outer = _open.get()
    transaction = _Transaction()
    token = _open.set(transaction)
    try:
        async with in_transaction() as client:
            yield client
            if outer is None:
                for step, items in transaction.steps.items():
                    await step(items)
                if wake in transaction.hooks and is_postgres(client):
                    await client.execute_query("SELECT pg_notify($1, $2)", [BELL, _OURS])
    finally:
        _open.reset(token)
    if outer is not None:
        outer.take_over(transaction)
        return
    for hook in transaction.hooks:
        hook()


def is_writing() -> bool:
    """Return whether a transaction is open in this task."""
    return _open.get() is not None


def after_commit(hook: Callable[[], None]) -> None:
    """Run the hook once the transaction around this call is committed, never if it fails."""
    hooks = _require_transaction().hooks
    if hook not in hooks:
        hooks.append(hook)


def before_commit(step: _Step, item: Any) -> None:
    """Have the step called once with all its items, as the last thing before the commit."""
    _require_transaction().steps.setdefault(step, []).append(item)


def _require_transaction() -> _Transaction:
    transaction = _open.get()
    if transaction is None:
        raise RuntimeError("this belongs inside writing()")
    return transaction


async def rows(query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Run a reading query; placeholders are ``?`` and are numbered for PostgreSQL here."""
    client = _connection()
    return list(await client.execute_query_dict(number_placeholders(client, query), list(values)))


async def change(query: str, values: Sequence[Any] = ()) -> int:
    """Run one UPDATE or DELETE and return how many rows it changed."""
    client = _connection()
    count, _ = await client.execute_query(number_placeholders(client, query), list(values))
    return int(count)


def number_placeholders(client: BaseDBAsyncClient, query: str) -> str:
    if not is_postgres(client):
        return query
    parts = query.split("?")
    return "".join(f"{part}${n}" for n, part in enumerate(parts[:-1], 1)) + parts[-1]


class Wake:
    """Says "there is work" to loops in this process; the table remains the truth.

    As a hook of a commit it is heard in other processes too, where they share PostgreSQL.
    """

    def __init__(self) -> None:
        self._events: set[asyncio.Event] = set()

    def listen(self) -> asyncio.Event:
        event = asyncio.Event()
        self._events.add(event)
        return event

    def stop_listening(self, event: asyncio.Event) -> None:
        self._events.discard(event)

    def __call__(self) -> None:
        for event in self._events:
            event.set()


wake = Wake()


def hear_bell(_connection: object, _pid: int, _channel: str, sender: str) -> None:
    """Wake this process where another one rang (a listener as asyncpg calls it)."""
    if sender != _OURS:
        wake()


async def may_change_trail() -> bool | None:
    """Return whether this user of PostgreSQL could change the trail; None for the embedded one."""
    client = connection()
    if not is_postgres(client):
        return None
    return bool((await client.execute_query_dict(MAY_CHANGE_TRAIL))[0]["found"])


async def grant_service(role: str) -> None:
    """Let the role run the service, without a right to change the trail; call it as the owner."""
    client = connection()
    if not is_postgres(client):
        raise DatabaseError(N_("The embedded database has no roles: only PostgreSQL has."))
    found = await client.execute_query_dict("SELECT 1 FROM pg_roles WHERE rolname = $1", [role])
    if not found:
        raise DatabaseError(N_("PostgreSQL has no role {role}: CREATE ROLE makes it."), role=role)
    await client.execute_script(write_grants(role))
