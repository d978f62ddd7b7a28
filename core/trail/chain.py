"""The chain of the audit trail: each event is tied to the one before it by a SHA-256 digest.

An event gets its place at the end of its transaction, just before the commit: places are in
the order of the commits, without gaps, and the lock that this takes is held for a moment even
where the transaction is a long import (docs/decisions/audit-chain.md).
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.storage.bulk import insert_rows
from rosterdesk.core.storage.database import connection, is_postgres, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rosterdesk.core.models import Event

START = "0" * 64  # what the first event is tied to
_TIP_LOCK = 0x61756469  # "audi": PostgreSQL's advisory lock for who adds to the chain
_CHAINED = (
    "at",
    "kind",
    "actor",
    "actor_reference",
    "channel",
    "submission_id",
    "customer_id",
    "school_id",
    "data",
    "private_digest",
)


async def chain_events(events: Sequence[Event]) -> None:
    """Give the events the next places; call it as the last thing in their transaction."""
    client = connection()
    if is_postgres(client):
        await client.execute_query(f"SELECT pg_advisory_xact_lock({_TIP_LOCK})")
    position, digest = await read_tip()
    links = []
    for event in events:
        position += 1
        digest = digest_link(digest, position, event.id, write_content(vars(event)))
        links.append((position, event.id, digest))
    await insert_rows(client, "audit_link", ("position", "event_id", "digest"), links)


async def read_tip() -> tuple[int, str]:
    """Return the last position and its digest; (0, START) where there is no event yet."""
    last = await rows("SELECT position, digest FROM audit_link ORDER BY position DESC LIMIT 1")
    return (int(last[0]["position"]), str(last[0]["digest"])) if last else (0, START)


def digest_link(previous: str, position: int, event_id: int, content: bytes) -> str:
    head = f"{previous}\n{position}\n{event_id}\n".encode()
    return hashlib.sha256(head + content).hexdigest()


def write_content(event: Mapping[str, Any]) -> bytes:
    """Return what of an event is in the chain, in one form whatever the database."""
    values = [_write_value(event[name]) for name in _CHAINED]
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS)


def _write_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def seal_private(values: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the values with a salt, and the digest that is chained instead of them.

    Without the salt nobody can find out by guessing what was erased.
    """
    sealed = {"salt": secrets.token_hex(16), **values}
    return sealed, digest_private(sealed)


def digest_private(sealed: Mapping[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(sealed, option=orjson.OPT_SORT_KEYS)).hexdigest()


def digest_changes(salt: str, changes: Iterable[Sequence[Any]]) -> str:
    """Return the digest of a plan: rows as ``change_to_row`` makes them, in the plan's order.

    It is of one JSON array, fed row by row: of a hundred thousand that is 50 MB, made for nothing.
    """
    digest = hashlib.sha256(f"{salt}[".encode())
    for place, change in enumerate(changes):
        digest.update((b"," if place else b"") + orjson.dumps(change))
    digest.update(b"]")
    return digest.hexdigest()
