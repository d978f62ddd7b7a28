"""The last word of a printer that asks for its work, as the page wrote it down for all."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.bot.program.service import open_core
from rosterdesk.core.clock import now
from rosterdesk.core.slips.printers import load_states
from rosterdesk.printer.devices.device import Status
from rosterdesk.printer.errors import NotSentError, Reason

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.bot.settings import Settings

_MISSED = timedelta(minutes=2)  # it is written down each minute


async def ask_heard(settings: Settings, name: str) -> Status:
    """Return its last word; raises NotSentError where it has not asked lately."""
    async with open_core(settings, migrating=False):
        state = (await load_states([name])).get(name)
    return read_heard(state.heard if state else None, state.heard_at if state else None)


def read_heard(words: str | None, at: datetime | None) -> Status:
    """Raises NotSentError where that was too long ago."""
    if words is None or at is None or now() - at > _MISSED:
        raise NotSentError(Reason.UNREACHABLE)
    return Status.unpack(words)
