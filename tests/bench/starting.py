"""The time of one command, by parts: ``rosterdesk import`` of 2,000 pupils, ``rosterdesk --help``.

The import is the whole command in a process of its own, on an empty database that is there
already; of several runs the median one is shown. Reading includes what is left of the start of
the reader's process, which loads pandas while the database is opened.
"""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
import tempfile
import time
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

PUPILS, ROUNDS, MOST = 2_000, 5, 4
TYPER = "import typer"
_PROGRAM = "from rosterdesk.bot.shell.main import main; main()"
HELP = f"import sys; sys.argv = ['rosterdesk', '--help']; {_PROGRAM}"
_IMPORT = "from tests.bench.starting import trace_import; trace_import()"
_STEPS = {
    "rosterdesk.bot.shell.rosters.importing": {"receive": "receive", "decide": "write"},
    "rosterdesk.core.pipeline": {
        "read_submission": "read",
        "compare_submission": "compare",
        "apply_submission": "write",
    },
}


def run() -> None:
    _show_import()
    helped, typer = measure_cpu(HELP), measure_cpu(TYPER)
    verdict = "ok" if helped <= MOST * typer else "NO"
    print(
        f"rosterdesk --help {helped * 1e3:.0f} ms of processor time, importing typer alone"
        f" {typer * 1e3:.0f} ms: {helped / typer:.1f} x (at most {MOST}: {verdict})"
    )


def measure_cpu(code: str) -> float:
    """Return the processor seconds of an interpreter that runs the code: the least of five."""
    taken = []
    for _ in range(ROUNDS):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        taken.append(usage.ru_utime + usage.ru_stime)
    return min(taken)


def _show_import() -> None:
    from rosterdesk.core.roster.samples import sample_pupils, write_workbook

    data = write_workbook(sample_pupils(PUPILS))
    runs = sorted((_run_import(data) for _ in range(ROUNDS)), key=lambda laps: laps["all"])
    laps = runs[ROUNDS // 2]
    total = laps.pop("all")
    laps["rest"] = total - sum(laps.values())
    print(f"rosterdesk import, XLSX of {PUPILS} pupils, approved and applied: {total:.2f} s")
    for name, seconds in laps.items():
        print(f"  {name:<8} {seconds:>6.2f} s {seconds / total:>5.0%}")


def _run_import(data: bytes) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "leerlingen.xlsx"
        file.write_bytes(data)
        program = [sys.executable, "-c", _PROGRAM]
        made = {**os.environ, "ROSTERDESK_DATA": f"{folder}/data"}
        school = ["school", "add", "12AB00", "--name", "De Regenboog"]
        subprocess.run([*program, *school], check=True, env=made, stdout=subprocess.DEVNULL)
        spawned = time.time()
        told = subprocess.run(
            [sys.executable, "-c", _IMPORT, str(spawned), str(file)],
            check=True,
            env=made,
            capture_output=True,
            text=True,
        )
        found: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
        return {**found, "all": time.time() - spawned}


def trace_import() -> None:
    """Run the command in this process and print the seconds of each part as JSON."""
    laps = {"start": time.time() - float(sys.argv[1])}
    began = time.perf_counter()
    from rosterdesk.bot.program import service  # noqa: F401 - measured
    from rosterdesk.bot.shell.main import main
    from rosterdesk.bot.shell.rosters import importing  # noqa: F401 - measured
    from rosterdesk.core import pipeline  # noqa: F401 - measured

    laps["imports"] = time.perf_counter() - began
    opening = time.perf_counter()
    for module, steps in _STEPS.items():
        for function, lap in steps.items():
            _time(sys.modules[module], function, lap, laps)
    first = sys.modules["rosterdesk.bot.shell.rosters.importing"]
    _note_start(first, "take_in", laps, opening)
    sys.argv = ["rosterdesk", "import", sys.argv[2], "--school", "12AB00", "--approve"]
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise
    print(json.dumps(laps))


def _time(module: Any, function: str, lap: str, laps: dict[str, float]) -> None:
    """Add the seconds of each call to its lap."""
    work = getattr(module, function)
    assert inspect.iscoroutinefunction(work)

    @wraps(work)
    async def timed(*arguments: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return await work(*arguments, **named)
        finally:
            laps[lap] = laps.get(lap, 0) + time.perf_counter() - began

    setattr(module, function, timed)


def _note_start(module: Any, function: str, laps: dict[str, float], since: float) -> None:
    """Make what passes until the function is called the lap of opening."""
    work: Callable[..., Any] = getattr(module, function)

    @wraps(work)
    def noted(*arguments: Any, **named: Any) -> Any:
        laps["open"] = time.perf_counter() - since
        return work(*arguments, **named)

    setattr(module, function, noted)


if __name__ == "__main__":
    run()
