"""The cost of taking the reader's rights away: its start and the same files, with and without.

Processes of both kinds take turns, each with its start-up and every file once; the median ratio
is judged.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import TYPE_CHECKING

from tests.core.roster.making import make_pupils, write_csv, write_xlsx

from rosterdesk.core.roster.worker import RosterReader

if TYPE_CHECKING:
    from rosterdesk.core.isolation.worker import Isolation

ROUNDS, MOST = 7, 1.2


def run() -> None:
    files = [write_xlsx(make_pupils(30)), write_csv(make_pupils(300)), write_xlsx(make_pupils(500))]
    pairs = [(_measure("available", files), _measure("off", files)) for _ in range(ROUNDS)]
    ratio = statistics.median(confined / free for confined, free in pairs)
    confined, free = (statistics.median(each) for each in zip(*pairs, strict=True))
    verdict = "ok" if ratio <= MOST else "NO"
    print(
        f"start and {len(files)} files: confined {confined:.2f} s, not confined {free:.2f} s:"
        f" {ratio:.2f} x (at most {MOST}: {verdict})"
    )


def _measure(isolation: Isolation, files: list[bytes]) -> float:
    return asyncio.run(_read_all(isolation, files))


async def _read_all(isolation: Isolation, files: list[bytes]) -> float:
    started = time.perf_counter()
    async with RosterReader(isolation=isolation) as reader:
        for number, data in enumerate(files):
            roster = await reader.read(data, f"{number}")
            assert roster.pupils
        return time.perf_counter() - started
