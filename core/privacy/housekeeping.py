"""The tasks that come due by themselves: once a day is enough, and twice does no harm."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from tortoise.expressions import Subquery

from rosterdesk.core.clock import now, today
from rosterdesk.core.compare.model import BlockCards
from rosterdesk.core.customers.locking import lock_school
from rosterdesk.core.customers.policies import read_policy
from rosterdesk.core.models import Before, CardStatus, MembershipKind, Plan, School
from rosterdesk.core.storage.bulk import select_any
from rosterdesk.core.storage.database import rows, writing
from rosterdesk.core.storage.edits import Edits, keep_befores, write_edits
from rosterdesk.core.storage.wiping import wipe_file_when_due
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.chain import read_tip
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import CardChanged, DataForgotten
from rosterdesk.core.trail.sightings import forget_looks
from rosterdesk.core.trail.touches import note_touched

if TYPE_CHECKING:
    from datetime import date

_log = structlog.get_logger(__name__)


async def tidy_up(undo_days: int) -> bool:
    """Do what is due; as a step of a loop it has never more to do at once."""
    await block_due_cards(today())
    await forget_befores(undo_days)
    await forget_looks(today())
    await log_tip()
    await wipe_file_when_due()
    return False


async def block_due_cards(day: date) -> int:
    """Block the cards of those who left, once their days of grace are over; return how many.

    Only where the school's policy says so, and never of somebody who is still a member of
    anything. Undoing the import that made them leave gives these cards back too.
    """
    blocked = 0
    for school in await School.all().order_by("id"):
        if read_policy(school).block_cards is BlockCards.AFTER_GRACE:
            blocked += await _block_due_cards(school, day)
    return blocked


async def _block_due_cards(school: School, day: date) -> int:
    async with writing() as client:
        await lock_school(school.id)
        due = await rows(
            "SELECT c.id, max(m.ended_by_plan_id) AS plan_id FROM card c"
            " JOIN customer k ON k.id = c.customer_id"
            " JOIN membership m ON m.customer_id = k.id"
            " WHERE k.school_id = ? AND c.status = ? AND m.kind = ? AND m.ends_on <= ?"
            " AND m.ended_by_plan_id IS NOT NULL"
            # What a person did to the card after that day stands.
            " AND (c.changed_at IS NULL OR c.changed_at < m.ends_on)"
            " AND NOT EXISTS (SELECT 1 FROM membership o WHERE o.customer_id = k.id"
            " AND (o.ends_on IS NULL OR o.ends_on > ?)) GROUP BY c.id",
            [
                school.id,
                str(CardStatus.ACTIVE),
                str(MembershipKind.SCHOOL_LIBRARY),
                *(2 * [day]),
            ],
        )
        by_plan: dict[int, list[int]] = {}
        for row in due:
            by_plan.setdefault(row["plan_id"], []).append(row["id"])
        for plan_id, cards in by_plan.items():
            edits = Edits()
            for card in await select_any(client, "SELECT * FROM card WHERE", "id", cards):
                after = {
                    "status": str(CardStatus.BLOCKED),
                    "blocked_by_plan_id": plan_id,
                    "changed_at": now(),
                }
                edits.edit("card", card, card["customer_id"], after)
            await write_edits(client, edits.edits)
            await keep_befores(client, plan_id, edits)
        if due:
            said = CardChanged(blocked=len(due))
            event = await record(said, SYSTEM, school_id=school.id)
            owners = await select_any(
                client, "SELECT customer_id FROM card WHERE", "id", [row["id"] for row in due]
            )
            await note_touched(client, event.id, [row["customer_id"] for row in owners])
    return len(due)


async def forget_befores(days: int) -> int:
    """Delete what undoing needs of imports that are too old to be undone; return the rows."""
    too_old = Plan.filter(applied_at__lt=now() - timedelta(days=days)).values("id")
    async with writing():
        count = int(await Before.filter(plan_id__in=Subquery(too_old)).delete())
        if count:
            await record(DataForgotten(forgotten={"befores": count}, plans=()), SYSTEM)
    return count


async def log_tip() -> None:
    """Say in the log where the audit trail ends: it is found there that its end was cut off."""
    position, digest = await read_tip()
    _log.info("audit.tip", tip=f"{position}:{digest}")
