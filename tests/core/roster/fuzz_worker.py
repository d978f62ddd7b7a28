"""Mutated XLS through the reader's own process, with its limits: ``python -m
tests.core.roster.fuzz_worker --mutations N --seconds S [--seed K]``.

calamine believes the sizes that a BIFF file names and may reserve memory without end; what
bounds that is the kernel's limit on the process and the clock of its parent. So here the whole
of it is tried: each file must end in an answer, in time, and the process within its memory.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.core.roster.making import cells_to_xls, make_pupils, to_cells, write_xls
from tests.core.roster.mutations import mutate

from rosterdesk.core.language import Language
from rosterdesk.core.roster.answers import roster_to_json
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.model import RosterStatus
from rosterdesk.core.roster.worker import RosterReader

LIMITS = Limits()
# What the process reserves before it reads: the libraries; the limit is on top of that.
_LIBRARIES = 400_000_000
_SLOW_SECONDS = 5.0


@dataclass
class Found:
    """``slow`` are those that took long, ``bad`` what the harness exists to find."""

    tried: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    slow: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    peak_bytes: int = 0  # of the largest of the reader's processes, those that died included


def make_seeds() -> list[bytes]:
    """One sheet, several, one with wide and blank cells: each has other records."""
    pupils = make_pupils(30)
    cells = to_cells(pupils)
    wide = [[*row, *[None] * 200, "x"] for row in cells[:5]]
    several = {"5a": cells, "Uitleg": [["Vul dit in"]], "6b": cells[:4], "Breed": wide}
    return [write_xls(pupils), cells_to_xls(several), write_xls(make_pupils(400))]


async def run_fuzz(mutations: int, seconds: float, seed: int = 0) -> Found:
    """One after the other, until the number or the time is reached."""
    found = Found()
    seeds = make_seeds()
    until = time.monotonic() + seconds
    async with RosterReader(LIMITS) as reader:
        for number in range(seed, seed + mutations):
            if time.monotonic() > until:
                break
            await _try_mutation(number, seeds, reader, found)
    # In kilobytes (getrusage(2)), of all processes that ended: the last one ended just now.
    found.peak_bytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    if found.peak_bytes > LIMITS.memory_bytes + _LIBRARIES:
        found.bad.append(f"a process took {found.peak_bytes // 2**20} MiB")
    return found


async def _try_mutation(
    number: int, seeds: list[bytes], reader: RosterReader, found: Found
) -> None:
    dice = random.Random(number)
    data = mutate(dice.choice(seeds), seeds, dice)
    started = time.monotonic()
    try:
        async with asyncio.timeout(2 * LIMITS.seconds):
            packed, kept = await reader.read_and_scrub(data, "a.xls")
        roster = packed.unpack()
        for language in Language:
            roster_to_json(roster, language)
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        found.bad.append(f"mutation {number}: {type(error).__name__}")
        return
    took = time.monotonic() - started
    found.tried += 1
    refused = roster.refused
    why = f" {refused.code} {refused.values.get('why', '')}" if refused else ""
    found.answers[f"{roster.status}{why}".rstrip()] += 1
    if took > _SLOW_SECONDS:
        found.slow.append(f"mutation {number}: {took:.1f} s, {roster.status}{why}")
    if roster.status is RosterStatus.REFUSED and kept:
        found.bad.append(f"mutation {number}: refused and kept")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutations", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    started = time.monotonic()
    found = asyncio.run(run_fuzz(asked.mutations, asked.seconds, asked.seed))
    print(f"{found.tried} mutated XLS in {time.monotonic() - started:.0f} s")
    print(f"largest process: {found.peak_bytes // 2**20} MiB resident")
    for answer, count in found.answers.most_common():
        print(f"{count:>8}  {answer}")
    print("\n".join(found.slow) or f"none took longer than {_SLOW_SECONDS:.0f} s")
    print("\n".join(found.bad) or "nothing found")
    return int(bool(found.bad))


if __name__ == "__main__":
    sys.exit(main())
