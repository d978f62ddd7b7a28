"""A process that prints its queue until it is killed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from tests.bot.printing.draining import NAME, drain, open_printer
from tests.forking import FORKS

from rosterdesk.bot.program.database import APPS
from rosterdesk.bot.settings import Settings
from rosterdesk.core.protection import passwords
from rosterdesk.core.slips.printing import find_interrupted
from rosterdesk.core.storage.database import open_database, sqlite_url

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess


def start_printing(data: Path, url: str) -> BaseProcess:
    process = FORKS.Process(target=_run, args=(str(data), url), daemon=True)
    process.start()
    return process


def _run(data: str, url: str) -> None:
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    asyncio.run(_print_queue(Path(data), url))


async def _print_queue(data: Path, url: str) -> None:
    async with open_database(sqlite_url(data), APPS, migrating=False):
        await find_interrupted(NAME)
        async with open_printer(url) as printer:
            await drain(printer, Settings(data=data))
