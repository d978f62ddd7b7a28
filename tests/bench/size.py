"""Growth of a library without slowing down: the same work among few customers and among many.

``python -m tests.bench.size [--customers 2400000] [--schools 7500]`` fills two databases of a
PostgreSQL server of its own and does in both what schools, librarians and desks do: medians in
milliseconds, and how many times as long each takes in the large one.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import asyncpg
from tests.bench.importing import change_two_percent, import_one
from tests.bench.national import fill, make_people
from tests.core.roster.making import write_csv
from tests.core.worlds import WHO, World, open_world
from tests.postgres import run_postgres

from rosterdesk.bot.chat.approval.card import draw_card
from rosterdesk.bot.chat.customers.card import draw_customer
from rosterdesk.bot.program.database import APPS
from rosterdesk.bot.settings import Settings
from rosterdesk.bot.words.cards import load_current_card
from rosterdesk.bot.words.customers import load_view
from rosterdesk.core.approval.caretakers import list_waiting_for
from rosterdesk.core.customers.finding.search import find_customers
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.language import Language
from rosterdesk.core.models import Customer, School, Slip, Staff, StaffRole, Submission
from rosterdesk.core.reports.history import list_history
from rosterdesk.core.roster.worker import RosterReader
from rosterdesk.core.slips.requests import request_slips
from rosterdesk.core.storage.database import open_database, rows, writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import CustomerShown

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from tests.bench.national import People

    from rosterdesk.core.roster.model import Pupil

    Work = Callable[[int], Awaitable[object]]

CUSTOMERS, SCHOOLS = 2_400_000, 7_500
SMALL = 100  # times smaller is the other one
PUPILS = 300
ROUNDS = 41  # of what takes milliseconds
IMPORTS = 9  # schools
EVENTS, WRITERS = 800, 8
MOST = 1.5
# As PostgreSQL is installed, but for memory: a database of this size gets a machine of its own, of
# 8 GB, and a quarter of that for its buffers, as its manual says.
OPTIONS = ("-c", "fsync=on", "-c", "shared_buffers=2GB")
_DAILY = ("school", "customer", "card", "membership")

Medians = dict[str, float]


@dataclass(frozen=True, slots=True)
class Country:
    """A filled database and where it is; the new schools of an import come after its own."""

    url: str
    people: People
    schools: int
    customers: int


@dataclass(frozen=True, slots=True)
class Measuring:
    """An open country to measure. Compared ones take turns: what slows one slows the other."""

    country: Country
    world: World
    turns: asyncio.Lock


def run(customers: int = CUSTOMERS, schools: int = SCHOOLS) -> bool:
    """Print a line for everything measured; return whether all of it is fast enough."""
    with run_postgres(OPTIONS) as server:
        few, many = asyncio.run(_fill_and_measure(server, customers, schools))
    head = f"{'milliseconds, median':<34} {customers // SMALL:>10,} {customers:>10,} {'ratio':>6}"
    print(f"\n{head}")
    # The parts of an import are indented; what is waited for is the whole of it.
    judged = (what for what in many if not what.startswith(" "))
    slow = {what for what in judged if many[what] > MOST * few[what]}
    for what, took in many.items():
        verdict = f"  more than {MOST}" if what in slow else ""
        print(f"{what:<34} {few[what]:>10.1f} {took:>10.1f} {took / few[what]:>6.2f}{verdict}")
    return not slow


async def _fill_and_measure(server: str, customers: int, schools: int) -> list[Medians]:
    people, turns = make_people(), asyncio.Lock()
    countries = [
        await _make_country(server, people, schools // part, customers // part)
        for part in (SMALL, 1)
    ]
    return await asyncio.gather(*(_measure(country, turns) for country in countries))


async def _make_country(server: str, people: People, schools: int, customers: int) -> Country:
    name = f"of_{customers}"
    admin = await asyncpg.connect(server)
    await admin.execute(f"CREATE DATABASE {name}")
    await admin.close()
    country = Country(f"{server.rpartition('/')[0]}/{name}", people, schools, customers)
    async with open_database(country.url, APPS):
        began = time.perf_counter()
        await fill(people, schools, customers)
        await _print_size(f"filled in {time.perf_counter() - began:.0f} s")
    await _settle(country.url)
    return country


async def _measure(country: Country, turns: asyncio.Lock) -> Medians:
    async with open_database(country.url, APPS), _open_world() as world:
        measuring = Measuring(country, world, turns)
        found = {**await _measure_imports(measuring), **await _measure_screens(measuring)}
        async with turns:
            await _measure_trail()
        return found


async def _settle(url: str) -> None:
    """Bring the server to where it is after days of use: no library is filled in minutes.

    What it does by itself is done, and what is asked for every day is in its memory.
    """
    client = await asyncpg.connect(url)
    await client.execute("VACUUM (ANALYZE)")
    await client.execute("CHECKPOINT")
    await client.execute("CREATE EXTENSION pg_prewarm")
    await client.execute(
        "SELECT pg_prewarm(relid) FROM pg_stat_user_tables WHERE relname = ANY($1)", _DAILY
    )
    await client.execute(
        "SELECT pg_prewarm(indexrelid) FROM pg_stat_user_indexes WHERE relname = ANY($1)", _DAILY
    )
    await client.close()
    await asyncio.to_thread(os.sync)


@asynccontextmanager
async def _open_world() -> AsyncIterator[World]:
    """Open the library with a warm reader, as in the service."""
    with tempfile.TemporaryDirectory(prefix="rosterdesk-size-") as folder:
        async with open_world(Path(folder)) as world, RosterReader() as reader:
            await reader.read(b"a;b", "warm.csv")
            yield replace(world, library=replace(world.library, reader=reader))


async def _print_size(said: str) -> None:
    (whole,) = await rows(
        "SELECT pg_database_size(current_database()) AS bytes,"
        " (SELECT count(*) FROM customer) AS customers, (SELECT count(*) FROM school) AS schools"
    )
    print(
        f"{whole['customers']:,} customers of {whole['schools']:,} schools: {said},"
        f" {whole['bytes'] / 1e9:.2f} GB on disk"
    )
    tables = await rows(
        "SELECT relname AS name, pg_total_relation_size(oid) AS bytes,"
        " pg_indexes_size(oid) AS indexes FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace ORDER BY bytes DESC LIMIT 9"
    )
    sizes = (f"{t['name']} {t['bytes'] / 1e6:.0f} ({t['indexes'] / 1e6:.0f})" for t in tables)
    print(f"    MB of each table (of its indexes): {', '.join(sizes)}", flush=True)


async def _measure_imports(measuring: Measuring) -> Medians:
    """Import the files of several schools that nobody knows yet, each of them three times."""
    country = measuring.country
    taken: dict[str, list[float]] = {}
    files = [
        _write_files(country.people.draw(PUPILS + 2, country.schools + 1 + number))
        for number in range(IMPORTS + 1)
    ]
    for number, cases in enumerate(files):
        async with measuring.turns:
            school = await add_school(f"9{number:03}01", f"New {number}", WHO)
        for case, data in cases.items():
            async with measuring.turns:
                laps = await import_one(replace(measuring.world, school=school), data)
            if number:  # the first one warms everything up
                taken.setdefault(f"import, {case}", []).append(sum(laps.values()))
                for part, seconds in laps.items():
                    taken.setdefault(f"  {case}: {part}", []).append(seconds)
    return {what: 1000 * statistics.median(times) for what, times in taken.items()}


def _write_files(pupils: Sequence[Pupil]) -> dict[str, bytes]:
    known, new = list(pupils[:PUPILS]), list(pupils[PUPILS:])
    return {
        "first": write_csv(known),
        "unchanged": write_csv(known[::-1]),
        "2 %": write_csv(change_two_percent(known, new)),
    }


async def _measure_screens(measuring: Measuring) -> Medians:
    """Do what a desk and a librarian do all day, each time for another person."""
    country = measuring.country
    dice = Random(7)
    some = [dice.randint(1, country.customers) for _ in range(ROUNDS)]
    found = await rows("SELECT * FROM customer WHERE id = ANY(?)", [some])
    people = {row["id"]: row for row in found}
    anna = await Staff.create(name="Anna", role=StaffRole.LIBRARIAN)
    works: dict[str, Work] = {
        "find by card": lambda n: _find(f"2{n:09}"),
        "find by pupil number": lambda n: _find(people[n]["external_number"]),
        "find by name": lambda n: _find(_full_name(people[n])),
        "find by misspelt name": lambda n: _find(_misspell(_full_name(people[n]), dice)),
        # In a large library more people bear what is typed, and each of them is loaded and shown.
        "find by pupil number, one of them": lambda n: _find(people[n]["external_number"], 1),
        "find by name, the best": lambda n: _find(_full_name(people[n]), 1),
        "find by misspelt name, the best": lambda n: _find(
            _misspell(_full_name(people[n]), dice), 1
        ),
        "find by surname": lambda n: _find(people[n]["surname"]),
        "find nobody": lambda _: _find("Xqwzy Kgrtvb"),
        "find in a school": lambda n: find_customers(
            people[n]["first_name"], school_code=f"{people[n]['school_id']:04}00", limit=11
        ),
        "card of a customer": _show_customer,
        "history of a customer": _show_history,
        "card of a plan": lambda n: _show_plan(people[n]["school_id"]),
        "what waits": lambda _: list_waiting_for(anna.id),
        "queue the slips of a file": _queue_slips,
    }
    return {what: await _time(work, some, measuring.turns) for what, work in works.items()}


async def _time(work: Work, numbers: Sequence[int], turns: asyncio.Lock) -> float:
    taken = []
    for number in numbers:
        async with turns:  # first come, first served: one after the other
            began = time.perf_counter()
            await work(number)
            taken.append(time.perf_counter() - began)
    del taken[0]  # it warms everything up
    return 1000 * statistics.median(taken)


async def _measure_trail() -> None:
    """Write single events, several at once: all of them pass the end of one chain."""

    async def write() -> None:
        for _ in range(EVENTS // WRITERS):
            async with writing():
                await record(CustomerShown(), WHO)

    began = time.perf_counter()
    await asyncio.gather(*(write() for _ in range(WRITERS)))
    rate = EVENTS / (time.perf_counter() - began)
    print(f"    audit trail: {rate:.0f} events a second, {WRITERS} at once", flush=True)


async def _find(text: str, most: int = 11) -> None:
    found = await find_customers(text, limit=most)
    assert found or text.startswith("Xq"), "somebody who is there was not found"


def _full_name(customer: dict[str, Any]) -> str:
    return f"{customer['first_name']} {customer['surname']}"


def _misspell(name: str, dice: Random) -> str:
    at = dice.randrange(1, len(name) - 2)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


async def _show_customer(number: int) -> None:
    draw_customer(await load_view(number), Language.NL)


async def _show_history(number: int) -> None:
    await list_history(await Customer.get(id=number))


async def _show_plan(school_id: int) -> None:
    submission = await Submission.get(school_id=school_id)
    draw_card(await load_current_card(submission.id, Settings(data=Path())), Language.NL)


async def _queue_slips(number: int) -> None:
    """Ask for the slips of a new school, and take them back so that there is a next time."""
    school = await School.get(code=f"9{number % IMPORTS + 1:03}01")
    first = await Submission.filter(school=school).order_by("id").first()
    assert first is not None
    job = await request_slips(first, "balie", WHO)
    # Among millions a few may be somebody's double: a person is asked before they are customers.
    assert job.total > 0.9 * PUPILS, f"only {job.total} slips"
    await Slip.filter(job=job.name).delete()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--schools", type=int, default=SCHOOLS)
    chosen = parser.parse_args()
    return 0 if run(chosen.customers, chosen.schools) else 1


if __name__ == "__main__":
    sys.exit(main())
