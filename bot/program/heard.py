"""The last word of a printer that asks for its work, as the page wrote it down for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.program.service import open_core
from rosterdesk.bot.words.printers import read_heard
from rosterdesk.core.slips.printers import load_states

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.printer.devices.device import Status


async def ask_heard(settings: Settings, name: str) -> Status:
    """Return its last word; raises NotSentError where it has not asked lately."""
    async with open_core(settings, migrating=False):
        state = (await load_states([name])).get(name)
    return read_heard(state.heard if state else None, state.heard_at if state else None)
