"""A task's view of the rows while another one writes, the same on both kinds of database."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

import pytest
from tortoise.transactions import in_transaction

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.models import School
from rosterdesk.core.storage.database import open_database, rows, writing
from rosterdesk.core.storage.tables import one_moment


async def add(code: str) -> School:
    return await School.create(code=code, name="De Regenboog", policy={})


async def count_schools() -> int:
    assert await School.all().count() == await School.exclude(id=0).count()
    (row,) = await rows("SELECT count(*) AS number FROM school")
    return int(row["number"])


async def test_reading_does_not_wait_for_a_transaction_and_sees_what_is_committed(database):
    await add("10AA00")
    written, may_end = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with writing():
            await add("10AA01")
            assert await count_schools() == 2  # its own
            written.set()
            await may_end.wait()

    task = asyncio.create_task(write())
    await written.wait()
    async with asyncio.timeout(10):
        assert await count_schools() == 1
    may_end.set()
    await task
    assert await count_schools() == 2


async def test_what_one_task_wrote_it_reads(database):
    for number in range(20):
        school = await add(f"10AA{number:02}")
        assert await School.get(id=school.id) == school
        assert await School.filter(id=school.id).update(name="Anders") == 1
        assert await School.filter(name="Anders").count() == number + 1


async def test_transaction_that_reads_first_can_write_when_others_write_too(fresh_sqlite):
    """SQLite refuses it at once, whatever the time-out, where somebody wrote in between."""
    path = fresh_sqlite.removeprefix("sqlite://").partition("?")[0]
    async with open_database(fresh_sqlite, APPS, migrating=False):
        await add("10AA00")
        async with in_transaction():
            assert await School.all().count() == 1
            with (
                closing(sqlite3.connect(path, timeout=0)) as other,
                pytest.raises(sqlite3.OperationalError, match="locked"),
            ):
                other.execute("UPDATE school SET name = 'Anders'")
            await School.all().update(name="Zo")
        async with one_moment():
            with closing(sqlite3.connect(path, timeout=0)) as other:
                other.execute("UPDATE school SET name = 'Anders'")
                other.commit()
            assert (await School.get()).name == "Zo"
