"""A process that takes a submission one step on and is killed right after its commit.

``python -m tests.bot.dying approved|applied DATA REFERENCE``: SIGKILL, so that nothing is
closed, flushed or said.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.applying.apply import apply_submission
from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.customers.card_numbers import CardNumbering
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.storage.database import open_database, sqlite_url
from rosterdesk.core.trail.actors import shell_actor


async def die(after: str, data: Path, reference: str) -> None:
    async with open_database(sqlite_url(data), APPS):
        await approve(reference, 1, shell_actor("librarian"))
        if after == "applied":
            submission = await find_submission(reference)
            await apply_submission(submission.id, CardNumbering("2", 10))
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(die(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
