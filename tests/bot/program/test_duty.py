"""A duty is done by one at a time, begun anew by each, and broken off where it is lost."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from functools import partial

import asyncpg

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.program.loops.duty import Duties, Duty
from rosterdesk.bot.program.loops.loop import keep_doing, loop_states
from rosterdesk.core.storage.locks.opening import open_locks


class Work:
    """The work of a duty: it begins, and then is in the middle of something for ever."""

    def __init__(self) -> None:
        self.begun = 0
        self.inside = 0

    def as_duty(self) -> Duty:
        step = partial(keep_doing, "endless", self._step)
        return Duty("chat", [step], self._begin)

    async def _begin(self) -> None:
        self.begun += 1

    async def _step(self) -> bool:
        self.inside += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.inside -= 1
        return False

    async def wait_until_inside(self) -> None:
        async def look() -> bool:
            return self.inside == 1

        await wait_for(look)


@asynccontextmanager
async def doing(locks, work):
    duties = Duties(locks)
    task = asyncio.create_task(duties.do(work.as_duty()))
    try:
        yield duties
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_the_next_one_begins_when_the_first_has_ended(database_url, monkeypatch):
    monkeypatch.setattr("rosterdesk.bot.program.loops.loop._STOP_SECONDS", 0.1)
    first, second = Work(), Work()
    async with open_locks(database_url) as one, open_locks(database_url) as other:
        async with doing(one, first) as duties:
            await first.wait_until_inside()
            assert duties.has("chat")
            assert await other.try_take("chat") is None
        async with doing(other, second) as duties:
            await second.wait_until_inside()
            assert duties.held == {"chat"}
    assert (first.begun, second.begun) == (1, 1)


async def test_what_is_under_way_is_broken_off_when_the_duty_is_lost(fresh_postgres):
    work = Work()
    async with open_locks(fresh_postgres) as locks, doing(locks, work):
        await work.wait_until_inside()
        await _end_sessions(fresh_postgres)

        async def begun_again() -> bool:
            return work.begun == 2

        await wait_for(begun_again)
        await work.wait_until_inside()
        assert set(loop_states) >= {"endless", "chat"}
    assert "endless" not in loop_states


async def _end_sessions(url):
    connection = await asyncpg.connect(url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name LIKE 'rosterdesk %' AND pid <> pg_backend_pid()"
        " AND datname = current_database()"
    )
    await connection.close()
