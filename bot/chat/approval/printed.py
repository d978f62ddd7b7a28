"""Keeping the number of printed slips on cards true: when slips begin to come out, and have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.bot.chat.approval.showing import refresh_copies
from rosterdesk.bot.words.cards import load_current_card
from rosterdesk.core.clock import now
from rosterdesk.core.slips.queue import (
    find_newest_slip,
    list_files_after,
    list_printed_since,
    look_at_files,
)

if TYPE_CHECKING:
    from aiogram import Bot

    from rosterdesk.bot.settings import Settings

# While no process watched, slips may have come out that no card tells of.
_UNSEEN = timedelta(days=1)


@dataclass(slots=True)
class CardWatch:
    """A watch over the files whose slips are on their way.

    ``_seen`` is how they were last, ``_newest`` the last slip that was asked for by then: a few
    slips are out before anybody looks again.
    """

    bot: Bot
    settings: Settings
    _seen: dict[int, tuple[bool, int]] | None = None
    _newest: int = 0

    async def update(self) -> None:
        """Draw the cards of those that began or ended; not at every slip, as a chat is slower."""
        for submission_id in sorted(await self._list_changed()):
            view = await load_current_card(submission_id, self.settings)
            await refresh_copies(self.bot, view, self.settings.language)

    async def _list_changed(self) -> set[int]:
        if self._seen is None:
            changed = set(await list_printed_since(now() - _UNSEEN))
            self._newest = await find_newest_slip()
            self._seen = {}
        else:
            changed, self._newest = await list_files_after(self._newest)
        found, before = await look_at_files(), self._seen
        self._seen = found
        either = found.keys() | before.keys()
        return changed | {each for each in either if found.get(each) != before.get(each)}
