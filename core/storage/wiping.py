"""SQLite's file written anew, without the copies that it keeps of what was deleted.

secure_delete alone is not enough: where rows move to another page a copy stays behind, which
deleting them later does not reach (one in a thousand deleted values, SQLite 3.40). PostgreSQL
does this by itself (autovacuum).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from tortoise.exceptions import OperationalError

from rosterdesk.core.clock import today
from rosterdesk.core.storage.database import connection, is_postgres

if TYPE_CHECKING:
    from tortoise.backends.base.client import BaseDBAsyncClient

_log = structlog.get_logger(__name__)


async def wipe_file() -> bool:
    """Write the file anew and empty its write-ahead log; the file remembers the day.

    Returns False where somebody else kept writing, or reading an old state: try again later.
    """
    client = connection()
    if is_postgres(client):
        return True
    done = await _vacuum(client) and await _empty_log(client)
    if done:
        await _set_day(client, today().toordinal())
    else:
        _log.info("file.busy")
    return done


async def wipe_file_when_due() -> bool:
    """Do that once a day, and after an erasing that was cut off before it; return whether."""
    client = connection()
    if is_postgres(client):
        return False
    _, (row,) = await client.execute_query("PRAGMA user_version")
    return row["user_version"] != today().toordinal() and await wipe_file()


async def require_wiping(client: BaseDBAsyncClient) -> None:
    """Make writing the file anew due once this is committed; call inside ``writing()``."""
    if not is_postgres(client):
        await _set_day(client, 0)


async def _vacuum(client: BaseDBAsyncClient) -> bool:
    try:
        await client.execute_query("VACUUM")
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        return False
    return True


async def _empty_log(client: BaseDBAsyncClient) -> bool:
    _, (row,) = await client.execute_query("PRAGMA wal_checkpoint(TRUNCATE)")
    return not row["busy"]


async def _set_day(client: BaseDBAsyncClient, day: int) -> None:
    await client.execute_query(f"PRAGMA user_version = {day}")
