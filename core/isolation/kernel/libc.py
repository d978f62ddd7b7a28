"""The C library's calls that Python has no name for.

``landlock`` (PyPI, an alpha) knows files but neither TCP nor signals, and ``pyseccomp`` was last
released in 2021 and needs libseccomp installed; what we need of both is these few calls.
"""

from __future__ import annotations

import ctypes
import os

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.syscall.restype = ctypes.c_long
_LIBC.getenv.restype = ctypes.c_void_p

# include/uapi/linux/prctl.h
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38


def call_kernel(number: int, *arguments: object) -> int:
    """Return what the system call answers; raises OSError where it fails."""
    given = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    return _checked(_LIBC.syscall(ctypes.c_long(number), *given))


def prctl(option: int, value: object = 0, pointer: object = 0) -> int:
    """Set an attribute of this process; raises OSError where it fails."""
    given = [ctypes.c_ulong(each) if isinstance(each, int) else each for each in (value, pointer)]
    return _checked(_LIBC.prctl(ctypes.c_int(option), *given, ctypes.c_ulong(0), ctypes.c_ulong(0)))


def find_variable(name: str) -> int | None:
    """Return where the value of an environment variable is in memory; None where there is none."""
    address: int | None = _LIBC.getenv(name.encode())
    return address


def unshare(flags: int) -> None:
    _checked(_LIBC.unshare(ctypes.c_int(flags)))


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer
