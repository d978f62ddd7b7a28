from __future__ import annotations

from rosterdesk.core.database import change


async def lock_school(school_id: int) -> None:
    """Make other writers of this school wait until the transaction ends, on both databases."""
    await change("UPDATE school SET id = id WHERE id = ?", [school_id])


async def bump_revision(school_id: int) -> None:
    """Say that the school's customers changed: plans made before are stale now."""
    await change("UPDATE school SET revision = revision + 1 WHERE id = ?", [school_id])
