"""Starting and stopping the service as a process."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from rosterdesk.bot.program.logs import set_up_logs
from rosterdesk.bot.program.service import Part, open_service
from rosterdesk.bot.program.systemd import find_watchdog_seconds, notify
from rosterdesk.core.errors import RosterdeskError

if TYPE_CHECKING:
    from rosterdesk.bot.chat.telegram.pacing import Rates
    from rosterdesk.bot.settings import Settings

_log = structlog.get_logger(__name__)


async def run_service(
    settings: Settings, parts: frozenset[Part], *, rates: Rates | None = None
) -> None:
    """Run until SIGTERM or SIGINT; what was begun is finished before this returns.

    ``rates`` are those of ``open_service``.
    """
    set_up_logs(level=logging.INFO)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with open_service(settings, parts, rates=rates) as service:
        _log.info("service.started", parts=sorted(parts))
        working = asyncio.create_task(service.run())
        living = asyncio.create_task(show_life())
        notify("READY=1")
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        notify("STOPPING=1")
        if working.done():
            _raise_fault(working)
        living.cancel()
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
    _log.info("service.stopped")


def _raise_fault(working: asyncio.Task[None]) -> None:
    """Raise what ended the work: the sentence of a fault that a person can mend, else all of it."""
    try:
        working.result()
    except BaseExceptionGroup as faults:
        mendable: BaseException | None = faults.subgroup(RosterdeskError)
        while isinstance(mendable, BaseExceptionGroup):
            mendable = mendable.exceptions[0]
        raise mendable or faults from None


async def show_life() -> None:
    """Tell systemd's watchdog that this process still turns; one that hangs is started anew.

    A database or a mail server that is away is no reason: those are waited for.
    """
    seconds = find_watchdog_seconds()
    while seconds is not None:
        notify("WATCHDOG=1")
        await asyncio.sleep(seconds)
