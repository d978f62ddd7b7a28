"""The schema's steps: equal to the models, and forwards and back with all that is in it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from tests.core.roster.making import make_pupils
from tests.core.worlds import open_world
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.operations import AlterModelOptions

from rosterdesk.bot.models import ChatAccount
from rosterdesk.bot.program.database import APPS, TORTOISE
from rosterdesk.core.clock import now
from rosterdesk.core.models import (
    Caretaker,
    Customer,
    Plan,
    Reminder,
    SamePerson,
    Staff,
    StaffRole,
    Vote,
)
from rosterdesk.core.privacy.audit import verify_trail
from rosterdesk.core.storage.database import DatabaseError, change, is_postgres, open_database, rows
from rosterdesk.core.storage.database import connection as open_connection
from rosterdesk.core.storage.tables import count_rows, list_tables

ROOT = Path(__file__).resolve().parents[3]
_LAST = max((ROOT / "core" / "migrations").glob("0*.py")).stem
# tortoise writes the key of these down in another way than it reads it back: nothing changes.
_NOISE = {"OneTimePassword", "OwnPassword"}
_LATER = f"""
from tortoise import fields, migrations
from tortoise.migrations import operations as ops

class Migration(migrations.Migration):
    dependencies = [("core", "{_LAST}")]
    operations = [
        ops.AddField("School", "motto", fields.CharField(max_length=40, null=True)),
        ops.RunSQL(
            "UPDATE school SET motto = 'Samen lezen'",
            "UPDATE school SET name = name || ' (terug)'",
        ),
    ]
"""


async def test_the_steps_make_what_the_models_say():
    """A difference would be missing at a library that upgrades."""
    async with TortoiseContext() as context:
        await context.init(config=TORTOISE)
        writers = await MigrationAutodetector(context.apps, TORTOISE["apps"]).changes()
    operations = [each for writer in writers for each in writer.operations]
    assert [
        each
        for each in operations
        if not (isinstance(each, AlterModelOptions) and each.name in _NOISE)
    ] == []


async def test_each_column_of_the_models_is_in_the_database_and_no_other(database):
    query = (
        "SELECT column_name AS name FROM information_schema.columns WHERE table_name = ?"
        if is_postgres(open_connection())
        else "SELECT name FROM pragma_table_info(?)"
    )
    for table in list_tables():
        found = await rows(query, [table.name])
        assert {row["name"] for row in found} == set(table.columns), table.name


@pytest.fixture
def later(tmp_path, monkeypatch):
    """The apps of a program that has one step more."""
    package = tmp_path / "later_core"
    shutil.copytree(ROOT / "core" / "migrations", package / "migrations")
    (package / "migrations" / "9999_motto.py").write_text(_LATER)
    (package / "models.py").write_text("from rosterdesk.core.models import *\n")
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    yield {**APPS, "core": "later_core.models"}
    for name in [name for name in sys.modules if name.startswith("later_core")]:
        del sys.modules[name]


async def read_schools() -> list[dict[str, object]]:
    return await rows("SELECT * FROM school ORDER BY id")


async def test_upgraded_and_put_back_and_upgraded_again(database_url, later, tmp_path):
    """Nothing that the older program knows is lost, and its database guards the trail as before."""
    async with open_database(database_url, APPS), open_world(tmp_path) as world:
        await world.import_pupils(make_pupils(20))
        before = await count_rows()
    async with open_database(database_url, later):
        assert [each["motto"] for each in await read_schools()] == ["Samen lezen"]
    with pytest.raises(DatabaseError, match="newer version"):
        async with open_database(database_url, APPS):
            pass
    async with open_database(database_url, later, back_to=f"core.{_LAST}"):
        pass
    async with open_database(database_url, APPS), open_world(tmp_path) as world:
        assert await count_rows() == before
        (school,) = await read_schools()
        assert (school["name"], "motto" in school) == ("De Regenboog (terug)", False)
        assert (await verify_trail(None)).findings == []
        with pytest.raises(Exception, match="only grows"):
            await change("DELETE FROM event")
        await world.import_pupils(make_pupils(25))
    async with open_database(database_url, later):
        assert [each["motto"] for each in await read_schools()] == ["Samen lezen"]
        assert (await verify_trail(None)).findings == []


async def test_a_step_that_was_never_taken_is_named(database_url):
    with pytest.raises(DatabaseError, match=r"never took the step core\.0007_x; it took"):
        async with open_database(database_url, APPS, back_to="core.0007_x"):
            pass


_APPROVAL = "core.0001_initial"  # the last step before approval was the core's
_OLD = {
    "caretaker": "SELECT staff_id, school_id FROM caretaker",
    "vote": "SELECT plan_id, staff_id, name FROM vote",
    "nudge": "SELECT plan_id, kind FROM nudge",
}
_NEW = {
    "caretaker": "SELECT staff_id, school_id FROM school_caretaker",
    "vote": "SELECT plan_id, staff_id, name FROM plan_vote",
    "nudge": "SELECT p.id AS plan_id, r.kind FROM reminder r JOIN plan p"
    " ON p.submission_id = r.submission_id AND p.version = r.version",
}


async def read_approval(queries: dict[str, str]) -> dict[str, list[tuple[object, ...]]]:
    return {name: [tuple(row.values()) for row in await rows(q)] for name, q in queries.items()}


_OF_THE_FIRST = (
    *("school", "customer", "card", "membership", "submission", "plan", "change", "row_before"),
    *("stored_file", "staff", "event", "delivery", "audit_link", "slip"),
)


async def count_first() -> dict[str, int]:
    found = {name: await rows(f'SELECT count(*) AS n FROM "{name}"') for name in _OF_THE_FIRST}
    return {name: counted[0]["n"] for name, counted in found.items()}


@pytest.mark.timeout(400)  # each step there and back loads all the models anew
async def test_approval_goes_to_the_core_with_all_that_the_chat_kept(database_url, tmp_path):
    """Caretakers, votes, reminders, and who is one person: there, back, and there again.

    Back is the database of version 0.1.0, of which every row is there after the upgrade.
    """
    async with open_database(database_url, APPS), open_world(tmp_path) as world:
        submission = await world.import_pupils(make_pupils(5))
        plan = await Plan.get(submission=submission)
        anna = await Staff.create(name="Anna Smit", role=StaffRole.LIBRARIAN)
        customer = await Customer.first()
        at = {"user_id": 1, "chat_id": 1, "linked_at": now()}
        await ChatAccount.create(staff=anna, customer=customer, **at)
        await Caretaker.create(staff=anna, school=world.school)
        await Vote.create(plan=plan, staff_id=anna.id, name="Anna Smit", voted_at=now())
        key = {"submission": submission, "version": plan.version, "kind": "plan.reminded"}
        await Reminder.create(**key, done_at=now())
        kept = await read_approval(_NEW)
    assert all(len(found) == 1 for found in kept.values())
    async with open_database(database_url, APPS, back_to=_APPROVAL):
        assert await read_approval(_OLD) == kept
        first = await count_first()
    assert first["customer"] == first["card"] == 5
    async with open_database(database_url, APPS):
        assert await read_approval(_NEW) == kept
        same = await SamePerson.all().values_list("staff_id", "customer_id")
        assert list(same) == [(anna.id, customer.id)]
        assert await count_first() == first
        assert (await verify_trail(None)).findings == []
