"""A long run by hand: ``python -m tests.fuzz --minutes 60 [door …] [--postgres] [--seed N]``.

The doors share the minutes, one after the other. What fails is written to ``--keep`` (a folder)
with its input, and is tried again first in the next run with the same folder.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis.errors import HypothesisWarning
from tests.fuzz.databases import SERVER
from tests.fuzz.doors import DOORS
from tests.fuzz.running import fuzz_long
from tests.postgres import run_postgres

if TYPE_CHECKING:
    from tests.fuzz.running import Found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("doors", nargs="*", choices=[*DOORS, []], help="all of them unless named")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--postgres", action="store_true", help="the worlds stand on PostgreSQL")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-found"))
    asked = parser.parse_args()
    os.nice(10)  # others work on this machine
    warnings.simplefilter("ignore", HypothesisWarning)  # of long inputs: these are meant
    names = asked.doors or list(DOORS)
    with ExitStack() as stack:
        if asked.postgres:
            os.environ[SERVER] = stack.enter_context(run_postgres())
        seconds = asked.minutes * 60 / len(names)
        found = [_fuzz(name, seconds, asked.seed, asked.keep) for name in names]
    failures = sum(len(each.failures) for each in found)
    print(f"{sum(each.tried for each in found)} inputs, {failures} failures")
    return int(bool(failures))


def _fuzz(name: str, seconds: float, seed: int, keep: Path) -> Found:
    found = fuzz_long(DOORS[name], seconds, seed, keep)
    print(
        f"{name:10} {found.tried:>8} inputs in {found.seconds:>5.0f} s ({found.rate:.1f}/s),"
        f" slowest {found.slowest:.2f} s, {len(found.failures)} failures",
        flush=True,
    )
    return found


if __name__ == "__main__":
    sys.exit(main())
