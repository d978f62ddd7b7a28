"""``rosterdesk --help`` starts light: heavy libraries load where they are used."""

from __future__ import annotations

import subprocess
import sys

from tests.bench.starting import HELP, MOST, TYPER, measure_cpu

HEAVY = ("pandas", "tortoise", "aiogram", "rich", "PIL", "cryptography", "asyncpg", "pydantic")


def test_help_takes_at_most_four_times_what_importing_typer_takes():
    assert measure_cpu(HELP) <= MOST * measure_cpu(TYPER)


def test_help_loads_no_heavy_library():
    told = HELP.replace(
        "main()", "import atexit; atexit.register(lambda: print(*sys.modules)); main()"
    )
    found = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert set(HEAVY) & set(found.stdout.splitlines()[-1].split()) == set()
