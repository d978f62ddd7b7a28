"""The program's own process: no other program of its user looks into it, and it dumps no core."""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from contextlib import suppress

from rosterdesk.core.isolation.kernel.libc import PR_SET_DUMPABLE, find_variable, prctl


def hide_process() -> None:
    """Let no process of the same user read our memory or environment, and dump no core.

    The kernel then refuses ptrace, /proc/…/environ, …/mem and …/fd (prctl(2), PR_SET_DUMPABLE).
    It does not bind root, whom the rules of a confined process bind.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        with suppress(OSError):
            prctl(PR_SET_DUMPABLE, 0)


def wipe_variable(name: str) -> None:
    """Take a variable out of the environment, and its value out of the memory where it began.

    ``del os.environ[…]`` leaves the value where /proc/…/environ shows it.
    """
    address = find_variable(name)
    if address:
        ctypes.memset(address, 0, len(ctypes.string_at(address)))
    os.environ.pop(name, None)
