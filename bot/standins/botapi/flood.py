"""Telegram's limits on how fast a bot may write, when a test or the demo switches them on.

Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this. Telegram
lets short bursts pass and does not say which; the stand-in lets none pass.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi import limits
from rosterdesk.bot.standins.botapi.errors import flood

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.state.clock import Clock

ALL = "*"
WRITING = ("send", "edit", "forward", "copy")
FREE = frozenset({"sendChatAction", "editForumTopic"})


@dataclass(frozen=True)
class Limit:
    """At most ``count`` messages in ``seconds``."""

    count: int
    seconds: float


OVERALL = Limit(limits.FLOOD_ALL_A_SECOND, 1)
A_CHAT = Limit(limits.FLOOD_CHAT_A_SECOND, 1)
A_GROUP = Limit(limits.FLOOD_GROUP_A_MINUTE, 60)


class FloodGate:
    """Counts what was let through; a refused call does not count."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._passed: dict[str, deque[float]] = defaultdict(deque)
        self.is_on = False

    def check(self, method: str, chat_id: str) -> None:
        """Raise the 429 with the seconds to wait, or count the call."""
        if not self.is_on or method in FREE or not method.startswith(WRITING):
            return
        of_chat = A_GROUP if chat_id.startswith("-") else A_CHAT
        waits = [
            self._wait(ALL, OVERALL),
            self._wait(chat_id, A_CHAT),
            self._wait(chat_id, of_chat),
        ]
        if max(waits) > 0:
            raise flood(math.ceil(max(waits)))
        for key in (ALL, chat_id):
            self._passed[key].append(self._clock.exact())

    def _wait(self, key: str, limit: Limit) -> float:
        now, passed = self._clock.exact(), self._passed[key]
        recent = [at for at in passed if now - at < limit.seconds]
        while passed and now - passed[0] >= A_GROUP.seconds:
            passed.popleft()
        return limit.seconds - (now - recent[-limit.count]) if len(recent) >= limit.count else 0
