from __future__ import annotations

import time


class Clock:
    """The stand-in's time of day: real time, moved forward by a test."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> int:
        """Seconds since 1970, as the Bot API writes a date."""
        return int(self.exact())

    def exact(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds
