from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from rosterdesk.core.storage.database import wake

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


@dataclass(slots=True)
class LoopState:
    """The state of a loop: ``failures`` in a row, and ``failures_ever`` since the process began."""

    failures: int = 0
    failures_ever: int = 0


loop_states: dict[str, LoopState] = {}

_log = structlog.get_logger(__name__)
_LONGEST_PAUSE = 60.0
_STOP_SECONDS = 10.0  # for what was begun when the service is told to stop


async def keep_doing(
    name: str,
    step: Callable[[], Awaitable[bool]],
    *,
    poll_seconds: float = 2.0,
    listening: bool = True,
) -> None:
    """Repeat the step while it finds work, then wait for a wake-up or the next look.

    Without ``listening`` it looks at its own pace only, for work that must not be hurried.

    The wake-up is a hint, also from other processes on PostgreSQL; what it misses is found by
    looking. A step that fails is logged and repeated with growing pauses: a database that is away
    comes back.
    """
    state = loop_states[name] = LoopState()
    woken = wake.listen() if listening else asyncio.Event()
    try:
        await _keep_doing(name, step, poll_seconds, state, woken)
    finally:  # it may go on in another process
        wake.stop_listening(woken)
        if loop_states.get(name) is state:
            del loop_states[name]


async def _keep_doing(
    name: str,
    step: Callable[[], Awaitable[bool]],
    poll_seconds: float,
    state: LoopState,
    woken: asyncio.Event,
) -> None:
    pause = poll_seconds
    while True:
        woken.clear()
        try:
            while await _finish(step()):
                pass
            pause = poll_seconds
            state.failures = 0
        except Exception as error:  # noqa: BLE001 - whatever it is, the loop must go on
            # Without the traceback: it may hold names.
            _log.error("loop.failed", loop=name, error=type(error).__name__)
            state.failures += 1
            state.failures_ever += 1
            pause = min(pause * 2, _LONGEST_PAUSE)
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await woken.wait()


async def _finish(work: Awaitable[bool]) -> bool:
    """Await the work; when cancelled, let it end first.

    A mail that the server took and that was not yet marked as sent would be sent once more.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        try:
            await asyncio.wait({task}, timeout=_STOP_SECONDS)
        finally:  # cancelled once more: there is no time to let it end
            task.cancel()
        raise
