"""The time a desk waits for a customer: medians in milliseconds, with the plan of each query.

Run with ``python -m tests.bench.finding``. 10,000 customers; the goal is 100 ms.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.core.worlds import WHO
from tests.postgres import run_postgres

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.customers.finding.search import BY_NUMBER, find_customers
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.roster.samples import sample_pupils
from rosterdesk.core.storage.bulk import insert_rows
from rosterdesk.core.storage.database import (
    connection,
    is_postgres,
    number_placeholders,
    open_database,
    sqlite_url,
    writing,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

CUSTOMERS = 10_000
SCHOOLS = 20
ROUNDS = 41
GOAL = 100.0


def run() -> None:
    """Measure both databases and print a line for each way to find somebody."""
    print(f"{'database':<10} {'finding by':<22} {'median ms':>9} {'p95 ms':>8}")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure("sqlite", sqlite_url(Path(folder))))
    with run_postgres() as url:
        asyncio.run(_measure("postgres", url))


async def _measure(name: str, url: str) -> None:
    async with open_database(url, APPS):
        await _fill()
        for what, texts in _questions().items():
            median, late = await _time(texts)
            print(f"{name:<10} {what:<22} {median:>9.1f} {late:>8.1f}", flush=True)
            if median > GOAL:
                raise SystemExit(f"finding by {what} takes {median:.0f} ms on {name}")
        await _explain()


async def _fill() -> None:
    """Insert pupils and a card for each, spread over the schools."""
    pupils = sample_pupils(CUSTOMERS)
    schools = [await add_school(f"{n:02}AA00", f"School {n}", WHO) for n in range(SCHOOLS)]
    async with writing() as client:
        columns = ("id", "school_id", "revision", "role", "external_number", "first_name",
                   "prefix", "surname", "class_code", "hand_edited")  # fmt: skip
        values = [
            (n, schools[n % SCHOOLS].id, 0, "pupil", f"{100_000 + n}", p.first_name, p.prefix,
             _vary(p.surname, n), p.class_code, "[]")
            for n, p in enumerate(pupils, 1)
        ]  # fmt: skip
        await insert_rows(client, "customer", columns, values)
        cards = [(n, n, f"2{n:09}", "active") for n in range(1, CUSTOMERS + 1)]
        await insert_rows(client, "card", ("id", "customer_id", "number", "status"), cards)
        await client.execute_script("ANALYZE")


def _vary(surname: str | None, number: int) -> str:
    """Make the surnames differ: the more of them, the more work; no library has it as hard."""
    return f"{surname}{'aeiou'[number % 5]}{'bdfklmnprst'[number % 11]}{'aeiou'[number % 7 % 5]}"


def _questions() -> dict[str, list[str]]:
    random = Random(7)
    some = [random.randint(1, CUSTOMERS) for _ in range(ROUNDS)]
    all_pupils = sample_pupils(CUSTOMERS)
    pupils = [all_pupils[n - 1] for n in some]
    return {
        "scanned card": [f"2{n:09}" for n in some],
        "external number": [f"{100_000 + n}" for n in some],
        "misspelt name": [
            _misspell(f"{p.first_name} {_vary(p.surname, n)}", random)
            for n, p in zip(some, pupils, strict=True)
        ],
        "surname alone": [_vary(p.surname, n) for n, p in zip(some, pupils, strict=True)],
        "nobody's name": ["Xqwzy Kgrtvb"] * ROUNDS,
    }


def _misspell(name: str, random: Random) -> str:
    at = random.randrange(1, len(name) - 2)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


async def _time(texts: Sequence[str]) -> tuple[float, float]:
    taken = []
    for text in texts:
        began = time.perf_counter()
        await find_customers(text, limit=11)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]


async def _explain() -> None:
    client = connection()
    explain = "EXPLAIN " if is_postgres(client) else "EXPLAIN QUERY PLAN "
    query = explain + number_placeholders(client, BY_NUMBER.format(limit=" LIMIT 11"))
    for row in await client.execute_query_dict(query, ["x"] * 5):
        print("    ", row.get("detail") or row.get("QUERY PLAN"))


if __name__ == "__main__":
    run()
