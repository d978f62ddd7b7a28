"""Customers who may be one of a file's people are found among all, by an index alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.core.worlds import WHO

from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.plans import alike
from rosterdesk.core.plans.alike import find_alike
from rosterdesk.core.roster.model import Pupil
from rosterdesk.core.storage.database import (
    connection,
    is_postgres,
    number_placeholders,
    rows,
    writing,
)
from rosterdesk.core.storage.indexes import LETTERS

BORN = date(2014, 3, 9)
CEM = Pupil(sheet=None, row=2, first_name="Cem", surname="Ozdemir", birth_date=BORN)


@pytest.mark.parametrize(
    ("first_name", "prefix", "surname", "wanted"),
    [
        ("Cem", None, "Ozdemir", CEM),
        ("Çem", None, "Özdemir", CEM),
        ("Cemal", None, "Ozdemir", CEM),
        (None, None, "Ozdemir", CEM),
        ("Cem", None, "Jansen-Ozdemir", CEM),
        ("Cem", "van den", "Berg", replace(CEM, surname="van den Berg")),
        ("Cem", None, "van den Berg", replace(CEM, prefix="van den", surname="Berg")),
        ("Cem", None, "Bakker", replace(CEM, surname="Ozdemir Bakker")),
        ("Anna", None, "Ozdemir", replace(CEM, first_name=None)),
        ("Łukasz", None, "Šimić", replace(CEM, first_name="Lukasz", surname="Simic")),
        ("Юрий", None, "Жукова", replace(CEM, first_name="Юрий", surname="Жукова")),
    ],
)
async def test_somebody_with_a_similar_name_is_found(world, first_name, prefix, surname, wanted):
    customer = await register(world, first_name=first_name, prefix=prefix, surname=surname)
    assert await find_alike(connection(), [wanted], 80) == [customer.id]


@pytest.mark.parametrize(
    "facts",
    [
        {"birth_date": date(2014, 3, 10)},
        {"birth_date": None},
        {"first_name": "Daan"},
        {"surname": "Bakker"},
    ],
)
async def test_somebody_else_is_not_found(world, facts):
    await register(world, **facts)
    assert await find_alike(connection(), [CEM], 80) == []


async def test_people_without_a_birth_date_are_not_looked_for(world):
    await register(world)
    assert await find_alike(connection(), [replace(CEM, birth_date=None)], 80) == []


async def test_the_index_holds_all_that_is_asked(world):
    await register(world)
    if is_postgres(connection()):
        query = f"SELECT id FROM customer WHERE birth_date = ? AND {LETTERS} = ?"
        async with writing() as client:
            # A handful of rows is read whole; of millions that would be the end.
            await client.execute_query("SET LOCAL enable_seqscan = off")
            await client.execute_query("SET LOCAL enable_bitmapscan = off")
            numbered = number_placeholders(client, f"EXPLAIN {query}")
            found = await client.execute_query_dict(numbered, [BORN, "co"])
        plan = " ".join(row["QUERY PLAN"] for row in found)
        assert "Index Only Scan using customer_born" in plan
        assert "translate" in plan.partition("Index Cond:")[2].partition("Filter:")[0], plan
    else:
        found = await rows(f"EXPLAIN QUERY PLAN {alike.SQLITE}", ["[]"])
        assert any("COVERING INDEX customer_born" in row["detail"] for row in found), found


async def register(world, **facts):
    given = {"first_name": "Cem", "surname": "Ozdemir", "birth_date": BORN, **facts}
    customer, _ = await add_customer(world.school, WHO, world.library.numbering, **given)
    return customer
