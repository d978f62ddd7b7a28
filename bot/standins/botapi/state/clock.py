from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    """The stand-in's time of day: real time, moved forward by a test."""

    def __init__(self, tell: Callable[[], None] = lambda: None) -> None:
        """``tell`` is called when a test moves the clock."""
        self._ahead = 0.0
        self._tell = tell

    def now(self) -> int:
        """Seconds since 1970, as the Bot API writes a date."""
        return int(self.exact())

    def exact(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds
        self._tell()
