"""The processes of the program: started, killed at random moments, started again."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.crash.child import start_command, start_service

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.process import BaseProcess
    from pathlib import Path

_STOP_SECONDS = 60


class DiedError(AssertionError):
    """A process ended that nobody had killed."""


@dataclass
class Machine:
    """One process of the service; ``said`` is where its words go, of all its lives."""

    environment: Mapping[str, str]
    said: Path
    process: BaseProcess | None = None
    lives: int = 0
    _said_before: int = 0  # bytes

    def start(self) -> None:
        self._said_before = self.said.stat().st_size if self.said.exists() else 0
        self.process = start_service(self.environment, self.said)
        self.lives += 1

    def is_up(self) -> bool:
        """Return whether this life has said that it works."""
        if not self.said.exists():
            return False
        with self.said.open("rb") as said:
            said.seek(self._said_before)
            return b"service.started" in said.read()

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """Stop as systemd does; what was begun is finished."""
        assert self.process is not None
        self.require_alive()
        self.process.terminate()
        async with asyncio.timeout(_STOP_SECONDS):
            await _wait_for_end(self.process)
        if self.process.exitcode != 0:
            raise DiedError(f"stopped with {self.process.exitcode}: {self.read_end()}")
        self.process = None

    async def _end(self, number: int) -> None:
        assert self.process is not None
        self.require_alive()
        self.process.kill()
        await _wait_for_end(self.process)
        if self.process.exitcode != -number:
            raise DiedError(f"ended with {self.process.exitcode}: {self.read_end()}")
        self.process = None

    def require_alive(self) -> None:
        if self.process is not None and self.process.exitcode is not None:
            raise DiedError(f"ended with {self.process.exitcode}: {self.read_end()}")

    def read_end(self) -> str:
        return self.said.read_text(encoding="utf-8")[-3_000:]


@dataclass
class Commands:
    """The command line in processes of their own, which are killed at times too."""

    environment: Mapping[str, str]
    said: Path
    running: set[BaseProcess] = field(default_factory=set)
    exits: Counter[str] = field(default_factory=Counter)

    async def run(self, *arguments: str) -> int:
        """Return the exit status; -9 where it was killed."""
        process = start_command(self.environment, self.said, arguments)
        self.running.add(process)
        try:
            await _wait_for_end(process)
        finally:
            self.running.discard(process)
        assert process.exitcode is not None
        self.exits[f"{' '.join(arguments[:2])}: {process.exitcode}"] += 1
        return process.exitcode

    def kill(self) -> bool:
        for process in self.running:
            with suppress(ProcessLookupError):
                process.kill()
                return True
        return False


async def _wait_for_end(process: BaseProcess) -> None:
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_reader(process.sentinel, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(process.sentinel)
    process.join()
