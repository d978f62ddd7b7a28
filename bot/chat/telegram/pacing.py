"""The pace of sending: decisions first, progress last, never faster than Telegram allows.

The problem: Telegram takes about 30 messages a second, one a second in a chat and twenty a
minute in a group, lets bursts pass and does not say which (https://core.telegram.org/bots/faq).
Waiting in the order of arrival would put a librarian's decision behind thirty progress bars. So
calls wait in one list, sorted by urgency, and each goes as soon as its chat and the whole may.
"""

from __future__ import annotations

import asyncio
from bisect import insort
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    ChatId = int | str


class Urgency(IntEnum):
    DECISION = 0
    NORMAL = 1
    PROGRESS = 2


_urgency: ContextVar[Urgency] = ContextVar("urgency", default=Urgency.NORMAL)


@contextmanager
def urgency(wanted: Urgency) -> Iterator[None]:
    """Let everything that is sent inside wait its turn with that urgency."""
    token = _urgency.set(wanted)
    try:
        yield
    finally:
        _urgency.reset(token)


def current_urgency() -> Urgency:
    return _urgency.get()


@dataclass(frozen=True, slots=True)
class Rate:
    """``burst`` messages at once, then ``a_second``."""

    burst: float
    a_second: float


@dataclass(frozen=True, slots=True)
class Rates:
    """The bursts are generous: a 429 is honoured, and its chat starts again without a burst."""

    overall: Rate = Rate(30, 30)
    private: Rate = Rate(30, 1)
    group: Rate = Rate(20, 20 / 60)


# For stand-ins, which bear everything at once.
UNPACED = Rates(*(Rate(1e9, 1e9),) * 3)


class Bucket:
    """Tokens that grow back; ``now`` is in seconds of a clock that only goes forward."""

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._tokens = rate.burst
        self._at = now
        self._held_until = now

    def wait(self, now: float) -> float:
        """Return the seconds until a message may go; 0 means now."""
        self._fill(now)
        missing = (1 - self._tokens) / self._rate.a_second if self._tokens < 1 else 0.0
        return max(missing, self._held_until - now, 0.0)

    def take(self, now: float) -> None:
        self._fill(now)
        self._tokens -= 1

    def hold(self, now: float, seconds: float) -> None:
        """Telegram asked for a pause: after it the chat starts with one message, not a burst."""
        self._held_until = max(self._held_until, now + seconds)
        self._tokens = min(self._tokens, 1.0)
        self._at = self._held_until

    def is_full(self, now: float) -> bool:
        self._fill(now)
        return self._tokens >= self._rate.burst and self._held_until <= now

    def _fill(self, now: float) -> None:
        grown = max(now - self._at, 0.0) * self._rate.a_second
        self._tokens = min(self._rate.burst, self._tokens + grown)
        self._at = max(self._at, now)


@dataclass(order=True, slots=True)
class _Ticket:
    urgency: Urgency
    number: int
    chat_id: ChatId = field(compare=False)
    go: asyncio.Future[None] = field(compare=False)


_MOST_BUCKETS = 1000


class Pacer:
    def __init__(self, rates: Rates | None = None) -> None:
        self._rates = rates or Rates()
        self._overall: Bucket | None = None
        self._chats: dict[ChatId, Bucket] = {}
        self._waiting: list[_Ticket] = []
        self._numbers = count()
        self._timer: asyncio.TimerHandle | None = None

    async def wait(self, chat_id: ChatId, urgent: Urgency | None = None) -> None:
        """Return when a message to this chat may go."""
        loop = asyncio.get_running_loop()
        wanted = current_urgency() if urgent is None else urgent
        ticket = _Ticket(wanted, next(self._numbers), chat_id, loop.create_future())
        insort(self._waiting, ticket)
        self._let_go()
        try:
            await ticket.go
        finally:
            if ticket in self._waiting:  # its task was cancelled
                self._waiting.remove(ticket)

    def hold(self, chat_id: ChatId, seconds: float) -> None:
        now = asyncio.get_running_loop().time()
        self._bucket(chat_id, now).hold(now, seconds)

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def _let_go(self) -> None:
        """Let go whoever may, most urgent first; a chat's own order is kept within an urgency."""
        now = asyncio.get_running_loop().time()
        overall = self._find_overall(now)
        pauses: dict[ChatId, float] = {}
        left: list[_Ticket] = []
        for ticket in self._waiting:
            pause = pauses.get(ticket.chat_id) or max(
                overall.wait(now), self._bucket(ticket.chat_id, now).wait(now)
            )
            if pause > 0:
                pauses[ticket.chat_id] = pause
                left.append(ticket)
            elif not ticket.go.done():
                overall.take(now)
                self._bucket(ticket.chat_id, now).take(now)
                ticket.go.set_result(None)
        self._waiting = left
        self._wake_in(min(pauses.values(), default=None))

    def _wake_in(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        # A timer may ring a hair early: a millisecond more saves a second round.
        self._timer = None if seconds is None else loop.call_later(seconds + 0.001, self._let_go)

    def _find_overall(self, now: float) -> Bucket:
        if self._overall is None:
            self._overall = Bucket(self._rates.overall, now)
        return self._overall

    def _bucket(self, chat_id: ChatId, now: float) -> Bucket:
        if chat_id not in self._chats:
            self._forget_full(now)
            is_group = str(chat_id).startswith(("-", "@"))
            rate = self._rates.group if is_group else self._rates.private
            self._chats[chat_id] = Bucket(rate, now)
        return self._chats[chat_id]

    def _forget_full(self, now: float) -> None:
        if len(self._chats) >= _MOST_BUCKETS:
            self._chats = {i: each for i, each in self._chats.items() if not each.is_full(now)}
