from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rosterdesk.core.storage.locks.files import FileLocks
from rosterdesk.core.storage.locks.model import LocksOfOneProcess

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from rosterdesk.core.storage.locks.model import Locks


@asynccontextmanager
async def open_locks(url: str) -> AsyncIterator[Locks]:
    """Open the locks of those who share the database; nothing is connected before the first."""
    if not url.startswith("sqlite"):
        from rosterdesk.core.storage.locks.postgres import PostgresLocks  # noqa: PLC0415 - only there

        locks = PostgresLocks(url)
        try:
            yield locks
        finally:
            await locks.close()
        return
    path = url.partition("://")[2].partition("?")[0]
    if path == ":memory:":
        yield LocksOfOneProcess()
    else:
        yield FileLocks(Path(f"{path}.locks"))
