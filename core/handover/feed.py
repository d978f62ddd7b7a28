"""The approved changes in their order, for other programs.

A place in the feed is that of an event in the chain of the audit trail, and a customer whom it
changed. Places are given in the order of the commits, without gaps (docs/decisions/audit-chain.md):
whoever has read up to one has missed nothing before it, whatever was written at the same time. A
change says how the customer is now, not how they were then: who follows all of them ends with the
customers of the database, also where an import was undone in the meantime.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.handover.forms.plain import describe
from rosterdesk.core.handover.people import load_members
from rosterdesk.core.language import N_
from rosterdesk.core.storage.database import connection, rows
from rosterdesk.core.storage.tables import one_moment
from rosterdesk.core.trail.chain import read_tip
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

_CURSOR = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,18}))?")
_ALL = 2**62  # after every customer of an event
# Events about one customer that change what the feed says of them.
_OF_ONE = (
    Kind.CUSTOMER_ADDED,
    Kind.CUSTOMER_CHANGED,
    Kind.CUSTOMER_ERASED,
    Kind.MEMBERSHIP_BEGUN,
    Kind.MEMBERSHIP_ENDED,
    Kind.CARD_CHANGED,
)
_IS_CHANGE = (
    "(t.customer_id IS NOT NULL OR e.customer_id IS NOT NULL"
    f" AND e.kind IN ({str(tuple(map(str, _OF_ONE)))[1:-1]}))"
)
_TOUCHED = (
    "SELECT DISTINCT c.id AS customer FROM audit_link l JOIN event e ON e.id = l.event_id"
    " LEFT JOIN touch t ON t.event_id = e.id"
    " JOIN customer c ON c.id = coalesce(t.customer_id, e.customer_id)"
    f" WHERE l.position > ? AND c.school_id = ? AND {_IS_CHANGE}"
    f" AND e.kind <> '{Kind.MEMBERS_LOADED}'"
)
_QUERY = (
    "SELECT l.position, coalesce(t.customer_id, e.customer_id) AS customer, e.at, e.kind, e.data,"
    " s.reference AS submission FROM audit_link l JOIN event e ON e.id = l.event_id"
    " LEFT JOIN touch t ON t.event_id = e.id LEFT JOIN submission s ON s.id = e.submission_id"
    f" WHERE l.position >= ? AND {_IS_CHANGE}"
    " AND (l.position > ? OR coalesce(t.customer_id, e.customer_id) > ?)"
    " ORDER BY l.position, customer LIMIT ?"
)


class CursorError(RosterdeskError):
    """The cursor is not one that the feed gave."""


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the feed; what comes after it is news."""

    position: int = 0
    customer: int = _ALL

    def __str__(self) -> str:
        return str(self.position) if self.customer == _ALL else f"{self.position}.{self.customer}"


@dataclass(frozen=True, slots=True)
class FeedChange:
    """One change; ``customer`` is how they are now, None where they are gone."""

    cursor: Cursor
    at: datetime
    kind: str
    submission: str | None
    version: int | None
    id: int
    customer: dict[str, Any] | None

    def to_json(self) -> dict[str, Any]:
        names = ("at", "kind", "submission", "version", "id", "customer")
        return {"cursor": str(self.cursor), **{name: getattr(self, name) for name in names}}


@dataclass(frozen=True, slots=True)
class FeedPage:
    """``cursor`` is where to go on; there is ``more`` where the limit cut the page."""

    changes: tuple[FeedChange, ...]
    cursor: Cursor
    more: bool

    def to_json(self) -> dict[str, Any]:
        changes = [change.to_json() for change in self.changes]
        return {"cursor": str(self.cursor), "more": self.more, "changes": changes}


def read_cursor(text: str) -> Cursor:
    """Read what `Cursor` writes; "0" is the beginning. Raises CursorError."""
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise CursorError(N_("{cursor} is no cursor of this feed: begin with 0."), cursor=text)
    return Cursor(int(found[1]), int(found[2]) if found[2] else _ALL)


async def read_feed(since: Cursor, limit: int = 1000) -> FeedPage:
    """Return what changed after the cursor, and the cursor for the next time.

    All of it at one moment: nobody is shown as before a change whose place is passed over.
    """
    async with one_moment():
        tip, _ = await read_tip()
        if since.position > tip:
            raise CursorError(N_("{cursor} is no cursor of this feed: begin with 0."), cursor=since)
        values = [since.position, since.position, since.customer, limit + 1]
        found = await rows(_QUERY, values)
        more = len(found) > limit
        found = found[:limit]
        members = await load_members(connection(), sorted({row["customer"] for row in found}))
    states = {number: describe(member) for number, member in members.items()}
    changes = tuple(_make_change(row, states) for row in found)
    return FeedPage(changes, changes[-1].cursor if more else Cursor(tip), more)


async def list_touched_since(position: int, school_id: int) -> set[int]:
    """Return the customers of the school who changed after that place of the audit trail.

    What the loan system itself said of them on day one is no change that it must hear of.
    """
    found = await rows(_TOUCHED, [position, school_id])
    return {int(row["customer"]) for row in found}


def _make_change(row: Mapping[str, Any], states: Mapping[int, dict[str, Any]]) -> FeedChange:
    number = int(row["customer"])
    at, data = row["at"], row["data"]
    return FeedChange(
        Cursor(int(row["position"]), number),
        datetime.fromisoformat(at) if isinstance(at, str) else at,
        str(row["kind"]),
        row["submission"],
        (orjson.loads(data) if isinstance(data, str) else data).get("version"),
        number,
        states.get(number),
    )
