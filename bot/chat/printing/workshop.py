"""The workshop: where the one printer that is being set up from chat is held meanwhile."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from rosterdesk.bot.settings import find_file, read_printing_of_environment
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.slips.printers import note_set_up
from rosterdesk.printer.model.address import parse_address
from rosterdesk.printer.setup.holding import HeldPrinter
from rosterdesk.printer.setup.naming import is_at_one_place
from rosterdesk.printer.setup.probing import probe
from rosterdesk.printer.setup.writing import (
    Addition,
    check_printer,
    list_written,
    require_changeable,
    say_fixed,
    write_printer,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rosterdesk.core.models import Staff
    from rosterdesk.core.trail.actors import Actor
    from rosterdesk.printer.devices.owner import Outcome
    from rosterdesk.printer.settings import PrinterSettings
    from rosterdesk.printer.setup.findings import Findings

_LEFT_ALONE = 600.0  # seconds after which a printer is taken back from a clerk who went away


class Running(Protocol):
    """The printers that this process prints on."""

    @property
    def urls(self) -> Mapping[str, str]: ...

    async def start(self, name: str, url: str) -> None:
        """Print on this printer too, in place of an earlier one of that name."""

    async def let_go(self, name: str) -> None:
        """Give the printer free; its slips wait."""


class WorkshopError(RosterdeskError):
    """Somebody else is setting a printer up."""

    package = "rosterdesk.bot"


class Workshop:
    """One printer at a time, for one member of staff; slips of that printer wait meanwhile."""

    def __init__(self, running: Running, known: PrinterSettings, file: Path) -> None:
        self.known = known
        self.file = file
        self._told = known  # what the rest of the service looks at
        self._running = running
        self._held = HeldPrinter()
        self._moving = asyncio.Lock()
        self._clerk: Staff | None = None
        self._let_go: dict[str, str] = {}
        self._waiting: asyncio.Task[None] | None = None

    @property
    def names(self) -> list[str]:
        """Return the names under which the printer in the workshop is known already."""
        return list(self._let_go)

    async def ask(self, clerk: Staff, place: str) -> Findings:
        """Return what the printer there answers; raises PrinterError or WorkshopError."""
        await self._take(clerk, place)
        try:
            require_changeable(self.names, read_printing_of_environment())
            return await asyncio.to_thread(probe, place)
        except RosterdeskError:
            await self.leave(clerk)
            raise

    async def print(self, clerk: Staff, data: bytes, findings: Findings) -> Outcome:
        """Print on the printer that is being set up; raises WorkshopError."""
        if self._clerk is None or self._clerk.id != clerk.id:  # left alone, or the service stopped
            await self._take(clerk, findings.place)
        self._wait_for_clerk()
        return await self._held.print(data, findings)

    def find_earlier_name(self, name: str) -> str:
        """Return the name that the printer in the workshop has, where it is another one."""
        return "" if name in self.names else next(iter(self.names), "")

    def check(self, name: str, findings: Findings, before: str) -> None:
        """Raise WritingError where the printer cannot have that name, in place of the one before.

        Of a printer that has none yet, ``before`` is empty.
        """
        require_changeable([name], read_printing_of_environment())
        # Dropped from our file alone, the old name would come back with the next start.
        if before in list_written(find_file(), "printers", "quiet"):
            raise say_fixed(before)
        check_printer(self.file, Addition(name, findings.url, before=before), self.known)

    async def finish(self, clerk: Staff, addition: Addition, actor: Actor) -> str:
        """Write the printer down and print on it from now on; return its whole address.

        Raises WritingError.
        """
        self.known = await asyncio.to_thread(write_printer, self.file, addition, self.known)
        url = self.known.printers[addition.name]
        for name in (addition.name, addition.before):
            self._let_go.pop(name, None)
        if addition.before:
            self._rename(addition)
        await self.leave(clerk)
        await self._running.start(addition.name, url)
        await note_set_up(addition.name, addition.url.partition("?")[0], actor)
        return url

    def _rename(self, addition: Addition) -> None:
        """Let the service that runs know the new name, and forget the old one."""
        self._told.printers.pop(addition.before, None)
        hours = self._told.quiet.pop(addition.before, None)
        if hours is not None:
            self._told.quiet[addition.name] = hours

    async def leave(self, clerk: Staff) -> None:
        """Give the printer back, if this member of staff has it."""
        if self._clerk is not None and self._clerk.id == clerk.id:
            await self.close()

    async def close(self) -> None:
        async with self._moving:
            await self._give_back()

    async def _take(self, clerk: Staff, place: str) -> None:
        async with self._moving:
            if self._clerk is not None and self._clerk.id != clerk.id:
                raise WorkshopError(
                    N_("{name} is setting up a printer: wait until that is done."),
                    name=self._clerk.name,
                )
            await self._give_back()
            self._clerk = clerk
            wanted = parse_address(place)
            for name, url in list(self._running.urls.items()):
                if await asyncio.to_thread(is_at_one_place, parse_address(url), wanted):
                    self._let_go[name] = url
                    await self._running.let_go(name)
            self._wait_for_clerk()

    async def _give_back(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        self._clerk = None
        await self._held.close()
        while self._let_go:
            await self._running.start(*self._let_go.popitem())

    def _wait_for_clerk(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = asyncio.create_task(self._close_later())

    async def _close_later(self) -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(_LEFT_ALONE)
            self._waiting = None
            await self.close()
