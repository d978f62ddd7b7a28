"""One printer and its one thread: nothing else ever writes to it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

import structlog

from rosterdesk.printer.devices.device import Device, Status, open_device
from rosterdesk.printer.devices.dummy import DummyDevice
from rosterdesk.printer.devices.halves import cut_off, fill_up
from rosterdesk.printer.devices.polled import PolledDevice
from rosterdesk.printer.errors import NotSentError, Reason, UnknownOutcomeError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from rosterdesk.printer.devices.pickup import Pickup
    from rosterdesk.printer.model.address import Address, Form
    from rosterdesk.printer.model.paper import Paper

log = structlog.get_logger("rosterdesk.printer")


class Result(StrEnum):
    """The known outcome of a slip. Only NOT_SENT may be sent again without asking a person."""

    SENT = "sent"  # the bytes left, and this printer cannot tell what became of them
    CONFIRMED = "confirmed"  # the printer answered after printing and cutting it
    UNKNOWN = "unknown"  # part of it, or all of it, may be on paper
    NOT_SENT = "not_sent"  # no byte of it reached the printer


@dataclass(frozen=True, slots=True)
class Outcome:
    result: Result
    reason: Reason | None = None  # why it is UNKNOWN or NOT_SENT
    too_early: bool = False  # SENT, by a printer that called it printed sooner than paper moves


class Printer:
    """A printer by its name: ``async with Printer("desk", "tcp://192.0.2.7:9100") as printer``."""

    def __init__(self, name: str, url: str) -> None:
        """Prepare the printer; raises PrinterAddressError. The first slip opens the connection."""
        self.name = name
        self._device: Device = open_device(url)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"printer-{name}")
        self._open_jobs: set[asyncio.Task[Outcome]] = set()
        self._closed = False
        # Whether the printer may hold half a slip: after a failure, or a crash before our time.
        self._may_hold_half = self._device.keeps_halves

    @property
    def paper(self) -> Paper:
        return self._device.paper

    @property
    def address(self) -> Address:
        return self._device.address

    @property
    def pickup(self) -> Pickup | None:
        """Return where a printer that asks for its work finds it; None for all others."""
        return self._device.pickup if isinstance(self._device, PolledDevice) else None

    @property
    def form(self) -> Form | None:
        """Return what an office printer prints on A4; None for a printer of slips."""
        return self._device.address.form

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def print_slip(
        self, data: bytes, record: Callable[[Outcome], Awaitable[None]] | None = None
    ) -> Outcome:
        """Print one whole slip, after those asked for before; never raises PrinterError.

        ``record`` is awaited with the outcome before it is returned. Cancelling the caller stops
        neither: bytes that left cannot be called back, so the outcome is still recorded.
        """
        if self._closed:
            return Outcome(Result.NOT_SENT, Reason.STOPPED)
        job = asyncio.create_task(self._print_and_record(data, record))
        self._open_jobs.add(job)
        job.add_done_callback(self._open_jobs.discard)
        return await asyncio.shield(job)

    async def status(self) -> Status:
        """Ask the printer, after the slips that wait; raises NotSentError if it is not there."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._device.status)

    def output(self) -> list[bytes]:
        """Return the slips that a ``dummy:`` printer has received, the oldest first."""
        if not isinstance(self._device, DummyDevice):
            raise TypeError("only a dummy: printer keeps its output")
        return self._device.output()

    async def close(self) -> None:
        """Finish what was begun, then give the printer free."""
        self._closed = True
        if self.pickup is not None:
            self.pickup.stop()
        await asyncio.gather(*self._open_jobs, return_exceptions=True)
        self._thread.submit(self._device.close)
        await asyncio.to_thread(self._thread.shutdown)

    async def _print_and_record(
        self, data: bytes, record: Callable[[Outcome], Awaitable[None]] | None
    ) -> Outcome:
        loop = asyncio.get_running_loop()
        outcome = await loop.run_in_executor(self._thread, self._print, data)
        early = {"too_early": True} if outcome.too_early else {}  # the advice: answers=early
        log.info("slip", printer=self.name, result=outcome.result, reason=outcome.reason, **early)
        if record is not None:
            await record(outcome)
        return outcome

    def _print(self, data: bytes) -> Outcome:
        if self._may_hold_half:
            outcome = self._send(cut_off(self.paper) + data, fill_up())
        else:
            outcome = self._send(data, b"")
        if outcome.result is Result.UNKNOWN:
            self._may_hold_half = self._device.keeps_halves
        elif outcome.result is not Result.NOT_SENT:
            self._may_hold_half = False
        return outcome

    def _send(self, data: bytes, clearing: bytes) -> Outcome:
        try:
            self._device.send(data, clearing)
            confirmed = self._device.confirm()
        except NotSentError as error:
            return Outcome(Result.NOT_SENT, error.reason)
        except UnknownOutcomeError as error:
            return Outcome(Result.UNKNOWN, error.reason)
        except Exception as error:  # noqa: BLE001 - of ours or of a driver: the paper may hold anything
            # Without the traceback: its locals are the slip, and the password on it.
            log.error("printing broke", printer=self.name, error=type(error).__name__)  # noqa: TRY400
            return Outcome(Result.UNKNOWN, Reason.BROKEN)
        if confirmed:
            return Outcome(Result.CONFIRMED)
        return Outcome(Result.SENT, too_early=self._device.answered_early)
