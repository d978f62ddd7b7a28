"""The search by name against the trigram indexes of the databases, with rapidfuzz to rank.

Run with ``python -m tests.bench.trigrams [customers …]``; 10,000 and 2,400,000 without numbers.
Each typed name has two letters exchanged. ``found`` is how often the person is among the first
eleven. The trigrams are of every customer's whole name, and of the different words in names, as
the present index has them; the clock is that of the process, or of the wall where PostgreSQL works.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import asyncpg
from rapidfuzz import fuzz, process
from tests.bench.national import make_people
from tests.postgres import run_postgres

from rosterdesk.core.customers.finding.words import WordIndex, split_name
from rosterdesk.core.person_names import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUNDS = 41
SHOWN = 11
CANDIDATES = 200
GOALS = {10_000: 10.0, 2_400_000: 50.0}
_BLOCK = 20_000


def run() -> None:
    for customers in [int(each) for each in sys.argv[1:] if each.isdecimal()] or list(GOALS):
        print(f"{customers:,} customers; the bar is a median of {GOALS.get(customers, 50.0)} ms")
        names = _draw(customers)
        asked = _ask(names)
        _measure_index(names, asked)
        _measure_fts("FTS5, each customer", names, asked)
        words = sorted({word for name in names for word in name.split()})
        _measure_fts("FTS5, words", words, _pick_words(asked))
        with run_postgres(("-c", "shared_buffers=512MB")) as url:
            asyncio.run(_measure_postgres(url, "pg_trgm, each customer", names, asked))
            asyncio.run(_measure_postgres(url, "pg_trgm, words", words, _pick_words(asked)))


def _draw(customers: int) -> list[str]:
    people, seeds = make_people(), iter(range(customers))
    pupils = (pupil for seed in seeds for pupil in people.draw(min(_BLOCK, customers), seed))
    return [fold(f"{each.first_name} {each.surname}") for each in islice(pupils, customers)]


def _ask(names: Sequence[str]) -> list[tuple[str, str]]:
    dice = Random(7)
    return [(_misspell(name, dice), name) for name in dice.sample(names, ROUNDS)]


def _misspell(name: str, dice: Random) -> str:
    at = dice.randrange(1, len(name) - 2)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _pick_words(asked: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the longest word of each name, misspelt."""
    dice = Random(8)
    longest = [max(right.split(), key=len) for _, right in asked]
    return [(_misspell(word, dice), word) for word in longest if len(word) > 3]


def _report(what: str, taken: Sequence[float], found: Sequence[bool], built: float) -> None:
    median, late = statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]
    share = 100 * sum(found) // len(found)
    print(
        f"  {what:<24} median {median:>8.1f} ms  p95 {late:>8.1f} ms  found {share:>3} %"
        f"  made in {built:>5.0f} s",
        flush=True,
    )


def _measure_index(names: Sequence[str], asked: Sequence[tuple[str, str]]) -> None:
    """Measure the part of the present search that trigrams would replace: typed to like names."""
    began = time.process_time()
    firsts, surnames = zip(*(name.split(" ", 1) for name in names), strict=True)
    of_first, of_surname = WordIndex(set(firsts)), WordIndex(set(surnames))
    built = time.process_time() - began
    taken, found = [], []
    for typed, right in asked:
        began = time.process_time()
        wanted = split_name(typed)
        like = of_first.score(wanted).keys(), of_surname.score(wanted).keys()
        taken.append((time.process_time() - began) * 1000)
        first, surname = right.split(" ", 1)
        found.append(first in like[0] or surname in like[1])
    _report("the present index", taken, found, built)


def _measure_fts(what: str, texts: Sequence[str], asked: Sequence[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "names.sqlite3")
        began = time.process_time()
        database.execute("CREATE VIRTUAL TABLE names USING fts5(name, tokenize = 'trigram')")
        with database:
            database.executemany("INSERT INTO names (name) VALUES (?)", ((each,) for each in texts))
        built = time.process_time() - began
        taken, found = [], []
        for typed, right in asked:
            began = time.process_time()
            query = " OR ".join(f'"{each}"' for each in _list_trigrams(typed))
            rows = database.execute(
                f"SELECT name FROM names WHERE names MATCH ? ORDER BY rank LIMIT {CANDIDATES}",
                [query],
            ).fetchall()
            shown = _rank(typed, [row[0] for row in rows])
            taken.append((time.process_time() - began) * 1000)
            found.append(right in shown)
        database.close()
    _report(what, taken, found, built)


def _list_trigrams(typed: str) -> list[str]:
    words = [word for word in typed.split() if len(word) > 2]
    return list(dict.fromkeys(word[n : n + 3] for word in words for n in range(len(word) - 2)))


async def _measure_postgres(
    url: str, what: str, texts: Sequence[str], asked: Sequence[tuple[str, str]]
) -> None:
    client = await asyncpg.connect(url)
    began = time.perf_counter()
    await client.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm; DROP TABLE IF EXISTS names")
    await client.execute("CREATE UNLOGGED TABLE names (name text)")
    await client.copy_records_to_table("names", records=[(each,) for each in texts])
    await client.execute("CREATE INDEX ON names USING gin (name gin_trgm_ops); ANALYZE names")
    built = time.perf_counter() - began
    taken, found = [], []
    for typed, right in asked:
        began = time.perf_counter()
        rows = await client.fetch(
            "SELECT name FROM names WHERE name % $1 ORDER BY similarity(name, $1) DESC"
            f" LIMIT {CANDIDATES}",
            typed,
        )
        shown = _rank(typed, [row["name"] for row in rows])
        taken.append((time.perf_counter() - began) * 1000)
        found.append(right in shown)
    await client.close()
    _report(what, taken, found, built)


def _rank(typed: str, candidates: Sequence[str]) -> list[str]:
    best = process.extract(typed, candidates, scorer=fuzz.ratio, limit=SHOWN)
    return [name for name, _, _ in best]


if __name__ == "__main__":
    run()
