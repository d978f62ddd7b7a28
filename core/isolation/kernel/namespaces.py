"""Namespaces and capabilities: a network without devices, and root without what root may do.

There is no namespace of process numbers: it would take a second process that waits, and hides
nothing that Landlock (/proc) and the filter of system calls (signals, ptrace) do not hide already.
"""

from __future__ import annotations

import os
from contextlib import suppress

from rosterdesk.core.isolation.kernel.libc import PR_CAPBSET_DROP, prctl, unshare

# include/uapi/linux/sched.h and capability.h
_NEW_IPC, _NEW_USER, _NEW_NET = 0x0800_0000, 0x1000_0000, 0x4000_0000
_CAP_DAC_READ_SEARCH, _CAP_MOST = 2, 63


def leave_namespaces() -> bool:
    """Leave the machine's network and shared memory; False where this machine does not allow it."""
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        with suppress(OSError):  # root stays root, and can still read what others installed
            unshare(_NEW_NET | _NEW_IPC)
            return True
    try:
        unshare(_NEW_USER | _NEW_NET | _NEW_IPC)
    except OSError:
        return False
    with suppress(OSError):  # without them we are "nobody", which does as well
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{user} {user} 1")
        _write("/proc/self/gid_map", f"{group} {group} 1")
    return True


def drop_capabilities(*, keep_reading: bool) -> None:
    """Let root have none of its powers after the next execve; nothing happens for others.

    ``keep_reading`` leaves root the power to read what others installed: for where Landlock
    says what may be read.
    """
    for number in range(_CAP_MOST + 1):
        if keep_reading and number == _CAP_DAC_READ_SEARCH:
            continue
        with suppress(OSError):  # not root, or this kernel has fewer
            prctl(PR_CAPBSET_DROP, number)


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib is slow to import
        file.write(text)
