"""A few seconds of mutation fuzzing; longer by hand with ``python -m tests.core.roster.fuzz``."""

from __future__ import annotations

import os
import subprocess
import sys


def test_mutated_files_are_answered() -> None:
    """No crash, no hang, no exception behind the reader's back."""
    command = [sys.executable, "-m", "tests.core.roster.fuzz", "--mutations", "400"]
    done = subprocess.run([*command, "--seconds", "6"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing found" in done.stdout


def test_mutated_xls_end_in_an_answer_of_the_bounded_process() -> None:
    """calamine may reserve memory without end: the process is bounded, and its death an answer."""
    count = os.environ.get("XLS_MUTATIONS", "8")
    command = [sys.executable, "-m", "tests.core.roster.fuzz_worker", "--mutations", count]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing found" in done.stdout
