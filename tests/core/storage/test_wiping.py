"""SQLite's file, written anew: nothing that was deleted stays in it."""

import re
import sqlite3
from contextlib import closing
from random import Random
from string import ascii_uppercase

import pytest

from rosterdesk.core.clock import today
from rosterdesk.core.models import School
from rosterdesk.core.storage.bulk import change_any, insert_rows
from rosterdesk.core.storage.database import change, connection, open_database, sqlite_url, writing
from rosterdesk.core.storage.wiping import require_wiping, wipe_file, wipe_file_when_due

FILE = "rosterdesk.sqlite3"


async def test_sqlite_keeps_no_copy_of_what_was_deleted(tmp_path):
    """Rows that move to another page leave copies behind, though secure_delete is on."""
    dice, gone, known = Random(1), set(), {}
    columns = ("id", "revision", "role", "hand_edited", "surname", "remarks")
    async with open_database(sqlite_url(tmp_path)):
        for _ in range(60):
            async with writing() as client:
                first = 1 + len(gone) + len(known)
                new = {first + n: make_word(dice) for n in range(dice.randint(1, 200))}
                rows = [
                    (n, 0, "pupil", "[]", word, "x" * dice.randint(0, 400))
                    for n, word in new.items()
                ]
                await insert_rows(client, "customer", columns, rows)
                known.update(new)
                leaving = dice.sample(sorted(known), dice.randint(0, min(len(known), 120)))
                await change_any(client, "DELETE FROM customer WHERE", "id", leaving)
                gone |= {known.pop(number) for number in leaving}
        await wipe_file()
        file = (tmp_path / FILE).read_bytes()
    kept = {word.decode() for word in re.findall(rb"(?=([A-Z]{16}))", file)}
    assert set(known.values()) <= kept
    assert gone & kept == set()


def make_word(dice: Random) -> str:
    return "".join(dice.choices(ascii_uppercase, k=16))


async def test_it_is_written_anew_once_a_day(tmp_path):
    """The day is kept in the file: a restart does not do it again."""
    async with open_database(sqlite_url(tmp_path)):
        assert await wipe_file_when_due()
        assert not await wipe_file_when_due()
    async with open_database(sqlite_url(tmp_path)):
        assert not await wipe_file_when_due()
        await connection().execute_query(f"PRAGMA user_version = {today().toordinal() - 1}")
        assert await wipe_file_when_due()


async def test_it_is_due_at_once_where_an_erasing_was_cut_off(tmp_path):
    async with open_database(sqlite_url(tmp_path)):
        await wipe_file()
        with pytest.raises(RuntimeError):
            await require_wiping_in_vain()
        assert not await wipe_file_when_due()
        async with writing() as client:
            await require_wiping(client)
        assert await wipe_file_when_due()


async def require_wiping_in_vain():
    async with writing() as client:
        await require_wiping(client)
        raise RuntimeError


async def test_it_is_tried_again_when_another_program_was_writing(tmp_path):
    async with open_database(sqlite_url(tmp_path)):
        await connection().execute_query("PRAGMA busy_timeout = 20")
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert not await wipe_file()
            other.execute("COMMIT")
            assert await wipe_file_when_due()


async def test_it_is_tried_again_when_another_program_read_an_old_state(tmp_path):
    """The log keeps what was written since, until the other program's reading ends."""
    async with open_database(sqlite_url(tmp_path)):
        await connection().execute_query("PRAGMA busy_timeout = 20")
        await School.create(name="De Wilg", code="wilg")
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM school").fetchone()
            await change("UPDATE school SET name = ?", ["De Es"])
            assert not await wipe_file()
            other.execute("COMMIT")
            assert await wipe_file_when_due()
