"""The printers of this process, each with the duty to print on it; they come and go as it runs."""

from __future__ import annotations

import asyncio
import socket
from functools import partial
from typing import TYPE_CHECKING

import structlog

from rosterdesk.bot.page.parts import Polled
from rosterdesk.bot.program.loops.duty import Duty
from rosterdesk.bot.program.loops.loop import keep_doing
from rosterdesk.bot.program.loops.printing import print_next
from rosterdesk.core.slips.printers import note_printers
from rosterdesk.core.slips.printing import find_interrupted
from rosterdesk.printer.devices.owner import Printer
from rosterdesk.printer.setup.naming import find_twin
from rosterdesk.printer.slips.layout import load_layout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rosterdesk.bot.program.loops.duty import Duties
    from rosterdesk.bot.settings import Settings

_MINUTE = 60.0
log = structlog.get_logger("rosterdesk.printers")


class RunningPrinters:
    def __init__(
        self,
        settings: Settings,
        duties: Duties,
        printers: dict[str, Printer],
        urls: Mapping[str, str],
        machine: str,
    ) -> None:
        """Prepare the printers of these addresses; ``printers`` has those of now, by their names.

        ``machine`` is the name under which the other processes are told which printers are here.
        """
        self._settings = settings
        self._duties = duties
        self._layout = load_layout(settings.printing.layout_file)
        self._printers = printers
        self.urls = dict(urls)
        self._machine = machine
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._group: asyncio.TaskGroup | None = None
        for name, url in self.urls.items():
            printers[name] = Printer(name, url)

    async def run(self) -> None:
        """Print, and tell the other processes which printers there are, until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                for name in self._printers:
                    self._begin(name)
                group.create_task(self._stop_polled_at_end())
                group.create_task(self._look_for_twins())
                group.create_task(
                    keep_doing("printers", self._tell, poll_seconds=_MINUTE, listening=False)
                )
        finally:
            self._group = None

    async def start(self, name: str, url: str) -> None:
        """Print on this printer too, in place of an earlier one of that name."""
        await self.let_go(name)
        self._printers[name] = Printer(name, url)
        self.urls[name] = url
        self._begin(name)
        await self._tell()

    async def let_go(self, name: str) -> None:
        """Finish the slip that was begun and give the printer free; its other slips wait."""
        task = self._tasks.pop(name, None)
        if task is not None:
            task.cancel()
            await asyncio.wait({task})
        self.urls.pop(name, None)
        printer = self._printers.pop(name, None)
        if printer is not None:
            await printer.close()

    def find_polled(self, scheme: str, name: str) -> Polled | None:
        """Return the printer that asks for its work at this address, if there is one."""
        for printer in self._printers.values():
            address = printer.address
            if address.scheme == scheme and address.target.casefold() == name.casefold():
                return Polled(printer, self._duties.has(_name_duty(printer.name)))
        return None

    async def close_polled(self) -> None:
        """End the printers that ask for their work, while the page can still hear them."""
        polled = [name for name, each in self._printers.items() if each.pickup is not None]
        await asyncio.gather(*map(self.let_go, polled))

    async def close(self) -> None:
        for name in list(self._printers):
            await self.let_go(name)

    async def _stop_polled_at_end(self) -> None:
        """Lay down nothing more once the service stops: nobody waits for a printer then."""
        try:
            await asyncio.Event().wait()
        finally:
            for printer in self._printers.values():
                if printer.pickup is not None:
                    printer.pickup.stop()

    async def _look_for_twins(self) -> None:
        """Warn of two names for one printer that only the name service can tell to be so.

        They are not refused: what a name stands for may change while the service runs.
        """
        for name, url in (urls := dict(self.urls)).items():
            others = {each: place for each, place in urls.items() if each < name}
            twin = await asyncio.to_thread(find_twin, others, url)
            if twin is not None:
                log.warning("two names for one printer", printer=name, other=twin)

    def _begin(self, name: str) -> None:
        if self._group is None:
            return
        step = partial(print_next, self._printers[name], self._layout, self._settings)
        loop = partial(keep_doing, f"printer {name}", step)
        duty = Duty(_name_duty(name), [loop], partial(find_interrupted, name))
        self._tasks[name] = self._group.create_task(self._duties.do(duty))

    async def _tell(self) -> bool:
        await note_printers(self._printers, self._machine)
        return False


def _name_duty(printer: str) -> str:
    return f"print on {printer}"


def name_machine(*, prints: bool) -> str:
    """Return the name of this machine; a page that serves printers is another one than a desk."""
    return socket.gethostname() if prints else f"{socket.gethostname()} (page)"
