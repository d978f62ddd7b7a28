from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.storage.bulk import change_any
from rosterdesk.core.storage.edits import Edit, read_before, write_edits

if TYPE_CHECKING:
    from tortoise.backends.base.client import BaseDBAsyncClient

    from rosterdesk.core.applying.undo_touched import Touched
    from rosterdesk.core.models import Plan


async def restore(client: BaseDBAsyncClient, plan: Plan, touched: Touched) -> None:
    """Delete what the plan made and give the other rows back their values of before."""
    made = sorted(touched.made)
    await _mark_undone(client, plan, touched)
    for table in ("membership", "card"):
        await change_any(client, f"DELETE FROM {table} WHERE", "customer_id", made)
        rows = [kept.row_id for kept in touched.kept if kept.table == table and kept.row is None]
        await change_any(client, f"DELETE FROM {table} WHERE", "id", rows)
    await change_any(client, "DELETE FROM customer WHERE", "id", made)
    edits = [
        Edit(kept.table, kept.row_id, kept.customer_id, {}, read_before(client, kept.row))
        for kept in touched.kept
        if kept.row is not None
    ]
    await write_edits(client, edits)
    await change_any(
        client,
        "DELETE FROM row_before WHERE plan_id = ? AND",
        "customer_id",
        sorted(touched.known),
        plan.id,
    )


async def _mark_undone(client: BaseDBAsyncClient, plan: Plan, touched: Touched) -> None:
    """Say on the plan's lines that they were taken back, before the new customers are gone."""
    made = [touched.customers[customer_id]["origin_change_id"] for customer_id in touched.made]
    update = 'UPDATE "change" SET undone_at = ? WHERE'
    await change_any(client, update, "id", made, now())
    of_plan = f"{update} plan_id = ? AND"
    await change_any(client, of_plan, "customer_id", sorted(touched.known), now(), plan.id)
