"""Telling the administrators, in chat, of what stays broken: once, and again after some hours."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.bot.watch.troubles import Trouble
from rosterdesk.core.actors import SYSTEM
from rosterdesk.core.database import writing
from rosterdesk.core.events import Kind, administrators, record
from rosterdesk.core.language import N_, Phrases

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Event

phrases = Phrases("rosterdesk.bot")

PATIENCE = timedelta(minutes=5)  # most of what breaks on a network mends itself before that
AGAIN = timedelta(hours=6)


class Alarm:
    """Remembers what was wrong since when, and what was said of it, while the process lives."""

    def __init__(self) -> None:
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
        async with writing():
            to = await administrators()
            for kind, which in ((Kind.SERVICE_TROUBLE, due), (Kind.SERVICE_WELL, over)):
                for each in sorted(which):
                    data = {"code": each.code, "about": each.about}
                    await record(kind, SYSTEM, data=data, to=to)
        self._told = {each: at for each, at in self._told.items() if each not in over}
        self._told |= dict.fromkeys(due, moment)


def say_alarm(event: Event, language: Language) -> str:
    said = Trouble(event.data["code"], event.data["about"]).say(language)
    if event.kind == Kind.SERVICE_WELL:
        return phrases.say(language, N_("✅ Over: {trouble}"), trouble=said)
    return f"🚨 {said}"
