"""Looking for words where they must not be: in every table of a database, in every file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from rosterdesk.core.database import connection, is_postgres, rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


async def find_in_database(url: str, words: Collection[str]) -> set[str]:
    """Return those of the words that stand in any column; on SQLite also in its raw files."""
    if is_postgres(connection()):
        return await _find_in_postgres(url, words)
    path = Path(url.removeprefix("sqlite://").partition("?")[0])
    found = {word for row in await _dump_sqlite() for word in words if word in row}
    return found | set(find_in_files(path.parent.glob(f"{path.name}*"), words))


async def _dump_sqlite() -> list[str]:
    tables = await rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [
        " ".join(map(str, row.values()))
        for table in tables
        for row in await rows(f'SELECT * FROM "{table["name"]}"')
    ]


async def _find_in_postgres(url: str, words: Collection[str]) -> set[str]:
    client = await asyncpg.connect(url)
    try:
        tables = await client.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found: set[str] = set()
        for table in tables:
            for row in await client.fetch(f'SELECT t::text FROM "{table[0]}" t'):
                found |= {word for word in words if word in row[0]}
        return found
    finally:
        await client.close()


def find_in_files(paths: Iterator[Path], words: Collection[str]) -> Iterator[str]:
    """Yield the words that stand in any of the files, as bytes."""
    for path in paths:
        data = path.read_bytes()
        yield from (word for word in words if word.encode() in data)
