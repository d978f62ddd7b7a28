"""A new database gets all its tables at once: the same as after all the steps."""

from __future__ import annotations

import asyncpg
import pytest
from tortoise.context import TortoiseContext
from tortoise.exceptions import OperationalError
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.storage.database import (
    configure_database,
    connection,
    is_postgres,
    open_database,
    rows,
    sqlite_url,
)

_OF_SQLITE = {
    "columns": (
        'SELECT m.name AS of_table, c.name, c.type, c."notnull", c.dflt_value, c.pk'
        " FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
    ),
    "references": (
        'SELECT m.name AS of_table, f."table", f."from", f."to", f.on_delete'
        " FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'"
    ),
    "indexes": (
        'SELECT m.name AS of_table, i."unique", i.partial,'
        " (SELECT group_concat(name) FROM pragma_index_info(i.name)) AS columns"
        " FROM sqlite_master m JOIN pragma_index_list(m.name) i WHERE m.type = 'table'"
    ),
    "triggers": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
}
_OF_POSTGRES = {
    "columns": (
        "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable,"
        " column_default, is_identity FROM information_schema.columns"
        " WHERE table_schema = 'public'"
    ),
    "constraints": (
        "SELECT conrelid::regclass::text AS of_table, pg_get_constraintdef(oid) AS said"
        " FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
    ),
    "indexes": (
        "SELECT tablename, regexp_replace(indexdef, 'INDEX \\S+ ON', 'INDEX ON') AS said"
        " FROM pg_indexes WHERE schemaname = 'public'"
    ),
    "triggers": (
        "SELECT tgrelid::regclass::text AS of_table, pg_get_triggerdef(oid) AS said"
        " FROM pg_trigger WHERE NOT tgisinternal"
    ),
}


async def _describe() -> dict[str, set[tuple[object, ...]]]:
    queries = _OF_POSTGRES if is_postgres(connection()) else _OF_SQLITE
    return {
        part: {tuple(row.values()) for row in await rows(query)} for part, query in queries.items()
    }


@pytest.fixture(params=["sqlite", "postgres"])
def urls(request, tmp_path) -> tuple[str, str]:
    """A database without any table, and a new one with all of them."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path), request.getfixturevalue("fresh_sqlite")
    return request.getfixturevalue("bare_postgres"), request.getfixturevalue("fresh_postgres")


async def _take_first_step(url: str) -> None:
    config = configure_database(url, APPS)
    async with TortoiseContext() as context:
        await context.init(config=config)
        executor = MigrationExecutor(connection(), config["apps"])
        await executor.migrate([MigrationTarget("core", "0001_initial")])


@pytest.mark.timeout(400)  # each step loads all the models anew
async def test_a_new_database_is_what_all_the_steps_make(urls):
    """Columns, references, indexes and triggers: nobody's database is another one."""
    bare_url, new_url = urls
    await _take_first_step(bare_url)
    async with open_database(bare_url, APPS):
        stepped = await _describe()
    async with open_database(new_url, APPS):
        made = await _describe()
    for part, found in made.items():
        assert found == stepped[part], part


async def test_a_database_with_a_table_of_another_program_is_left_as_it_is(bare_postgres):
    server = await asyncpg.connect(bare_postgres)
    await server.execute("CREATE TABLE event (id int, what text)")
    await server.execute("INSERT INTO event VALUES (1, 'of somebody else')")
    with pytest.raises(OperationalError, match="already exists"):
        async with open_database(bare_postgres, APPS):
            pass
    tables = await server.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert [each["tablename"] for each in tables] == ["event"]
    assert await server.execute("DELETE FROM event") == "DELETE 1"  # no trigger of ours is on it
    await server.close()


async def test_a_start_that_was_cut_off_half_way_is_completed_by_the_next(tmp_path, fresh_sqlite):
    async with open_database(fresh_sqlite, APPS):
        whole = await _describe()
    cut_off = sqlite_url(tmp_path / "cut_off")
    (tmp_path / "cut_off").mkdir()
    async with open_database(cut_off, APPS):
        await connection().execute_script("DROP TABLE delivery; DROP TABLE tortoise_migrations")
    async with open_database(cut_off, APPS):
        assert await _describe() == whole
