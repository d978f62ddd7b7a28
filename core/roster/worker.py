"""The reader in a process of its own, which can be killed and whose death is an answer.

The parent speaks to it in frames (eight bytes of length, then that many bytes): a request is a
JSON object and the file's bytes; an answer is a JSON object and as many frames as it announces.
Nothing that comes back is executed or unpickled. ``serving`` is the other side.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Self

import orjson

from rosterdesk.core.collecting import collector_paused
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.model import Refusal, Roster, RosterStatus
from rosterdesk.core.roster.packed import PackedRoster, pack_roster, parse_packed

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Awaitable, Callable

    from rosterdesk.core.language import Language

_LENGTH_BYTES = 8
_STARTING_SECONDS = 60.0  # importing pandas on a busy machine; not counted as reading
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LANG", "LC_ALL", "TZ")
_OUT_OF_TIME = (signal.SIGXCPU,)
# Rust aborts and the kernel kills when memory runs out; a fault is a fault of the file.
_OUT_OF_MEMORY = (signal.SIGABRT, signal.SIGKILL)


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
    ) -> None:
        self.limits = limits
        self._warm_at_once = warm
        self._workers = [_Worker(limits) for _ in range(processes)]
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
            await worker.stop()

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

    async def _read(
        self,
        operation: str,
        data: bytes,
        file: str,
        hints: Hints | None,
        answered: Callable[[], Awaitable[None]] | None = None,
    ) -> tuple[PackedRoster, bytes]:
        if len(data) > self.limits.file_bytes:  # not worth carrying over
            values = {"why": "bytes", "limit": self.limits.file_bytes // 1_000_000}
            return _refuse(file, Refusal("too_large", values)), b""
        request = {"op": operation, "file": file, "hints": _pack_hints(hints or Hints())}
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
    """One process at a time, started when it is needed."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.process: Process | None = None

    async def ask(self, request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
        await self.start()
        try:
            async with asyncio.timeout(self.limits.seconds):
                await self._send(orjson.dumps(request))
                await self._send(data)
                return await self._receive()
        except TimeoutError:
            await self.stop()
            raise ReaderDied(_refuse_for_time(self.limits)) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise ReaderDied(await self._find_cause()) from None
        except BaseException:  # cancelled halfway: what it would answer is not for the next one
            await self.stop()
            raise

    async def start(self) -> None:
        """Raises ReaderNotStartedError when the process cannot be started."""
        if self.process and self.process.returncode is None:
            return
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            __spec__.name if __spec__ else __name__,
            orjson.dumps(asdict(self.limits)).decode(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # a panic would print what it choked on
            env=_make_environment(),
        )
        try:
            async with asyncio.timeout(_STARTING_SECONDS):
                await self._receive_frame()
        except (TimeoutError, asyncio.IncompleteReadError):
            await self.stop()
            raise ReaderNotStartedError(
                N_("The reader could not be started on this machine: try again in a moment.")
            ) from None
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        await process.wait()
        if process.stdin:
            process.stdin.close()
            with suppress(OSError):  # it ended before it read everything
                await process.stdin.wait_closed()

    async def _send(self, frame: bytes) -> None:
        assert self.process
        assert self.process.stdin
        self.process.stdin.write(len(frame).to_bytes(_LENGTH_BYTES))
        self.process.stdin.write(frame)
        await self.process.stdin.drain()

    async def _receive(self) -> tuple[dict[str, Any], list[bytes]]:
        answer = orjson.loads(await self._receive_frame())
        frames = [await self._receive_frame() for _ in range(answer["frames"])]
        return answer, frames

    async def _receive_frame(self) -> bytes:
        assert self.process
        assert self.process.stdout
        length = int.from_bytes(await self.process.stdout.readexactly(_LENGTH_BYTES))
        return await self.process.stdout.readexactly(length)

    async def _find_cause(self) -> Refusal:
        assert self.process
        status = await self.process.wait()
        await self.stop()
        if -status in _OUT_OF_TIME:
            return _refuse_for_time(self.limits)
        if -status in _OUT_OF_MEMORY:
            return Refusal("too_large", {"why": "memory"})
        return Refusal("damaged")


def _pack_frame(roster: Roster) -> str:
    """Without the pupils, who are not needed, and there may be many."""
    return pack_roster(replace(roster, pupils=())).dump().decode()


def _pack_hints(hints: Hints) -> dict[str, Any]:
    return {
        **asdict(replace(hints, known_numbers=frozenset(), known_words=frozenset())),
        "known_numbers": list(hints.known_numbers),
        "known_words": list(hints.known_words),
    }


def _refuse(file: str, refusal: Refusal) -> PackedRoster:
    frame = Roster(file=file, format=None, status=RosterStatus.REFUSED, refused=refusal)
    return PackedRoster(frame)


def _refuse_for_time(limits: Limits) -> Refusal:
    return Refusal("too_large", {"why": "seconds", "limit": round(limits.seconds)})


def _make_environment() -> dict[str, str]:
    """Without the program's secrets; temporary files in memory, so that nothing is left on disk."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    if os.path.isdir("/dev/shm"):  # noqa: PTH112, S108 - a folder in memory, private to the file's owner
        kept["TMPDIR"] = "/dev/shm"  # noqa: S108
    return {**kept, "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


if __name__ == "__main__":
    from rosterdesk.core.roster.serving import serve

    serve(Limits(**orjson.loads(sys.argv[1])))
