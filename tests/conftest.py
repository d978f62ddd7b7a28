from __future__ import annotations

import asyncio
import itertools
import os
import shutil
from typing import TYPE_CHECKING

import asyncpg
import pytest
from argon2 import PasswordHasher
from tests.postgres import run_postgres

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.storage.database import open_database, sqlite_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("ROSTERDESK_") and name != "ROSTERDESK_REQUIRE_ALL":
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _rights_of_new_files() -> Iterator[None]:
    """Undo what the command line did: servers that run as other users read what tests make."""
    mask = os.umask(0o022)
    yield
    os.umask(mask)


@pytest.fixture(autouse=True)
def light_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hash with a small work factor: these tests are not about guessing."""
    light = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr("rosterdesk.core.protection.passwords._HASHER", light)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The maintenance URL of a server whose database ``template`` has all the tables."""
    with run_postgres() as url:
        asyncio.run(_make_template(url))
        yield url


async def _make_template(url: str) -> None:
    await _execute(url, "CREATE DATABASE template")
    async with open_database(f"{url.rpartition('/')[0]}/template", APPS):
        pass


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an embedded database that has all the tables."""
    folder = tmp_path_factory.mktemp("template")

    async def make() -> None:
        async with open_database(sqlite_url(folder), APPS):
            pass

    asyncio.run(make())
    return folder


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "postgres":
        return request.getfixturevalue("fresh_postgres")
    return request.getfixturevalue("fresh_sqlite")


@pytest.fixture
def fresh_sqlite(tmp_path: Path, sqlite_template: Path) -> str:
    data = tmp_path / "data"
    shutil.copytree(sqlite_template, data)
    return sqlite_url(data)


@pytest.fixture
def fresh_postgres(postgres_server: str) -> str:
    name = f"test{next(_numbers)}"
    asyncio.run(_execute(postgres_server, f"CREATE DATABASE {name} TEMPLATE template"))
    return f"{postgres_server.rpartition('/')[0]}/{name}"


@pytest.fixture
def bare_postgres(postgres_server: str) -> str:
    """A database without any table."""
    name = f"bare{next(_numbers)}"
    asyncio.run(_execute(postgres_server, f"CREATE DATABASE {name}"))
    return f"{postgres_server.rpartition('/')[0]}/{name}"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    """An open, empty database of each kind."""
    async with open_database(database_url, APPS):
        yield database_url
