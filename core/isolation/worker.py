"""A confined process as its parent sees it: warm, killable, and replaced when it dies."""

from __future__ import annotations

import asyncio
import os
import shutil
import site
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

import orjson

from rosterdesk.core.isolation.enforced import Enforced
from rosterdesk.core.isolation.folders import WRITABLE_DEVICES, list_python_path, list_readable
from rosterdesk.core.isolation.frames import (
    LENGTH_BYTES,
    MOST_BYTES,
    FrameRefused,
    read_count,
    read_length,
)
from rosterdesk.core.isolation.launch import Orders
from rosterdesk.core.isolation.temporary import make_folder

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Sequence
    from pathlib import Path

Isolation = Literal["required", "available", "off"]

STARTING_SECONDS = 60.0  # importing pandas on a busy machine; not counted as reading
_PIECE = 200_000  # bytes: between two pieces the event loop has something else to do
_ENVIRONMENT = ("PATH", "VIRTUAL_ENV", "PYTHONHOME", "LANG", "LC_ALL", "TZ")
_LAUNCHER = "rosterdesk.core.isolation.launch"


class NotStarted(Exception):  # noqa: N818 - an answer rather than a mistake
    """The process did not begin in time; that is the machine's fault."""


class NotIsolated(NotStarted):
    """The process began, but this kernel cannot take away its rights, and that is required."""


class OutOfTime(Exception):  # noqa: N818
    """The process was killed because its time was over."""


class ProcessDied(Exception):  # noqa: N818
    """The process ended before its answer; ``status`` is negative for a signal.

    It is 0 where the process was ended because what it sent was no answer.
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class ConfinedWorker:
    """One process at a time, started when it is needed; ``module`` calls ``answer_requests``.

    ``enforced`` says what the kernel enforces on it, once it has been started.
    """

    def __init__(
        self,
        module: str,
        arguments: Sequence[str] = (),
        *,
        seconds: float,
        isolation: Isolation = "available",
    ) -> None:
        self.module = module
        self.arguments = tuple(arguments)
        self.seconds = seconds
        self.isolation: Isolation = isolation
        self.enforced = Enforced()
        self.process: Process | None = None
        self._temporary: Path | None = None

    async def ask(self, request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
        """Return the answer and its frames.

        Raises:
            NotStarted: it did not begin; nothing was sent.
            OutOfTime: it was killed.
            ProcessDied: it ended by itself, or by the kernel.

        """
        await self.start()
        try:
            async with asyncio.timeout(self.seconds):
                await self._send(orjson.dumps(request))
                await self._send(data)
                return await self._receive()
        except TimeoutError:
            await self.stop()
            raise OutOfTime from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise ProcessDied(await self._find_status()) from None
        except FrameRefused:
            await self.stop()
            raise ProcessDied(0) from None
        except BaseException:  # cancelled halfway: what it would answer is not for the next one
            await self.stop()
            raise

    async def start(self) -> None:
        """Start the process; raise NotStarted where it cannot be started."""
        if self.process and self.process.returncode is None:
            return
        await self.stop()
        try:
            async with asyncio.timeout(STARTING_SECONDS):
                await self._launch()
                self.enforced = Enforced(**orjson.loads(await self._receive_frame()))
                self._require_isolation()
                await self._receive_frame()  # it is ready
        except (TimeoutError, asyncio.IncompleteReadError, FrameRefused):
            await self.stop()
            raise NotStarted from None
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            await _end(process)
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)
            self._temporary = None

    def _require_isolation(self) -> None:
        if self.isolation == "required" and not self.enforced.whole:
            raise NotIsolated

    async def _launch(self) -> None:
        self._temporary = make_folder()
        orders = Orders(
            module=self.module,
            arguments=self.arguments,
            readable=tuple(list_readable()),
            writable=(str(self._temporary), *WRITABLE_DEVICES),
            confined=self.isolation != "off",
        )
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-S",  # nothing of anybody else's before the rights are gone
            "-m",
            _LAUNCHER,
            orjson.dumps(asdict(orders)).decode(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # a panic would print what it choked on
            env=_make_environment(self._temporary),
            cwd="/",
        )

    async def _send(self, frame: bytes) -> None:
        assert self.process
        assert self.process.stdin
        self.process.stdin.write(len(frame).to_bytes(LENGTH_BYTES))
        for at in range(0, len(frame), _PIECE):
            self.process.stdin.write(frame[at : at + _PIECE])
            await self.process.stdin.drain()

    async def _receive(self) -> tuple[dict[str, Any], list[bytes]]:
        head = await self._receive_frame()
        left = MOST_BYTES - len(head)
        answer = _parse_answer(head)
        frames = []
        for _ in range(read_count(answer)):
            frames.append(await self._receive_frame(left))
            left -= len(frames[-1])
        return answer, frames

    async def _receive_frame(self, most: int = MOST_BYTES) -> bytes:
        assert self.process
        assert self.process.stdout
        stdout = self.process.stdout
        length = read_length(await stdout.readexactly(LENGTH_BYTES), most)
        pieces = [
            await stdout.readexactly(min(_PIECE, length - at)) for at in range(0, length, _PIECE)
        ]
        return b"".join(pieces)

    async def _find_status(self) -> int:
        assert self.process
        status = await self.process.wait()
        await self.stop()
        return status


def _parse_answer(head: bytes) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = orjson.loads(head)
    except orjson.JSONDecodeError as error:
        raise FrameRefused from error
    return answer


async def _end(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    await process.wait()
    if process.stdin:
        process.stdin.close()
        with suppress(OSError):  # it ended before it read everything
            await process.stdin.wait_closed()


def _make_environment(temporary: Path) -> dict[str, str]:
    """Return one without the program's secrets, and with temporary files in memory, not on disk."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    if site.ENABLE_USER_SITE:
        kept["PYTHONUSERBASE"] = site.getuserbase()
    return {
        **kept,
        "TMPDIR": str(temporary),
        "PYTHONPATH": os.pathsep.join(list_python_path()),
        "PYTHONSAFEPATH": "1",  # no modules from the folder that it is started in
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
