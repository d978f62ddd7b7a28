"""Looking for words where they must not be: in every table of a database, in every file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from rosterdesk.core.storage.database import connection, is_postgres, rows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Iterator


async def find_in_database(url: str, words: Collection[str]) -> set[str]:
    """Return those of the words that stand in any column; on SQLite also in its raw files."""
    found = {word async for _, row in dump_database(url) for word in words if word in row}
    if is_postgres(connection()):
        return found
    path = Path(url.removeprefix("sqlite://").partition("?")[0])
    return found | set(find_in_files(path.parent.glob(f"{path.name}*"), words))


async def dump_database(url: str) -> AsyncIterator[tuple[str, str]]:
    """Yield (table, row as text) of the database that is open, whose URL this is."""
    dump = _dump_postgres(url) if is_postgres(connection()) else _dump_sqlite()
    async for each in dump:
        yield each


async def _dump_sqlite() -> AsyncIterator[tuple[str, str]]:
    for table in await rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
        for row in await rows(f'SELECT * FROM "{table["name"]}"'):
            yield table["name"], " ".join(map(str, row.values()))


async def _dump_postgres(url: str) -> AsyncIterator[tuple[str, str]]:
    client = await asyncpg.connect(url)
    try:
        tables = await client.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for table in tables:
            for row in await client.fetch(f'SELECT t::text FROM "{table[0]}" t'):
                yield table[0], row[0]
    finally:
        await client.close()


def find_in_files(paths: Iterator[Path], words: Collection[str]) -> Iterator[str]:
    """Yield the words that stand in any of the files, as bytes."""
    for path in paths:
        data = path.read_bytes()
        yield from (word for word in words if word.encode() in data)
