"""A backup taken while others write, restored elsewhere: everything of one moment, and whole."""

from __future__ import annotations

import asyncio
import io
from contextlib import asynccontextmanager

import pytest
from tests.core.processes import keep_writing, start
from tests.core.roster.making import make_pupils
from tests.core.worlds import WHO, open_world

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.customers.card_numbers import CardNumbering
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.models import Customer, Submission
from rosterdesk.core.privacy.audit import verify_trail
from rosterdesk.core.privacy.backup import Backup, RestoreError, write_backup
from rosterdesk.core.protection.files import FileStore
from rosterdesk.core.protection.keys import KeyFileError, load_keys, put_keys
from rosterdesk.core.protection.sealing import SealedFileError
from rosterdesk.core.storage.database import DatabaseError, change, open_database, sqlite_url
from rosterdesk.core.storage.tables import count_rows, list_tables, read_numbers, read_table

PASSPHRASE = b"een lange wachtzin"


@pytest.fixture
def other_url(database_url, request, tmp_path):
    """An empty database of the other kind."""
    if database_url.startswith("sqlite"):
        return request.getfixturevalue("fresh_postgres")
    return sqlite_url(tmp_path)


async def dump_all():
    return {
        table.name: [row async for piece in read_table(table) for row in piece]
        for table in list_tables()
    }


@asynccontextmanager
async def open_source(url, folder):
    """One after the other, as the program has them: two open databases are one too many."""
    async with open_database(url, APPS), open_world(folder) as world:
        await world.import_pupils(make_pupils(20))
        yield world


async def test_backup_under_load_restores_whole_into_the_other_database(
    database_url, other_url, tmp_path
):
    sealed, folder = io.BytesIO(), tmp_path / "here"
    async with open_source(database_url, folder) as world:
        last = await Customer.all().order_by("-id").first()
        await Customer.filter(id=last.id).delete()
        process, pipe = start(keep_writing, database_url, str(folder))
        assert pipe.recv() == "ready"
        made = await write_backup(
            sealed, PASSPHRASE, world.library.files, world.library.keys.dump()
        )
        pipe.send("stop")
        written = await asyncio.to_thread(pipe.recv)
        process.join()
        assert 3 <= made.rows["submission"] - 1 <= written
    assert b"Regenboog" not in sealed.getvalue()
    assert not list((folder / "files").glob(".beside-*"))

    sealed.seek(0)
    elsewhere = tmp_path / "elsewhere"
    async with open_database(other_url, APPS):
        backup = Backup(sealed, PASSPHRASE)
        put_keys(elsewhere / "secret.key", backup.key_file)
        files = FileStore(elsewhere / "files", load_keys(elsewhere / "secret.key"))
        assert await backup.restore(files) == made
        assert await count_rows() == made.rows
        assert await Customer.all().count() == 19
        assert (await verify_trail(made.tip)).findings == []
        for submission in await Submission.filter(original__isnull=False):
            assert await files.load(submission.original)
        numbering = CardNumbering("2", 10)
        customer, _ = await add_customer(None, WHO, numbering, surname="Nieuw")
        assert customer.id > last.id, "a number is never given out twice"
        sealed.seek(0)
        with pytest.raises(RestoreError, match="not empty"):
            await Backup(sealed, PASSPHRASE).restore(files)


async def test_all_values_come_back_the_same(database_url, other_url, tmp_path):
    sealed = io.BytesIO()
    async with open_source(database_url, tmp_path / "here"):
        before, numbers = await dump_all(), await read_numbers()
        await write_backup(sealed, PASSPHRASE, None, None)
    sealed.seek(0)
    async with open_database(other_url, APPS):
        await Backup(sealed, PASSPHRASE).restore(None)
        assert await dump_all() == before
        assert await read_numbers() == numbers


async def test_a_backup_that_was_changed_or_cut_off_is_refused(fresh_sqlite, tmp_path):
    sealed, folder = io.BytesIO(), tmp_path / "here"
    async with open_source(fresh_sqlite, folder) as world:
        keys = world.library.keys
        await write_backup(sealed, PASSPHRASE, world.library.files, keys.dump())
    good = sealed.getvalue()
    middle = len(good) // 2
    store = FileStore(tmp_path / "x", keys)
    async with open_database(sqlite_url(tmp_path), APPS):
        for wrong, passphrase in (
            (b"PK\x03\x04", PASSPHRASE),
            (good[:40], PASSPHRASE),
            (good, b"een andere wachtzin"),
            (good[:-1], PASSPHRASE),
            (good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1 :], PASSPHRASE),
        ):
            with pytest.raises((SealedFileError, RestoreError)):
                await Backup(io.BytesIO(wrong), passphrase).restore(store)
            assert not any((await count_rows()).values())
    other = tmp_path / "other.key"
    other.write_bytes(b"A" * 43 + b"=\n")
    with pytest.raises(KeyFileError, match="other keys"):
        put_keys(other, keys.dump())
    with pytest.raises(RosterdeskError):
        store.put_sealed("../../outside", b"")


async def test_a_program_older_than_the_database_says_so(database_url):
    async with open_database(database_url, APPS):
        await change(
            "INSERT INTO tortoise_migrations (app, name, applied_at)"
            " VALUES ('core', '9999_later', '2030-01-01 00:00:00+00:00')"
        )
    for migrating in (True, False):
        with pytest.raises(DatabaseError, match="newer version"):
            async with open_database(database_url, APPS, migrating=migrating):
                pass
