"""The health of the chat, for those who watch the service."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.core.clock import now

if TYPE_CHECKING:
    from datetime import datetime

    from aiogram import Bot

_ASKING_SECONDS = 2


class ChatState(StrEnum):
    STARTING = "starting"
    OK = "ok"
    UNREACHABLE = "unreachable"
    SECOND_POLLER = "second_poller"  # another program takes this bot's updates
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - the name of a state
    STOPPED = "stopped"


_HOPELESS = (ChatState.SECOND_POLLER, ChatState.TOKEN_REFUSED)


@dataclass(slots=True)
class ChatHealth:
    """The state of receiving updates in this process, available as ``Service.health``."""

    state: ChatState = ChatState.STARTING
    since: datetime = field(default_factory=now)
    last_ok: datetime | None = None
    hopeless: asyncio.Event = field(default_factory=asyncio.Event)  # going on makes no sense

    def note(self, state: ChatState) -> bool:
        """Write the state down; return whether it is another one than before."""
        moment = now()
        if state is ChatState.OK:
            self.last_ok = moment
        changed = state is not self.state
        if changed:
            self.state, self.since = state, moment
        if state in _HOPELESS:
            self.hopeless.set()
        else:
            self.hopeless.clear()
        return changed


async def count_updates(bot: Bot) -> int | None:
    """Return how many updates Telegram holds for us; None where it does not say."""
    with suppress(TimeoutError):  # a person waits for this, so that it is not asked again
        async with asyncio.timeout(_ASKING_SECONDS):
            info = await quietly(bot.get_webhook_info())
            return info.pending_update_count if info else None
    return None
