"""A few seconds of mutation fuzzing; longer by hand with ``python -m tests.core.roster.fuzz``."""

from __future__ import annotations

import subprocess
import sys


def test_mutated_files_are_answered() -> None:
    """No crash, no hang, no exception behind the reader's back."""
    command = [sys.executable, "-m", "tests.core.roster.fuzz", "--mutations", "400"]
    done = subprocess.run([*command, "--seconds", "6"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing found" in done.stdout
