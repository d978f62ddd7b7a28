"""The command line starts quickly: what a command needs is imported when the command runs."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("pydantic", "tortoise", "aiogram", "pandas", "babel", "rosterdesk.core.models")


@pytest.mark.parametrize("module", ["rosterdesk.bot.shell.main", "rosterdesk.bot.shell.app"])
def test_no_command_imports_anything_heavy_before_it_runs(module):
    code = f"import sys, {module}; print(*(each for each in {HEAVY!r} if each in sys.modules))"
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert loaded == []
