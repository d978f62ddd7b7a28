"""The same content twice at a time: deleting one's file takes nothing from the other."""

from __future__ import annotations

import asyncio

from tests.core.roster.making import make_pupils, write_csv
from tests.core.worlds import WHO, refresh

from rosterdesk.core.intake.receiving import Arrival, receive
from rosterdesk.core.models import Channel, School, StoredFile, SubmissionStatus, Trust
from rosterdesk.core.pipeline import advance_all
from rosterdesk.core.privacy.retention import delete_unneeded
from rosterdesk.core.protection.files import FileStore


class PausingStore(FileStore):
    """A store whose ``save`` returns when it may: what is written is not in the database yet."""

    def __init__(self, store: FileStore) -> None:
        super().__init__(store._folder, store._keys)
        self.saved, self.go_on = asyncio.Event(), asyncio.Event()

    async def save(self, data: bytes) -> str:
        name = await super().save(data)
        self.saved.set()
        await self.go_on.wait()
        return name


def arrival(school: School, data: bytes) -> Arrival:
    return Arrival(school, "leerlingen.csv", data, Channel.SHELL, Trust.A, WHO)


async def test_reading_one_does_not_take_the_file_of_another_that_arrives(world):
    """Both are saved before either is read; the first is read and its raw file forgotten."""
    other = await School.create(code="99ZZ00", name="De Overkant")
    data = write_csv(make_pupils(12))
    slow = PausingStore(world.library.files)
    second = asyncio.create_task(receive(arrival(other, data), slow))
    await slow.saved.wait()
    first = (await receive(arrival(world.school, data), world.library.files)).submission
    await advance_all(world.library)
    assert (await refresh(first)).status is SubmissionStatus.WAITING
    slow.go_on.set()
    late = (await second).submission
    assert await world.library.files.load(late.original) == data
    await advance_all(world.library)
    assert (await refresh(late)).status is SubmissionStatus.WAITING


async def test_a_sweep_does_not_take_what_was_saved_again_meanwhile(world):
    """An old file that nobody needs, and the same content that arrives while it is swept."""
    data = write_csv(make_pupils(12))
    old = await world.library.files.save(data)
    slow = PausingStore(world.library.files)
    arriving = asyncio.create_task(receive(arrival(world.school, data), slow))
    await slow.saved.wait()
    assert await delete_unneeded(world.library.files, {old}) == 1
    slow.go_on.set()
    received = (await arriving).submission
    assert await world.library.files.load(received.original) == data


async def test_what_comes_twice_leaves_one_file(world):
    """At once and one after another: each file on the disk is in the table, and the other way."""
    data = write_csv(make_pupils(12))
    files = world.library.files
    both = await asyncio.gather(*(receive(arrival(world.school, data), files) for _ in range(3)))
    assert sorted(each.repeated for each in both) == [False, True, True]
    assert (await receive(arrival(world.school, data), files)).repeated
    assert len(files.list_paths()) == 1
    await advance_all(world.library)
    assert (await receive(arrival(world.school, data), files)).repeated
    names = {path.name for path in files.list_paths()}
    assert names == set(await StoredFile.all().values_list("digest", flat=True))
