"""The processor time that each turn of the event loop takes: what everything else waits for.

Wall time would count the other programs of a busy machine; this counts our own work only.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def measure_turns() -> Iterator[list[float]]:
    """Collect the seconds of each callback and each step of a task that runs meanwhile."""
    turns: list[float] = []
    run = asyncio.events.Handle._run

    def run_measured(handle: asyncio.Handle) -> None:
        began = time.thread_time()
        run(handle)
        turns.append(time.thread_time() - began)

    asyncio.events.Handle._run = run_measured  # type: ignore[method-assign]
    try:
        yield turns
    finally:
        asyncio.events.Handle._run = run  # type: ignore[method-assign]
