"""Kills of the whole program, again and again, and what is true afterwards.

``python -m tests.crash --kills 500 --database sqlite --processes 1 --seed 1``. By the seed, a
day at a library with mails, uploads, approvals, undos, slips, logins, registrations and erasures
goes on against the stand-ins, while processes are killed (SIGKILL) and started again. In the end
everything is counted and every byte that was kept is searched; the exit status says whether
there was a fault.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.crash.run import run
from tests.postgres import run_postgres


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--schools", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="At most, of kills.")
    parser.add_argument("--keep", type=Path, help="A folder that is left as it is in the end.")
    chosen = parser.parse_args()
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # it tells of each client that died
    with ExitStack() as stack:
        folder = chosen.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(run_postgres()) if chosen.database == "postgres" else None
        report = asyncio.run(
            run(
                folder,
                kills=chosen.kills,
                url=url,
                processes=chosen.processes,
                seed=chosen.seed,
                schools=chosen.schools,
                minutes=chosen.minutes,
                telling=True,
            )
        )
    print(report)
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
