"""The names of all customers, kept in memory by the process that looks for them.

They are read once, and from then on only what changed: the audit trail says whose names those may
be. Its places are in the order of the commits (core.audit), so nothing is passed over. A name that
nobody has any more stays until the process ends; nobody is found by it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from tortoise.context import TortoiseContext, require_context

from rosterdesk.core.customers.finding.words import WordIndex
from rosterdesk.core.storage.bulk import select_any, select_tuples
from rosterdesk.core.storage.database import connection, rows
from rosterdesk.core.trail.chain import read_tip
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

CALLED = "coalesce(first_name, initials, '')"
_NAMING = (Kind.PLAN_APPLIED, Kind.PLAN_UNDONE, Kind.CUSTOMER_ADDED, Kind.CUSTOMER_CHANGED)
_CHANGED = (
    "SELECT DISTINCT CASE WHEN e.customer_id IS NULL THEN e.school_id END AS school_id,"
    " e.customer_id FROM audit_link l JOIN event e ON e.id = l.event_id"
    f" WHERE l.position > ? AND e.kind IN ({', '.join('?' * len(_NAMING))})"
)
_NAMES = f"SELECT surname, {CALLED} AS called FROM customer WHERE"


@dataclass
class Names:
    """``position`` is the place in the audit trail up to which they are complete."""

    surnames: WordIndex = field(default_factory=WordIndex)
    called: WordIndex = field(default_factory=WordIndex)
    position: int | None = None
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)


_of_databases: WeakKeyDictionary[TortoiseContext, Names] = WeakKeyDictionary()


async def load_names() -> Names:
    """Return the names of all customers of the open database, as they are now or were once."""
    names = _of_databases.setdefault(require_context(), Names())
    async with names.reading:
        tip, _ = await read_tip()
        if names.position is None:
            await _read_all(names)
        elif names.position < tip:
            await _read_changed(names)
        names.position = tip
    return names


async def _read_all(names: Names) -> None:
    client = connection()
    surnames = await select_tuples(client, "SELECT DISTINCT surname FROM customer")
    called = await select_tuples(client, f"SELECT DISTINCT {CALLED} FROM customer")
    # Off the event loop: of a country's names this takes a second.
    names.surnames = await asyncio.to_thread(WordIndex, [row[0] for row in surnames])
    names.called = await asyncio.to_thread(WordIndex, [row[0] for row in called])


async def _read_changed(names: Names) -> None:
    changed = await rows(_CHANGED, [names.position, *map(str, _NAMING)])
    for column, key in (("school_id", "school_id"), ("id", "customer_id")):
        wanted = [row[key] for row in changed if row[key] is not None]
        _add(names, await select_any(connection(), _NAMES, column, wanted))


def _add(names: Names, found: Sequence[Mapping[str, Any]]) -> None:
    names.surnames.add(row["surname"] for row in found)
    names.called.add(row["called"] for row in found)
