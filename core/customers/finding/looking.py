"""Searching by people: what a search shows is in the register, whatever door asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.customers.finding.search import MOST_FOUND, find_customers
from rosterdesk.core.trail.sightings import LookLimits, note_listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.customers.finding.search import FoundCustomer
    from rosterdesk.core.settings import CoreSettings
    from rosterdesk.core.trail.actors import Actor


async def look_up(
    text: str,
    actor: Actor,
    settings: CoreSettings,
    *,
    school_code: str | None = None,
    class_name: str | None = None,
    limit: int = MOST_FOUND,
) -> list[FoundCustomer]:
    """Return the customers found, after noting that the actor sees them.

    Raises TooManyLooksError.
    """
    found = await find_customers(text, school_code=school_code, class_name=class_name, limit=limit)
    await note_seen([each.id for each in found], actor, settings)
    return found


async def note_seen(customers: Sequence[int], actor: Actor, settings: CoreSettings) -> None:
    """Write down that a list is about to show these to the actor; raises TooManyLooksError."""
    limits = LookLimits(settings.unusual_looks, settings.most_looks)
    await note_listed(actor, customers, limits)
