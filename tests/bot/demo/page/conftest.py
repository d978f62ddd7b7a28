from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright
from tests.programs import need_program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

QUIET = (
    "--no-sandbox",  # the tests may run as root, where Chromium's sandbox cannot
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def chromium() -> str:
    return need_program("chromium")


@pytest.fixture
def address(chromium: str) -> Iterator[str]:
    """Yield the address where ``rosterdesk demo`` serves its page, started as people start it."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("ROSTERDESK_")}
    command = [sys.executable, "-m", "rosterdesk.bot", "demo"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**kept, "LANG": "nl_NL.UTF-8"}
    ) as program:
        try:
            yield _read_address(program)
        finally:
            program.terminate()
            assert program.wait(30) == 0


def _read_address(program: subprocess.Popen[str]) -> str:
    """Wait for it as long as the test's own time-out allows: a few seconds on a quiet machine."""
    assert program.stdout is not None
    for line in program.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            return found[0]
    pytest.fail("the demo ended before it said its address")


@pytest.fixture
def browser(chromium: str) -> Iterator[Browser]:
    """Debian's Chromium, with a new and empty profile."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield started
        started.close()
