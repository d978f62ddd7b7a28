"""The printers of the demo's page: one at the desk, one on the wall, and one for A4 sheets."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.bot.demo.stage import PRINTER, add_page
from rosterdesk.bot.standins.polling import PollingPrinter
from rosterdesk.printer.model.address import name_secret, parse_address
from rosterdesk.printer.settings import PrinterSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from rosterdesk.bot.demo.stage import Stage
    from rosterdesk.bot.settings import Settings
    from rosterdesk.printer.devices.owner import Printer

WALL, OFFICE = "wand", "kantoor"
_SERIAL = "X9Q1000001"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of paper that came out of a printer, as it was sent."""

    printer: Printer
    data: bytes


def add_printers(settings: Settings) -> Settings:
    """Return the settings with more printers, and the page that one of them asks."""
    printers = {
        **settings.printing.printers,
        WALL: f"sdp://{WALL}?serial={_SERIAL}&every=1&codes=native",
        OFFICE: "dummy:?form=cards",
    }
    printing = PrinterSettings(printers=printers)
    return add_page(settings.model_copy(update={"printing": printing}))


@asynccontextmanager
async def switch_on(stage: Stage) -> AsyncIterator[PollingPrinter]:
    """Let the printer on the wall ask, until the end of the block."""
    settings = stage.service.settings
    address = parse_address(settings.printing.printers[WALL])
    secret = stage.service.library.keys.make_printer_secret(*name_secret(address))
    printer = PollingPrinter(f"{settings.page.url}/sdp/{WALL}/{secret}", _SERIAL)
    asking = asyncio.create_task(printer.run())
    try:
        yield printer
    finally:
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking


class Collecting:
    """All paper of all printers, in the order in which it is seen."""

    def __init__(self, stage: Stage, wall: PollingPrinter) -> None:
        self._stage = stage
        self._wall = wall
        self._pieces: list[Piece] = []
        self._taken = dict.fromkeys((PRINTER, WALL, OFFICE), 0)

    def look(self) -> list[Piece]:
        """Return the pieces so far, the oldest first."""
        for name in self._taken:
            printer = self._stage.service.printers[name]
            out = self._wall.printed if name == WALL else printer.output()
            self._pieces += [Piece(printer, data) for data in out[self._taken[name] :]]
            self._taken[name] = len(out)
        return self._pieces
