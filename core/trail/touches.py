"""The people whom an event about many changed: for those who follow the changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.storage.bulk import insert_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tortoise.backends.base.client import BaseDBAsyncClient


async def note_touched(
    client: BaseDBAsyncClient, event_id: int, customer_ids: Iterable[int]
) -> None:
    """Write down whom the event changed, made or took away, in its transaction."""
    found = [(event_id, customer_id) for customer_id in sorted(set(customer_ids))]
    await insert_rows(client, "touch", ("event_id", "customer_id"), found)
