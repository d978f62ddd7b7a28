"""Presses of inline buttons, until the bot answers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

    from rosterdesk.bot.demo.botapi.state.bell import Bell

PATIENCE = 5.0  # seconds that `await press(…)` waits for the bot


@dataclass
class CallbackResult:
    """One press, and what the bot answered to it. ``await`` it to wait for the answer."""

    id: str
    data: str
    date: int
    bell: Bell
    answered: bool = False
    text: str = ""
    show_alert: bool = False

    def __await__(self) -> Generator[object, None, CallbackResult]:
        return self.wait().__await__()

    async def wait(self, timeout: float = PATIENCE) -> CallbackResult:  # noqa: ASYNC109 - seconds until TimeoutError
        return await self.bell.wait_until(lambda: self if self.answered else None, timeout)
