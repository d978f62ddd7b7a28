from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rosterdesk.core.storage.bulk import match_any
from rosterdesk.core.storage.database import change, connection, is_postgres, rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tortoise.backends.base.client import BaseDBAsyncClient


async def lock_school(school_id: int) -> None:
    """Make other writers of this school wait until the transaction ends, on both databases."""
    await change("UPDATE school SET id = id WHERE id = ?", [school_id])


async def lock_schools(school_ids: Iterable[int]) -> None:
    """Lock several schools, always in the same order: two imports never wait for each other."""
    for school_id in sorted(set(school_ids)):
        await lock_school(school_id)


async def lock_customers(
    client: BaseDBAsyncClient, customer_ids: Iterable[int | None]
) -> dict[int, dict[str, Any]]:
    """Return the rows of these customers by id; nobody else changes them in the meantime."""
    wanted = sorted(one for one in set(customer_ids) if one is not None)
    if not wanted:
        return {}
    condition, value = match_any(client, "id", wanted)
    end = " ORDER BY id FOR UPDATE" if is_postgres(client) else ""
    found = await rows(f"SELECT * FROM customer WHERE {condition}{end}", [value])
    return {row["id"]: row for row in found}


async def bump_revision(school_id: int) -> None:
    """Say that the school's customers changed: plans made before are stale now."""
    await change("UPDATE school SET revision = revision + 1 WHERE id = ?", [school_id])


async def lock_customer(customer_id: int) -> None:
    """Hold the customer until the transaction ends: a log-in and a reset do not pass each other."""
    await lock_customers(connection(), [customer_id])
