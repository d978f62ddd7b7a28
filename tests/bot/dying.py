"""A process that takes a submission one step on and is killed right after its commit.

SIGKILL: nothing is closed, flushed or said.
"""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

from tests.forking import FORKS

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.applying.apply import apply_submission
from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.customers.card_numbers import CardNumbering
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.storage.database import open_database, sqlite_url
from rosterdesk.core.trail.actors import shell_actor

if TYPE_CHECKING:
    from pathlib import Path


def run_until_killed(after: str, data: Path, reference: str) -> int:
    """Approve it, and apply it where the death comes "after" that; return the exit status."""
    process = FORKS.Process(target=_run, args=(after, data, reference), daemon=True)
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def _run(after: str, data: Path, reference: str) -> None:
    asyncio.run(_die(after, data, reference))


async def _die(after: str, data: Path, reference: str) -> None:
    async with open_database(sqlite_url(data), APPS):
        await approve(reference, 1, shell_actor("librarian"))
        if after == "applied":
            submission = await find_submission(reference)
            await apply_submission(submission.id, CardNumbering("2", 10))
        os.kill(os.getpid(), signal.SIGKILL)
