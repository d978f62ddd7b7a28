"""Every way to fail at every step of every dialog, by hand.

``python -m tests.bot.dialogs [--count N] [--seed N] [--script NAME …] [--part N/M] [--slow]``

Each case: one call of one step fails in one way, before or after it takes effect, or while the
person goes on; then ten ordinary words are typed. Nothing may be decided, no question sent and no
file lost by that, and somebody must be told. ``--slow`` adds calls that are never answered.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from argon2 import PasswordHasher
from tests.bot.dialogs.playing import choose_cases, learn_calls, list_cases, play
from tests.bot.dialogs.scenes import open_scene
from tests.bot.dialogs.scripts import SCRIPTS

from rosterdesk.core.protection import passwords


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=0, help="so many, chosen by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--script", nargs="*", choices=[*SCRIPTS], default=[])
    parser.add_argument("--part", default="1/1", help="2/3: the second of three runs")
    parser.add_argument("--slow", action="store_true")
    asked = parser.parse_args()
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(Path(folder), asked))


async def run(folder: Path, asked: argparse.Namespace) -> int:
    begun, failed = time.monotonic(), 0
    async with open_scene(folder / "data") as scene:
        calls = await learn_calls(scene, asked.script or SCRIPTS)
        cases = list(list_cases(calls, slow=asked.slow))
        part, parts = map(int, asked.part.split("/"))
        chosen = choose_cases(cases, asked.count or len(cases), asked.seed)[part - 1 :: parts]
        for number, case in enumerate(chosen, 1):
            try:
                wrong = await play(scene, case)
            except (AssertionError, TimeoutError, StopIteration, IndexError) as error:
                wrong = [f"{type(error).__name__}: {error}"]
            if wrong:
                failed += 1
                print(f"{case}: {wrong}", flush=True)
            if number % 50 == 0:
                print(f"{number} of {len(chosen)}, {failed} failed", flush=True)
                scene.desk.api.forget_older(600)
    seconds = time.monotonic() - begun
    print(f"{len(chosen)} of {len(cases)} cases in {seconds:.0f} s, {failed} failed")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
