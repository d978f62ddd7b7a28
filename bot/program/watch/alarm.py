"""Telling the administrators, in chat, of what stays broken: once, and again after some hours.

Each process looks at itself, and several may see the same trouble: what another one has told is
in the events, and is not told again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.bot.words.troubles import Trouble
from rosterdesk.core.language import Phrases
from rosterdesk.core.storage.database import writing
from rosterdesk.core.storage.locks.model import holding
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import administrators, record
from rosterdesk.core.trail.payloads import ServiceTrouble, ServiceWell
from rosterdesk.core.trail.standing import AGAIN, find_told

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from rosterdesk.core.storage.locks.model import Locks

phrases = Phrases("rosterdesk.bot")

PATIENCE = timedelta(minutes=5)  # most of what breaks on a network mends itself before that


class Alarm:
    """The memory of each trouble, its start and its last alarm, while the process lives."""

    def __init__(self, locks: Locks) -> None:
        self._locks = locks
        self._since: dict[Trouble, datetime] = {}
        self._told: dict[Trouble, datetime] = {}

    async def look(self, troubles: Iterable[Trouble], moment: datetime) -> None:
        """Take note of what is wrong now, and tell what has been so for long enough."""
        found = set(troubles)
        self._since = {each: self._since.get(each, moment) for each in found}
        over = self._told.keys() - found
        due = {
            each
            for each in found
            if moment - self._since[each] >= PATIENCE
            and (each not in self._told or moment - self._told[each] >= AGAIN)
        }
        if not due and not over:
            return
        async with holding(self._locks, "alarm"):
            await _tell(due, over, moment)
        self._told = {each: at for each, at in self._told.items() if each not in over}
        self._told |= dict.fromkeys(due, moment)


async def _tell(due: Iterable[Trouble], over: Iterable[Trouble], moment: datetime) -> None:
    found = await find_told(moment - AGAIN)
    told = {Trouble(*about): event.kind for about, event in found.items()}
    async with writing():
        to = await administrators()
        for payload, which in ((ServiceTrouble, due), (ServiceWell, over)):
            for each in sorted(which):
                if told.get(each) != payload.KIND:
                    await record(payload(code=each.code, about=each.about), SYSTEM, to=to)
