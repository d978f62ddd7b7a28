"""The updates that wait for the bot: the queue behind getUpdates and the webhook."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi import limits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.bot.standins.botapi.state.clock import Clock

# Sent only when asked for by name (documentation of allowed_updates).
ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_UPDATE_ID = 100_000_001
FUTURE = 10  # ids beyond the newest; an offset after that is taken for one of before a long silence


@dataclass(frozen=True)
class Update:
    id: int
    kind: str
    payload: dict[str, object]
    date: int

    @property
    def lane(self) -> str:
        """The chat or person that it comes from: a webhook gets those of one lane in order."""
        chat, person = self.payload.get("chat"), self.payload.get("from")
        source = chat or person
        return f"{chat is not None}:{source['id'] if isinstance(source, dict) else ''}"

    def as_json(self) -> dict[str, object]:
        return {"update_id": self.id, self.kind: self.payload}


class UpdateQueue:
    """``turn`` is the number of the getUpdates call whose turn it is: an older one is ended."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._updates: list[Update] = []
        self._next_id = FIRST_UPDATE_ID
        self._allowed: frozenset[str] = frozenset()
        self._newest_at = clock.now()
        self.turn = 0

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Keep the last choice when nothing is said; an empty one means the usual kinds."""
        if kinds is not None:
            self._allowed = frozenset(kinds)

    @property
    def allowed(self) -> list[str]:
        return sorted(self._allowed)

    def allows(self, kind: str) -> bool:
        return kind in self._allowed if self._allowed else kind not in ONLY_ON_REQUEST

    def add(self, kind: str, payload: dict[str, object]) -> None:
        if not self.allows(kind):
            return
        now = self._clock.now()
        if now - self._newest_at >= limits.UPDATE_IDS_SECONDS:
            # "Chosen randomly instead of sequentially" (documentation of Update): here a lower one.
            self._next_id = 1 + secrets.randbelow(max(self._next_id // 2, 1000))
        self._newest_at = now
        self._updates.append(Update(self._next_id, kind, payload, self._clock.now()))
        self._next_id += 1

    def confirm(self, offset: int) -> None:
        """Forget what comes before ``offset``; a negative one counts from the end of the queue."""
        if offset < 0:
            self._updates = self._updates[offset:]
        elif 0 < offset <= self._next_id + FUTURE:
            self._updates = [each for each in self._updates if each.id >= offset]

    def remove(self, update: Update) -> None:
        """Forget one that a webhook took."""
        self._updates = [each for each in self._updates if each is not update]

    def clear(self) -> None:
        self._updates = []

    def waiting(self, count: int = limits.UPDATES_AT_ONCE) -> list[Update]:
        """Return the oldest updates; those that nobody fetched for a day are gone."""
        since = self._clock.now() - limits.UPDATE_SECONDS
        self._updates = [each for each in self._updates if each.date >= since]
        return self._updates[:count]

    def __len__(self) -> int:
        return len(self._updates)
