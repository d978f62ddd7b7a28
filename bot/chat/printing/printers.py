from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.slips.printers import list_printers

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings


async def find_printers(settings: Settings) -> list[str]:
    """Return the printers that staff choose from: ours, and those of processes elsewhere.

    A process without printers of its own has the default one only for want of any other.
    """
    elsewhere = await list_printers()
    own = list(settings.printing.printers)
    if elsewhere and "printing" not in settings.model_fields_set:
        own = [name for name in own if name in elsewhere]
    return [*own, *(name for name in elsewhere if name not in own)]
