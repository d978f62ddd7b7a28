"""The database of a world: SQLite in its folder, or a fresh one of a PostgreSQL server."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from itertools import count
from typing import TYPE_CHECKING

import asyncpg

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.storage.database import open_database, sqlite_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

SERVER = "FUZZ_POSTGRES"  # the URL of a server's maintenance database
_numbers = count(1)


@asynccontextmanager
async def open_world_database(data: Path) -> AsyncIterator[None]:
    """Open an empty database for this task; one of PostgreSQL is dropped at the end."""
    server = os.environ.get(SERVER)
    if server is None:
        # Nothing here must survive a power cut: waiting for the disk would take most of the time.
        url = sqlite_url(data).replace("synchronous=FULL", "synchronous=OFF")
        async with open_database(url, APPS):
            yield
        return
    name = f"fuzz_{os.getpid()}_{next(_numbers)}"
    await _execute(server, f"CREATE DATABASE {name}")
    try:
        async with open_database(f"{server.rpartition('/')[0]}/{name}", APPS):
            yield
    finally:
        await _execute(server, f"DROP DATABASE {name}")


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
