"""A whole import beside the bare limit, and beside django-import-export, all in one run.

Ours is the way that mail and chat take: receive (encrypted), read in the reader's own process
(warm, as in the service, while the school's customers are loaded), compare with guards, a plan
with its lines, approval, applying with cards, memberships and what undoing needs. Ratios within a
run are what counts.
``ROSTERDESK_BENCH_SIZES=2000,10000`` bounds it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
from tests.bench.limits import import_postgres, import_sqlite, timed
from tests.core.roster.making import SAMPLE_HEADERS, make_pupils, write_csv
from tests.core.worlds import WHO, World, latest_plan, open_world
from tests.postgres import run_postgres

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.applying.apply import apply_submission
from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.pipeline import read_beside_customers
from rosterdesk.core.plans.making import compare_submission
from rosterdesk.core.roster.worker import RosterReader
from rosterdesk.core.storage.database import change, open_database, sqlite_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from rosterdesk.core.roster.model import Pupil

Laps = dict[str, float]
COLUMNS = {k: v for k, v in SAMPLE_HEADERS.items() if k not in ("email", "house_number_suffix")}
CASES = ("first", "unchanged", "2 %")
ROUNDS = 3
BARS = {("first", 100_000): 3.0, ("2 %", 100_000): 2.0}


def run() -> None:
    sizes = [
        int(n) for n in os.environ.get("ROSTERDESK_BENCH_SIZES", "2000,10000,100000").split(",")
    ]
    head = f"{'database':>9} {'pupils':>7} {'case':<10} {'limit':>7} {'ours':>7} {'ratio':>6}"
    print(f"{head}  {'without reading':>15}  parts of ours")
    totals: dict[tuple[str, int, str], float] = {}
    with run_postgres() as server:
        for size in sizes:
            files = make_files(size)
            for database in ("sqlite", "postgres"):
                rounds = 1 if size > 50_000 and os.environ.get("ROSTERDESK_BENCH_FAST") else ROUNDS
                for case, (ours, limit) in measure(database, server, files, rounds).items():
                    _print_line(database, size, case, ours, limit)
                    totals[database, size, case] = sum(ours.values())
    _print_growth(totals)
    from tests.bench.peer import compare_with_peer

    if 10_000 in sizes:
        compare_with_peer({c: totals["sqlite", 10_000, c] for c in CASES}, make_files(10_000))


def make_files(size: int) -> dict[str, bytes]:
    """Return the file of each case; unchanged has its rows in another order."""
    pupils = make_pupils(size + size // 200)
    known = pupils[:size]
    return {
        "first": write_csv(known, headers=COLUMNS),
        "unchanged": write_csv(known[::-1], headers=COLUMNS),
        "2 %": write_csv(change_two_percent(known, pupils[size:]), headers=COLUMNS),
    }


def change_two_percent(known: list[Pupil], new: list[Pupil]) -> list[Pupil]:
    """Change 1 %, add 0.5 % and take 0.5 % away."""
    part = len(new)
    moved = [replace(p, city="Elders", postcode="9999 ZZ") for p in known[: 2 * part]]
    return [*moved, *known[2 * part : -part], *new]


def measure(
    database: str, server: str, files: dict[str, bytes], rounds: int
) -> dict[str, tuple[Laps, Laps]]:
    """Return (ours, limit) of each case: of several rounds the one that took least."""
    found: dict[str, list[tuple[Laps, Laps]]] = {case: [] for case in CASES}
    for _ in range(rounds):
        with fresh(database, server) as (ours_url, limit_url):
            ours = asyncio.run(import_ours(ours_url, files))
            limit = asyncio.run(import_bare(limit_url, files))
        for case in CASES:
            found[case].append((ours[case], limit[case]))
    return {
        case: (_least(p[0] for p in all_), _least(p[1] for p in all_))
        for case, all_ in found.items()
    }


def _least(laps: Iterator[Laps]) -> Laps:
    return min(laps, key=lambda one: sum(one.values()))


@contextmanager
def fresh(database: str, server: str) -> Iterator[tuple[str, str]]:
    """Two empty databases with all the tables, one for ours and one for the limit."""
    folder = Path(tempfile.mkdtemp(prefix="rosterdesk-bench-"))
    try:
        if database == "sqlite":
            yield sqlite_url(folder / "ours"), sqlite_url(folder / "limit")
        else:
            base = server.rpartition("/")[0]
            asyncio.run(_recreate(server, ("ours", "bare")))
            yield f"{base}/ours", f"{base}/bare"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _recreate(server: str, names: tuple[str, ...]) -> None:
    connection = await asyncpg.connect(server)
    for name in names:
        await connection.execute(f"DROP DATABASE IF EXISTS {name}")
        await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()


@asynccontextmanager
async def open_bench(url: str) -> AsyncIterator[World]:
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite://").partition("?")[0]).parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            open_database(url, APPS),
            open_world(Path(folder)) as world,
            RosterReader() as reader,
        ):
            await reader.read(b"a;b", "warm.csv")
            yield replace(world, library=replace(world.library, reader=reader))


async def import_ours(url: str, files: dict[str, bytes]) -> dict[str, Laps]:
    async with open_bench(url) as world:
        return {case: await import_one(world, files[case]) for case in CASES}


async def import_one(world: World, data: bytes) -> Laps:
    laps: Laps = {}
    library = world.library
    with timed(laps, "receive"):
        submission = (await world.receive(data)).submission
    with timed(laps, "read"):
        roster, snapshot = await read_beside_customers(submission, library)
    with timed(laps, "compare"):
        await compare_submission(submission.id, library.files, roster, snapshot)
        del roster, snapshot  # as the pipeline does
    plan = await latest_plan(submission)
    with timed(laps, "approve"):
        await approve(submission.reference, plan.version, WHO)
    with timed(laps, "apply"):
        await apply_submission(submission.id, library.numbering)
    return laps


async def import_bare(url: str, files: dict[str, bytes]) -> dict[str, Laps]:
    """Run the limit on the same tables, in a database where a school and plans stand ready."""
    async with open_bench(url) as world:
        submission = (await world.receive(b"a;b\r\n1;2\r\n")).submission
        for plan in range(1, len(CASES) + 1):
            await change(
                "INSERT INTO plan (id, submission_id, version, status, school_revision, counts,"
                " warnings, decisions, made_at) VALUES"
                f" ({plan}, {submission.id}, {plan}, 'applied', 0, '{{}}', '[]', '{{}}',"
                " '2026-08-24 00:00:00+00:00')"
            )
    laps = {}
    for plan, case in enumerate(CASES, start=1):
        if url.startswith("sqlite"):
            file = Path(url.removeprefix("sqlite://").partition("?")[0])
            laps[case] = import_sqlite(file, files[case], plan)
        else:
            laps[case] = await import_postgres(url, files[case], plan)
    return laps


def _print_line(database: str, size: int, case: str, ours: Laps, limit: Laps) -> None:
    total, bare = sum(ours.values()), sum(limit.values())
    later = total - ours["read"] - ours["receive"]
    bar = BARS.get((case, size))
    verdict = "" if bar is None else f" (at most {bar:g}: {'ok' if total <= bar * bare else 'NO'})"
    parts = " ".join(f"{name} {seconds:.2f}" for name, seconds in ours.items())
    bare_parts = " ".join(f"{name} {seconds:.2f}" for name, seconds in limit.items())
    print(
        f"{database:>9} {size:>7} {case:<10} {bare:>7.2f} {total:>7.2f} {total / bare:>6.1f}"
        f"  {later / (bare - limit['read']):>15.1f}  {parts} | limit {bare_parts}{verdict}",
        flush=True,
    )


def _print_growth(totals: dict[tuple[str, int, str], float]) -> None:
    for (database, size, case), seconds in totals.items():
        smaller = totals.get((database, 10_000, case))
        if size == 100_000 and smaller:
            print(f"{database} {case}: 100,000 takes {seconds / smaller:.1f} x what 10,000 takes")


if __name__ == "__main__":
    run()
