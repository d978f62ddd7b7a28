"""The whole matrix by hand; in the suite there is a sample.

``python -m tests.bot.rights [--kind command|button|dialog|typed …] [--part N/M]``
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.bot.approval.desk import open_desk
from tests.bot.rights.cast import gather_cast
from tests.bot.rights.matrix import Case, find_wrong, list_cases
from tests.bot.rights.typed import find_wrong_typed, list_typed_cases

KINDS = ("command", "button", "dialog", "typed")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", nargs="*", choices=KINDS, default=KINDS)
    parser.add_argument("--part", default="1/1", help="2/3: the second of three runs")
    asked = parser.parse_args()
    cases = [each for each in [*list_cases(), *list_typed_cases()] if each.kind in asked.kind]
    part, parts = map(int, asked.part.split("/"))
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(Path(folder), cases[part - 1 :: parts]))


async def run(folder: Path, cases: list[Case]) -> int:
    begun, failed = time.monotonic(), 0
    counts: Counter[str] = Counter()
    async with open_desk(folder / "data", run=False) as desk:
        cast = await gather_cast(desk)
        for case in cases:
            counts[case.kind] += 1
            find = find_wrong_typed if case.kind == "typed" else find_wrong
            if wrong := await find(cast, case):
                failed += 1
                print(f"{case}: {wrong}", flush=True)
            if counts.total() % 500 == 0:
                desk.api.forget_older(0)
                print(f"{counts.total()}, {failed} failed", flush=True)
    print(f"{dict(counts)} in {time.monotonic() - begun:.0f} s, {failed} failed")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
