"""Importing the printing library changes nothing for the rest of the program."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import logging
import rosterdesk.printer.slips.slip
print(len(logging.root.handlers))
"""


def test_the_import_leaves_no_folder_and_no_log_handler(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == ["0"]
    assert list(tmp_path.iterdir()) == []
