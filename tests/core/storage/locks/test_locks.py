"""One at a time: among tasks, among processes, and after one of them died or was cut off."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time

import asyncpg
import pytest

from rosterdesk.core.storage.locks.line import LineError
from rosterdesk.core.storage.locks.model import holding, trying
from rosterdesk.core.storage.locks.opening import open_locks


@pytest.fixture
async def locks(database_url):
    async with open_locks(database_url) as opened:
        yield opened


async def test_one_holder_at_a_time(locks, database_url):
    async with open_locks(database_url) as others:
        async with holding(locks, "chat"):
            assert await locks.try_take("chat") is None
            async with trying(others, "chat") as held:
                assert held is None
            async with trying(others, "mail/in box") as held:
                assert held is not None
        async with trying(others, "chat") as held:
            assert held is not None
            assert not held.lost.is_set()


async def test_many_that_ask_at_once_take_their_turns(locks, database_url):
    inside = 0

    async def work(which):
        nonlocal inside
        async with holding(which, "submission 1"):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0)
            inside -= 1

    async with open_locks(database_url) as others:
        await asyncio.gather(*(work(each) for each in (locks, others) * 4))


async def test_what_a_killed_process_held_is_free(locks, database_url):
    command = [sys.executable, "-m", "tests.core.storage.locks.holder", database_url, "chat"]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    try:
        assert await process.stdout.readline() == b"held\n"
        assert await locks.try_take("chat") is None
    finally:
        process.kill()
        await process.wait()
    started = time.monotonic()
    async with asyncio.timeout(5), holding(locks, "chat"):
        print(f"free {time.monotonic() - started:.2f} s after its holder was killed")


async def test_a_session_that_ends_loses_all_and_can_take_them_again(fresh_postgres):
    async with open_locks(fresh_postgres) as locks, open_locks(fresh_postgres) as others:
        held = [await locks.try_take(name) for name in ("chat", "mail")]
        await _end_sessions(fresh_postgres)
        async with asyncio.timeout(5):
            await asyncio.gather(*(each.lost.wait() for each in held))
        async with holding(others, "chat"):
            assert await locks.try_take("chat") is None
            await locks.give_back(held[0])  # it is another one's by now
            assert await locks.try_take("chat") is None
        async with asyncio.timeout(5), holding(locks, "chat"):
            pass


async def _end_sessions(url):
    connection = await asyncpg.connect(url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()


async def test_cancelled_while_asking_it_holds_nothing(fresh_postgres):
    async with open_locks(fresh_postgres) as locks, open_locks(fresh_postgres) as others:
        for ticks in range(40):
            asking = asyncio.create_task(locks.try_take("chat"))
            for _ in range(ticks):
                await asyncio.sleep(0)
            asking.cancel()
            await asyncio.wait({asking})
            if not asking.cancelled():
                await locks.give_back(asking.result())
            async with asyncio.timeout(5), holding(others, "chat"):
                pass


async def test_a_database_that_is_away_is_an_error_and_not_a_no():
    async with open_locks("postgres://nobody@127.0.0.1:1/nothing") as locks:
        with pytest.raises(LineError):
            await locks.try_take("chat")
