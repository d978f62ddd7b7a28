"""The printers that staff choose from, at whatever door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.slips.printers import list_printers

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings


async def find_printers(settings: Settings) -> list[str]:
    """Return the printers that staff choose from: ours, and those of processes elsewhere."""
    own = list(settings.printing.printers)
    return [*own, *(name for name in await list_printers() if name not in own)]
