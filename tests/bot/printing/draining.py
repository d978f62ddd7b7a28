"""Printing a queue to its end; with few imports, because a process that dies is started often."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from rosterdesk.bot.program.loops.printing import print_next
from rosterdesk.core.models import Slip, SlipStatus
from rosterdesk.printer.devices.owner import Printer
from rosterdesk.printer.slips.layout import Layout

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.printer.virtual import VirtualPrinter

    from rosterdesk.bot.settings import Settings

NAME = "desk"


@asynccontextmanager
async def open_printer(url: str, name: str = NAME) -> AsyncIterator[Printer]:
    async with Printer(name, url) as printer:
        yield printer


async def drain(printer: Printer, settings: Settings, virtual: VirtualPrinter | None = None) -> int:
    """Print until nothing is queued, mending the printer when it stops; return the mendings."""
    layout, mended = Layout(), 0
    while await Slip.filter(printer=printer.name, status=SlipStatus.QUEUED).exists():
        if not await print_next(printer, layout, settings) and virtual is not None:
            virtual.mend()
            mended += 1
            assert mended <= 20, "the queue does not go on after mending"
    return mended
