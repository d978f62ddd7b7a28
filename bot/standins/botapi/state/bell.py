"""Waiting for a change of the state without sleeping."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Bell:
    """A bell that rings at each change; all who wait then look again."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        for listener in self._listeners:
            if not listener.done():
                listener.set_result(None)

    async def wait_until(self, look: Callable[[], T | None], timeout: float | None) -> T:  # noqa: ASYNC109 - each caller says what a time-out means to it
        """Return what ``look`` finds, now or after a ring; TimeoutError after that many seconds.

        None waits for ever.
        """
        async with asyncio.timeout(timeout):
            while (found := look()) is None:
                await self._hear()
        return found

    async def _hear(self) -> None:
        listener = asyncio.get_running_loop().create_future()
        self._listeners.add(listener)
        try:
            await listener
        finally:
            self._listeners.discard(listener)
