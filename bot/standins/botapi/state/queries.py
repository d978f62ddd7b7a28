"""Presses of inline buttons and inline queries, until the bot answers them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Generator

    from rosterdesk.bot.standins.botapi.state.bell import Bell

PATIENCE = 30.0  # seconds that `await press(…)` waits for the bot


@dataclass
class Query:
    """Something the bot must answer. ``await`` it to wait for that; TimeoutError after 5 s."""

    id: str
    data: str
    date: int
    bell: Bell
    answered: bool = field(default=False, kw_only=True)

    def __await__(self) -> Generator[object, None, Self]:
        return self.wait().__await__()

    async def wait(self, timeout: float = PATIENCE) -> Self:  # noqa: ASYNC109 - seconds until TimeoutError
        return await self.bell.wait_until(lambda: self if self.answered else None, timeout)


@dataclass
class CallbackResult(Query):
    """One press, and what the bot answered to it: ``text`` and whether it asked for an alert."""

    text: str = ""
    show_alert: bool = False


@dataclass
class InlineResult(Query):
    """One inline query; ``results`` as the bot sent them, in JSON."""

    results: list[dict[str, object]] = field(default_factory=list)
