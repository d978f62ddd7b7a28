"""The whole matrix by hand: ``python -m tests.bot.rights``; in the suite there is a sample."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.bot.approval.desk import open_desk
from tests.bot.rights.cast import gather_cast
from tests.bot.rights.matrix import find_wrong, list_cases


async def run(folder: Path) -> int:
    begun, failed = time.monotonic(), 0
    counts: Counter[str] = Counter()
    async with open_desk(folder / "data", run=False) as desk:
        cast = await gather_cast(desk)
        for case in list_cases():
            counts[case.kind] += 1
            if wrong := await find_wrong(cast, case):
                failed += 1
                print(f"{case}: {wrong}", flush=True)
            if counts.total() % 500 == 0:
                desk.api.forget_older(0)
                print(f"{counts.total()}, {failed} failed", flush=True)
    print(f"{dict(counts)} in {time.monotonic() - begun:.0f} s, {failed} failed")
    return int(bool(failed))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(asyncio.run(run(Path(made))))
