from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.customers.locking import lock_customers, lock_schools
from rosterdesk.core.storage.database import rows

if TYPE_CHECKING:
    from collections.abc import Collection

    from tortoise.backends.base.client import BaseDBAsyncClient

    from rosterdesk.core.models import Plan


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as it was before the plan; ``row`` is None where it was not there."""

    customer_id: int
    table: str
    row_id: int
    row: str | None  # JSON

    def read(self) -> dict[str, Any]:
        return orjson.loads(self.row) if self.row else {}


@dataclass(frozen=True, slots=True)
class Touched:
    """The people a plan touched: those whom it ``made``, and the rows of those who were ``known``.

    ``customers`` are their rows as they are now, by id; people erased since are in none of these.
    """

    made: frozenset[int]
    kept: tuple[Kept, ...]
    customers: dict[int, dict[str, Any]]

    @property
    def known(self) -> frozenset[int]:
        return frozenset(kept.customer_id for kept in self.kept)

    @property
    def ids(self) -> frozenset[int]:
        return self.made | self.known

    @property
    def schools(self) -> set[int]:
        """The schools they are of now, and were of before."""
        found = {row["school_id"] for row in self.customers.values()}
        found |= {kept.read().get("school_id") for kept in self.kept if kept.table == "customer"}
        return found - {None}

    def only(self, ids: Collection[int]) -> Touched:
        return Touched(
            self.made.intersection(ids),
            tuple(kept for kept in self.kept if kept.customer_id in ids),
            {i: row for i, row in self.customers.items() if i in ids},
        )


async def lock_touched(client: BaseDBAsyncClient, plan: Plan, school_id: int) -> Touched:
    """Return whom the plan touched; their schools and they are locked then.

    Looked up twice: the schools must be known to be locked in their order, and locked for the
    answer to stay true.
    """
    before = await _load(client, plan)
    await lock_schools(before.schools | {school_id})
    return await _load(client, plan)


async def _load(client: BaseDBAsyncClient, plan: Plan) -> Touched:
    made = await rows(
        'SELECT c.id FROM customer c JOIN "change" ch ON ch.id = c.origin_change_id'
        " WHERE ch.plan_id = ?",
        [plan.id],
    )
    kept = await rows(
        "SELECT customer_id, table_name, row_id, row FROM row_before WHERE plan_id = ? ORDER BY id",
        [plan.id],
    )
    made_ids = frozenset(row["id"] for row in made)
    customers = await lock_customers(client, made_ids.union(row["customer_id"] for row in kept))
    return Touched(
        made_ids,
        tuple(Kept(*row.values()) for row in kept if row["customer_id"] in customers),
        customers,
    )
