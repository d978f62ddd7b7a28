"""Landlock: no files but those that are named, no TCP, no signals to processes outside.

Numbers and structures are those of include/uapi/linux/landlock.h (Linux 6.15, ABI 7); what each
ABI added is in Documentation/userspace-api/landlock.rst. Landlock binds root too, cannot be undone,
and is kept over execve.
"""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from rosterdesk.core.isolation.kernel.libc import call_kernel

if TYPE_CHECKING:
    from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_VERSION = 1  # LANDLOCK_CREATE_RULESET_VERSION
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_ALL_FILES = (1 << 13) - 1  # of ABI 1
_ADDED_FILES = {2: _REFER, 3: _TRUNCATE, 5: _IOCTL_DEV}
_ALL_TCP = 0b11  # bind and connect, ABI 4
_ALL_SCOPES = 0b11  # abstract UNIX sockets and signals, ABI 6

_READ = _READ_FILE | _READ_DIR
_WRITE = _READ | _WRITE_FILE | _TRUNCATE | _MAKE_REG | _MAKE_DIR | _REMOVE_FILE | _REMOVE_DIR
_OF_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("tcp", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def find_abi() -> int:
    """Return what this kernel offers: a number from 1, or 0 where there is no Landlock."""
    try:
        return call_kernel(_CREATE_RULESET, None, 0, _VERSION)
    except OSError:
        return 0


def restrict(
    abi: int, *, readable: Iterable[str], writable: Iterable[str], executable: Iterable[str]
) -> None:
    """Take away all but what lies under these paths; what is not there is passed over.

    Needs ``no_new_privs`` to be set, or CAP_SYS_ADMIN.
    """
    files = _ALL_FILES | sum(added for since, added in _ADDED_FILES.items() if abi >= since)
    wanted = _Ruleset(files, _ALL_TCP if abi >= 4 else 0, _ALL_SCOPES if abi >= 6 else 0)
    # The kernel takes a longer structure whose rest is zero, so one size serves every ABI.
    ruleset = call_kernel(_CREATE_RULESET, ctypes.byref(wanted), ctypes.sizeof(wanted), 0)
    try:
        for paths, allowed in ((readable, _READ), (writable, _WRITE), (executable, _EXECUTE)):
            for path in paths:
                with suppress(FileNotFoundError, PermissionError, NotADirectoryError):
                    _allow(ruleset, path, allowed & files)
        call_kernel(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, allowed: int) -> None:
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        of_this = allowed if os.path.isdir(path) else allowed & _OF_A_FILE  # noqa: PTH112 - light
        rule = _PathBeneath(of_this, handle)
        call_kernel(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(handle)
