"""The reader in a process of its own, without rights, whose death is an answer.

``serving`` is the other side; ``core.isolation`` is what lies between.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Self

import orjson

from rosterdesk.core.collecting import collector_paused
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.isolation.worker import (
    ConfinedWorker,
    NotIsolated,
    NotStarted,
    OutOfTime,
    ProcessDied,
)
from rosterdesk.core.language import N_
from rosterdesk.core.roster.corrections import pack_corrections, unpack_tables
from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.model import Refusal, Roster, RosterStatus
from rosterdesk.core.roster.packed import PackedRoster, pack_roster, parse_packed
from rosterdesk.core.roster.sheets import unpack_sheets

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from rosterdesk.core.isolation.enforced import Enforced
    from rosterdesk.core.isolation.worker import Isolation
    from rosterdesk.core.language import Language
    from rosterdesk.core.roster.corrections import CellTable, Correction
    from rosterdesk.core.roster.sheets import Sheet

_OUT_OF_TIME = (signal.SIGXCPU,)
# Rust aborts and the kernel kills when memory runs out; a fault is a fault of the file.
_OUT_OF_MEMORY = (signal.SIGABRT, signal.SIGKILL)
_NOT_STARTED = N_("The reader could not be started on this machine: try again in a moment.")
_NOT_ISOLATED = N_(
    "This machine's kernel cannot take the reader's rights away, which reader_isolation requires:"
    " see 'doctor'."
)


class ReaderDied(Exception):  # noqa: N818 - an answer about the file rather than a mistake
    """The process ended before its answer; carries the refusal that says so."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class ReaderNotStartedError(RosterdeskError):
    """The process could not be started in time: the machine's fault, and no word about the file."""

    package = "rosterdesk.core.roster"


