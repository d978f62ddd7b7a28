"""A process that prints its queue until it is killed: its arguments are DATA and URL."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.bot.printing.jobs import NAME, drain, open_printer

from rosterdesk.bot.database import APPS
from rosterdesk.bot.settings import Settings
from rosterdesk.core.database import open_database, sqlite_url
from rosterdesk.core.usecases.slips import find_interrupted


async def print_queue(data: Path, url: str) -> None:
    async with open_database(sqlite_url(data), APPS), open_printer(url) as printer:
        await find_interrupted(NAME)
        await drain(printer, Settings(data=data))


if __name__ == "__main__":
    asyncio.run(print_queue(Path(sys.argv[1]), sys.argv[2]))
