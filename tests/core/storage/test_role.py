"""The role of the service on PostgreSQL: all its work, and no change of the trail."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from tests.core.roster.making import make_pupils
from tests.core.worlds import open_world

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.models import Event
from rosterdesk.core.privacy.audit import verify_trail
from rosterdesk.core.privacy.housekeeping import tidy_up
from rosterdesk.core.storage.append_only import quote_role
from rosterdesk.core.storage.database import (
    DatabaseError,
    change,
    grant_service,
    may_change_trail,
    open_database,
)

ROLE = "rosterdesk_service"


async def run(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
def service_url(fresh_postgres: str):
    """The database as the role sees it."""
    make = f"DO $$ BEGIN CREATE ROLE {ROLE} LOGIN; EXCEPTION WHEN OTHERS THEN NULL; END $$"
    asyncio.run(run(fresh_postgres, make))
    return fresh_postgres.replace("postgres@", f"{ROLE}@", 1)


def test_a_name_is_quoted():
    assert quote_role('ros"ter; DROP') == '"ros""ter; DROP"'


async def test_the_service_works_and_can_only_add_to_the_trail(
    fresh_postgres, service_url, tmp_path
):
    async with open_database(fresh_postgres, APPS):
        assert await may_change_trail() is True
        await grant_service(ROLE)
    async with open_database(service_url, APPS):
        assert await may_change_trail() is False
        async with open_world(tmp_path) as world:
            await world.import_pupils(make_pupils(5))
            await tidy_up(14)
        assert await Event.filter(private__isnull=False).update(private=None) >= 0
        assert not (await verify_trail()).findings
    for statement in (
        "UPDATE event SET actor = 'x'",
        "DELETE FROM event",
        "TRUNCATE event CASCADE",
        "UPDATE audit_link SET digest = 'x'",
        "DELETE FROM audit_link",
        "ALTER TABLE event DISABLE TRIGGER ALL",
        "DROP TRIGGER event_no_update ON event",
        "DROP TABLE event CASCADE",
        "ALTER FUNCTION refuse_change() RENAME TO other",
        "SET session_replication_role = replica",
        "UPDATE event SET private = '{}'",
    ):
        with pytest.raises(asyncpg.PostgresError):
            await run(service_url, statement)


async def test_a_role_that_is_not_there_and_the_embedded_database_say_so(
    fresh_postgres, fresh_sqlite
):
    async with open_database(fresh_postgres, APPS):
        with pytest.raises(DatabaseError, match="no role nobody"):
            await grant_service("nobody")
    async with open_database(fresh_sqlite, APPS):
        assert await may_change_trail() is None
        with pytest.raises(DatabaseError, match="no roles"):
            await grant_service("nobody")
        await change("UPDATE school SET name = name", [])
