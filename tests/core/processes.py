"""Real processes that run the real use cases, started in milliseconds."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.core.worlds import open_world
from tests.forking import FORKS
from tortoise.backends.asyncpg.client import TransactionWrapper
from tortoise.backends.sqlite.client import SqliteTransactionWrapper

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.approval.verdicts import approve, reject
from rosterdesk.core.models import Submission
from rosterdesk.core.pipeline import advance, advance_all
from rosterdesk.core.plans.current import AlreadyDecidedError
from rosterdesk.core.storage.database import open_database
from rosterdesk.core.trail.actors import shell_actor

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerProcess


def start(work: Any, *arguments: Any) -> tuple[ForkServerProcess, Connection]:
    """Start ``work(pipe, *arguments)`` in a process; return it and this end of the pipe."""
    here, there = FORKS.Pipe()
    process = FORKS.Process(target=work, args=(there, *arguments))
    process.start()
    there.close()
    return process, here


def compete(pipe: Connection, url: str, folder: str, what: str, reference: str, count: int) -> None:
    """Open the database, say so, wait for a word, act ``count`` times at once, tell how it went."""
    asyncio.run(_compete(pipe, url, folder, what, reference, count))


async def _compete(
    pipe: Connection, url: str, folder: str, what: str, reference: str, count: int
) -> None:
    async with open_database(url, APPS), open_world(Path(folder)) as world:
        submission = await Submission.get(reference=reference)

        async def act(number: int) -> str:
            who = shell_actor(f"{what}{number}")
            try:
                if what == "approve":
                    await approve(reference, 1, who)
                elif what == "reject":
                    await reject(reference, 1, "not this one", who)
                else:
                    await advance(submission.id, world.library)
            except AlreadyDecidedError as error:
                return f"told: {error}"
            return "done"

        pipe.send("ready")
        await asyncio.to_thread(pipe.recv)
        pipe.send(await asyncio.gather(*map(act, range(count))))


def run_pipeline(pipe: Connection, url: str, folder: str, die: str | None = None) -> None:
    """Do all that can be done; ``die``: SIGKILL right "before" or "after" the first commit."""
    if die:
        _die_at_commit(die)
    asyncio.run(_run_pipeline(pipe, url, folder))


async def _run_pipeline(pipe: Connection, url: str, folder: str) -> None:
    async with open_database(url, APPS), open_world(Path(folder)) as world:
        pipe.send("ready")
        while await advance_all(world.library):
            pass
    pipe.send("finished")


def keep_writing(pipe: Connection, url: str, folder: str) -> None:
    """Store files and write events, each pair in one transaction, until told to stop."""
    asyncio.run(_keep_writing(pipe, url, folder))


async def _keep_writing(pipe: Connection, url: str, folder: str) -> None:
    async with open_database(url, APPS), open_world(Path(folder)) as world:
        number = 0
        while not pipe.poll():
            number += 1
            await world.receive(f"a;b\r\n{number};{os.getpid()}\r\n".encode())
            if number == 3:
                pipe.send("ready")
    pipe.send(number)


def _die_at_commit(moment: str) -> None:
    """Wrap the driver's commit: all that runs until then is the real thing."""
    for wrapper in (TransactionWrapper, SqliteTransactionWrapper):

        async def commit(self: Any, commit: Any = wrapper.commit) -> None:
            is_savepoint = isinstance(self._parent, TransactionWrapper | SqliteTransactionWrapper)
            if moment == "after" or is_savepoint:
                await commit(self)
            if not is_savepoint:
                os.kill(os.getpid(), signal.SIGKILL)

        wrapper.commit = commit
