"""``rosterdesk --help`` starts light: heavy libraries load where they are used."""

from __future__ import annotations

import os
import subprocess
import sys

MOST = 4  # times what importing typer alone takes in the same run
HELP = (
    "import sys; sys.argv = ['rosterdesk', '--help']; from rosterdesk.bot.cli import main; main()"
)
HEAVY = ("pandas", "tortoise", "aiogram", "rich", "PIL", "cryptography", "asyncpg", "pydantic")


def measure(code):
    """Return the processor seconds of an interpreter that runs the code: the least of five."""
    taken = []
    for _ in range(5):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        taken.append(usage.ru_utime + usage.ru_stime)
    return min(taken)


def test_help_takes_at_most_four_times_what_importing_typer_takes():
    assert measure(HELP) <= MOST * measure("import typer")


def test_help_loads_no_heavy_library():
    told = HELP.replace(
        "main()", "import atexit; atexit.register(lambda: print(*sys.modules)); main()"
    )
    found = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert set(HEAVY) & set(found.stdout.splitlines()[-1].split()) == set()
