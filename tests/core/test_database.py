"""What a task may read while another one writes, the same on both kinds of database."""

from __future__ import annotations

import asyncio

from rosterdesk.core.database import rows, writing
from rosterdesk.core.models import School


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
