"""SIGKILL in the middle of a job: what is on paper works, and the rest is known."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import threading
from typing import TYPE_CHECKING

from tests.bot.printing.draining import NAME
from tests.bot.printing.dying import start_printing
from tests.bot.printing.jobs import check, find_passwords, request_job
from tests.core.worlds import open_world
from tests.printer.virtual import VirtualPrinter

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.models import OneTimePassword, Slip, SlipStatus
from rosterdesk.core.protection.passwords import verify_password
from rosterdesk.core.slips.printing import answer_unknown, find_interrupted
from rosterdesk.core.storage.database import open_database, sqlite_url
from rosterdesk.core.trail.actors import shell_actor

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess
    from pathlib import Path

# By hand, with 100 kills of a job of 50 slips.
KILLS = int(os.environ.get("PRINT_JOB_KILLS", "3"))
SLIPS = int(os.environ.get("PRINT_JOB_SLIPS", "6"))
_BYTES_OF_A_SLIP = 350
_LONGEST_DELAY = 0.04  # seconds: a slip's hash, its commits and its way to the printer


class DeadlyPrinter(VirtualPrinter):
    """Kills the process that sends to it, some time after so many bytes of slips have come."""

    def __init__(self) -> None:
        super().__init__()
        self.sender: BaseProcess | None = None
        self.bytes_left = 0
        self.delay = 0.0

    def receive(self, line, data: bytes) -> None:
        self.bytes_left -= len(data) - data.count(0)  # zeros end half a slip of before
        if self.bytes_left <= 0 and self.sender is not None:
            sender, self.sender = self.sender, None
            threading.Timer(self.delay, sender.kill).start()
        super().receive(line, data)


async def _print_until_killed(printer: DeadlyPrinter, data: Path) -> bool:
    """Return whether it was killed before it was done."""
    process = start_printing(data, printer.url)
    printer.sender = process
    await asyncio.to_thread(process.join)
    assert process.exitcode in {0, -signal.SIGKILL}
    return process.exitcode != 0


async def _answer_unknown(printer: DeadlyPrinter) -> None:
    """Answer as a desk that looks at the paper."""
    on_paper = await find_passwords(printer.slips())
    for slip in await Slip.filter(status=SlipStatus.UNKNOWN):
        kept = await OneTimePassword.get(customer_id=slip.customer_id)
        there = on_paper.get(slip.customer_id, [])
        printed = any(verify_password(kept.hash, password) for password in there)
        assert await answer_unknown(slip.id, printed=printed, actor=shell_actor("desk"))


async def test_killed_at_random_moments(fresh_sqlite, tmp_path):
    """Each kill, and the end, leaves a slip that works on paper or a question to the desk."""
    del fresh_sqlite  # it is at tmp_path / "data"
    data, dice = tmp_path / "data", random.Random(7)
    url = sqlite_url(data)
    async with open_database(url, APPS), open_world(tmp_path / "files") as world:
        await request_job(world, SLIPS)
    kills = unknown = 0
    with DeadlyPrinter() as printer:
        for _ in range(KILLS):
            printer.bytes_left = dice.randrange(1, _BYTES_OF_A_SLIP * SLIPS // KILLS // 2)
            printer.delay = dice.choice((0.0, 0.0, dice.uniform(0, _LONGEST_DELAY)))
            if not await _print_until_killed(printer, data):
                break
            kills += 1
            async with open_database(url, APPS, migrating=False):
                await find_interrupted(NAME)
                await check(printer, queued=True)
                unknown += await Slip.filter(status=SlipStatus.UNKNOWN).count()
                await _answer_unknown(printer)
        printer.bytes_left = 10**9
        assert not await _print_until_killed(printer, data)
        async with open_database(url, APPS, migrating=False):
            await check(printer)
            assert not await Slip.filter(status=SlipStatus.UNKNOWN).exists()
    print(f"{kills} kills, {unknown} slips asked about, {SLIPS} slips")
    assert kills > KILLS // 2
