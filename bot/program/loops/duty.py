"""Duties: what one process at a time does for all of them. The others stand by, and take over.

Whoever loses a duty stops before another process can have it: a lock that is lost is known to be
so some seconds before PostgreSQL gives it to somebody else (core.locks.postgres).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from rosterdesk.bot.program.loops.loop import LoopState, loop_states

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence

    from rosterdesk.core.storage.locks.model import Held, Locks

    Loop = Callable[[], Coroutine[None, None, None]]

_log = structlog.get_logger(__name__)

_LOOK_SECONDS = 1.0  # between two looks whether the duty is free
_LAST_SECONDS = 2.0  # for what is under way when the duty is lost: then it is broken off


@dataclass(frozen=True, slots=True)
class Duty:
    """``begin`` comes before the loops: it takes up what another process left when it died."""

    name: str
    loops: Sequence[Loop]
    begin: Callable[[], Awaitable[object]] | None = None


class Duties:
    """The duties of this process, and which of them it has at this moment."""

    def __init__(self, locks: Locks) -> None:
        self._locks = locks
        self._held: set[str] = set()

    def has(self, name: str) -> bool:
        return name in self._held

    @property
    def held(self) -> frozenset[str]:
        return frozenset(self._held)

    async def do(self, duty: Duty) -> None:
        """Stand for the duty, do it as long as this process has it, and stand for it again."""
        state = loop_states[duty.name] = LoopState()
        while True:
            try:
                held = await self._stand_for(duty.name, state)
                await self._work(held, duty, state)
            except Exception as error:  # noqa: BLE001 - whatever it is, the duty must be done
                state.failures += 1
                state.failures_ever += 1
                if state.failures == 1:
                    # Without the traceback: it may hold names.
                    _log.error("duty.failed", duty=duty.name, error=type(error).__name__)
                await asyncio.sleep(_LOOK_SECONDS)

    async def _stand_for(self, name: str, state: LoopState) -> Held:
        while (held := await self._locks.try_take(name)) is None:
            state.failures = 0
            await asyncio.sleep(_LOOK_SECONDS)
        return held

    async def _work(self, held: Held, duty: Duty, state: LoopState) -> None:
        _log.info("duty.taken", duty=held.name)
        self._held.add(held.name)
        try:
            if duty.begin is not None:
                await _run_while_held(held, [duty.begin])
            state.failures = 0
            await _run_while_held(held, duty.loops)
        finally:
            self._held.discard(held.name)
            _log.info("duty.left", duty=held.name, lost=held.lost.is_set())
            await self._locks.give_back(held)


async def _run_while_held(held: Held, works: Sequence[Callable[[], Awaitable[Any]]]) -> None:
    """Run them until the lock is lost or the first of them ends; raises what one of them raised."""
    if held.lost.is_set():
        return
    losing = asyncio.create_task(held.lost.wait())
    tasks = [asyncio.ensure_future(work()) for work in works]
    try:
        await asyncio.wait({losing, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()
    finally:
        await _stop(tasks, losing)
        losing.cancel()


async def _stop(tasks: Sequence[asyncio.Future[Any]], losing: asyncio.Task[Any]) -> None:
    """End the tasks: in their own time where the duty is left, soon where it is lost."""
    for task in tasks:
        task.cancel()
    ending = asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.wait({ending, losing}, return_when=asyncio.FIRST_COMPLETED)
    if not ending.done():
        await asyncio.wait({ending}, timeout=_LAST_SECONDS)
        for task in tasks:
            task.cancel()
    await ending


def name_watch(account: str) -> str:
    """Return the name of the duty to watch a mailbox."""
    return f"watch {account}"
