"""SIGKILL in the middle of a job: what is on paper works, and the rest is known."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from typing import TYPE_CHECKING

from tests.bot.printing.jobs import check, request_job
from tests.core.worlds import open_world
from tests.printer.virtual import VirtualPrinter

from rosterdesk.bot.database import APPS
from rosterdesk.core.database import open_database, sqlite_url
from rosterdesk.core.models import Slip, SlipStatus

if TYPE_CHECKING:
    from pathlib import Path

# By hand, with 100 kills of a job of 50 slips.
KILLS = int(os.environ.get("PRINT_JOB_KILLS", "3"))
SLIPS = int(os.environ.get("PRINT_JOB_SLIPS", "6"))
_BYTES_OF_A_SLIP = 550


class DeadlyPrinter(VirtualPrinter):
    """Kills the process that sends to it, once so many bytes have come."""

    def __init__(self) -> None:
        super().__init__()
        self.sender: asyncio.subprocess.Process | None = None
        self.bytes_left = 0

    def receive(self, line, data: bytes) -> None:
        self.bytes_left -= len(data)
        if self.bytes_left <= 0 and self.sender is not None:
            sender, self.sender = self.sender, None
            sender.kill()
        super().receive(line, data)


async def _print_until_killed(printer: DeadlyPrinter, data: Path) -> int:
    command = (sys.executable, "-m", "tests.bot.printing.dying", str(data), printer.url)
    process = await asyncio.create_subprocess_exec(*command)
    printer.sender = process
    return await process.wait()


async def test_killed_at_random_moments(fresh_sqlite, tmp_path):
    del fresh_sqlite  # it is at tmp_path / "data"
    data, dice = tmp_path / "data", random.Random(7)
    async with open_database(sqlite_url(data), APPS), open_world(tmp_path / "files") as world:
        await request_job(world, SLIPS)
    with DeadlyPrinter() as printer:
        for _ in range(KILLS):
            printer.bytes_left = dice.randrange(1, _BYTES_OF_A_SLIP * SLIPS // KILLS + 1)
            if await _print_until_killed(printer, data) == 0:
                break
        printer.bytes_left = 10**9
        assert await _print_until_killed(printer, data) == 0
        async with open_database(sqlite_url(data), APPS):
            await check(printer)
            unsure = await Slip.filter(status=SlipStatus.UNKNOWN).count()
            assert unsure <= KILLS
