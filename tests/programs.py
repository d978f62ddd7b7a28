"""Programs of the machine that some tests need, and that a laptop may lack."""

from __future__ import annotations

import os
import shutil

import pytest


def need_program(name: str) -> str:
    """Return its path; without it the test is skipped, or fails where nothing may be skipped."""
    found = shutil.which(name)
    if found:
        return found
    if os.environ.get("ROSTERDESK_REQUIRE_ALL") == "1":
        pytest.fail(f"{name} is missing, and ROSTERDESK_REQUIRE_ALL=1")
    pytest.skip(f"{name} is not on this machine")