class RosterReader:
    """Reads rosters outside the event loop; several reads at once wait for a free process.

    Use as ``async with RosterReader(limits) as reader``: a process starts with the first file,
    or at once and in the background where it is to be ``warm``, and stays. A process that died
    or was killed is replaced for the next file.
    """

    def __init__(
        self,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        processes: int = 1,
        *,
        warm: bool = False,
        isolation: Isolation = "available",
    ) -> None:
        self.limits = limits
        self._warm_at_once = warm
        self._workers = [_Worker(limits, isolation) for _ in range(processes)]
        self._free: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        for worker in self._workers:
            self._free.put_nowait(worker)
        self._warming: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        if self._warm_at_once:
            self._warming = asyncio.create_task(self._warm())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._warming:
            self._warming.cancel()
            with suppress(asyncio.CancelledError):
                await self._warming
        for worker in self._workers:
            await worker.confined.stop()

    async def find_enforced(self) -> Enforced:
        """Return what the kernel enforces on the process, which is started for it.

        Raises:
            ReaderNotStartedError: it did not begin.

        """
        await self._workers[0].start()
        return self._workers[0].confined.enforced

    async def read(self, data: bytes, file: str, hints: Hints | None = None) -> Roster:
        packed, _ = await self._read("read", data, file, hints)
        return await asyncio.to_thread(packed.unpack)

    async def read_and_scrub(
        self,
        data: bytes,
        file: str,
        hints: Hints | None = None,
        answered: Callable[[], Awaitable[None]] | None = None,
    ) -> tuple[PackedRoster, bytes]:
        """The roster, and the file without what may not be kept; b'' where nothing may be kept.

        ``answered`` is called before this process looks at what the reader made of the file.
        """
        return await self._read("read_and_scrub", data, file, hints, answered)

    async def scrub(self, data: bytes, roster: Roster) -> bytes:
        """The file without the columns that the roster says were dropped.

        Raises:
            ReaderDied: the process ended before it was ready.
            ReaderNotStartedError: it did not begin; not the file's doing.

        """
        _, frames = await self._ask({"op": "scrub", "roster": _pack_frame(roster)}, data)
        return frames[-1]

    async def mark_problems(
        self, data: bytes, roster: Roster, language: Language
    ) -> tuple[str, bytes]:
        """The sender's own workbook with remarks: its name and its bytes.

        Raises:
            ReaderDied: the process ended before it was ready.
            ReaderNotStartedError: it did not begin; not the file's doing.

        """
        request = {"op": "mark", "roster": _pack_frame(roster), "language": language.value}
        answer, frames = await self._ask(request, data)
        return answer["name"], frames[-1]

    async def correct(
        self,
        data: bytes,
        roster: Roster,
        corrections: Sequence[Correction],
        hints: Hints,
    ) -> tuple[PackedRoster, bytes]:
        """The roster of the file with the corrections, and that file; ``roster`` is of before."""
        more = {"roster": _pack_frame(roster), "corrections": pack_corrections(corrections)}
        return await self._read("correct", data, roster.file, hints, more=more)

    async def list_cells(self, data: bytes, roster: Roster) -> list[CellTable]:
        """The cells of the file as text, table by table.

        Raises:
            ReaderDied: the process ended before it was ready.
            ReaderNotStartedError: it did not begin; not the file's doing.

        """
        _, frames = await self._ask({"op": "cells", "roster": _pack_frame(roster)}, data)
        return unpack_tables(await asyncio.to_thread(orjson.loads, frames[-1]))

    async def list_sheets(self, data: bytes) -> list[Sheet]:
        """The sheets of a file that is no roster, as lines of text.

        Raises:
            ReaderDied: the file was refused, or the process ended before it was ready.
            ReaderNotStartedError: it did not begin; not the file's doing.

        """
        _, frames = await self._ask({"op": "sheets"}, data)
        return unpack_sheets(await asyncio.to_thread(orjson.loads, frames[-1]))

    async def _read(
        self,
        operation: str,
        data: bytes,
        file: str,
        hints: Hints | None,
        answered: Callable[[], Awaitable[None]] | None = None,
        more: dict[str, Any] | None = None,
    ) -> tuple[PackedRoster, bytes]:
        if len(data) > self.limits.file_bytes:  # not worth carrying over
            values = {"why": "bytes", "limit": self.limits.file_bytes // 1_000_000}
            return _refuse(file, Refusal("too_large", values)), b""
        known = _pack_hints(hints or Hints())
        request = {"op": operation, "file": file, "hints": known, **(more or {})}
        try:
            _, frames = await self._ask(request, data)
            if answered is not None:
                await answered()
            with collector_paused():
                roster = await asyncio.to_thread(parse_packed, frames[0])
            return roster, frames[-1] if frames[1:] else b""
        except ReaderDied as died:
            return _refuse(file, died.refusal), b""

    async def _ask(
        self, request: dict[str, Any], data: bytes
    ) -> tuple[dict[str, Any], list[bytes]]:
        worker = await self._free.get()
        try:
            answer, frames = await worker.ask(request, data)
        finally:
            self._free.put_nowait(worker)
        if "refused" in answer:
            raise ReaderDied(Refusal(*answer["refused"]))
        return answer, frames

    async def _warm(self) -> None:
        for _ in self._workers:
            worker = await self._free.get()
            try:
                with suppress(ReaderNotStartedError):  # the first file tries again
                    await worker.start()
            finally:
                self._free.put_nowait(worker)


class _Worker:
    """A confined process whose death is an answer about the file."""

    def __init__(self, limits: Limits, isolation: Isolation) -> None:
        self.limits = limits
        arguments = (orjson.dumps(asdict(limits)).decode(),)
        self.confined = ConfinedWorker(
            "rosterdesk.core.roster.serving", arguments, seconds=limits.seconds, isolation=isolation
        )

    async def ask(self, request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
        await self.start()
        try:
            return await self.confined.ask(request, data)
        except OutOfTime:
            raise ReaderDied(_refuse_for_time(self.limits)) from None
        except ProcessDied as died:
            raise ReaderDied(_find_cause(died.status, self.limits)) from None

    async def start(self) -> None:
        """Start the process; raise ReaderNotStartedError when it cannot be started."""
        try:
            await self.confined.start()
        except NotIsolated:
            raise ReaderNotStartedError(_NOT_ISOLATED) from None
        except NotStarted:
            raise ReaderNotStartedError(_NOT_STARTED) from None


def _find_cause(status: int, limits: Limits) -> Refusal:
    if -status in _OUT_OF_TIME:
        return _refuse_for_time(limits)
    if -status in _OUT_OF_MEMORY:
        return Refusal("too_large", {"why": "memory"})
    return Refusal("damaged")


def _pack_frame(roster: Roster) -> str:
    """Pack the roster without the pupils, who are not needed and may be many."""
    return pack_roster(replace(roster, pupils=())).dump().decode()


def _pack_hints(hints: Hints) -> dict[str, Any]:
    return {
        **asdict(replace(hints, known_numbers=frozenset(), known_words=frozenset(), earlier=None)),
        "earlier": _pack_frame(hints.earlier) if hints.earlier else None,
        "known_numbers": list(hints.known_numbers),
        "known_words": list(hints.known_words),
    }


def _refuse(file: str, refusal: Refusal) -> PackedRoster:
    frame = Roster(file=file, format=None, status=RosterStatus.REFUSED, refused=refusal)
    return PackedRoster(frame)


def _refuse_for_time(limits: Limits) -> Refusal:
    return Refusal("too_large", {"why": "seconds", "limit": round(limits.seconds)})
