"""A filter of system calls: no sockets, no other processes, no new ones, nothing of the kernel's.

The program is classic BPF over struct seccomp_data (include/uapi/linux/seccomp.h, filter.h,
bpf_common.h). It forbids by name: what an allowed list forgets breaks a reader on a library's
machine, and files are Landlock's. The filter is kept over execve and binds root too.
"""

from __future__ import annotations

import ctypes
import errno
import os
from typing import NamedTuple

from rosterdesk.core.isolation.kernel.libc import PR_SET_SECCOMP, prctl
from rosterdesk.core.isolation.kernel.syscalls import (
    ARCHITECTURES,
    CLONE,
    CLONE3,
    FORBIDDEN,
    LAST_KNOWN,
    OF_ITSELF,
    PRLIMIT,
)

_MODE_FILTER = 2
_ALLOW, _ERRNO, _KILL_PROCESS = 0x7FFF_0000, 0x0005_0000, 0x8000_0000
_LOAD, _IF_EQUAL, _IF_GREATER, _IF_BITS, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data, little-endian
_CLONE_THREAD = 0x0001_0000


class Instruction(NamedTuple):
    code: int
    if_true: int  # how many instructions to pass over
    if_false: int
    value: int


class _Filter(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("if_true", ctypes.c_uint8),
        ("if_false", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filters", ctypes.POINTER(_Filter)))


def install_filter() -> bool:
    """Filter this process's system calls from now on; False where that cannot be.

    Needs ``no_new_privs`` to be set, or CAP_SYS_ADMIN.
    """
    machine = os.uname().machine
    if machine not in ARCHITECTURES:
        return False
    written = write_filter(machine, os.getpid())
    filters = (_Filter * len(written))(*(_Filter(*each) for each in written))
    try:
        prctl(PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(_Program(len(written), filters)))
    except OSError:
        return False
    return True


def write_filter(machine: str, pid: int) -> list[Instruction]:
    """Return the program for a process with that number on a machine of that kind."""
    column, arch = ARCHITECTURES[machine]
    forbidden = [each[column] for each in FORBIDDEN.values() if each[column] >= 0]
    return [
        Instruction(_LOAD, 0, 0, _ARCH),
        Instruction(_IF_EQUAL, 1, 0, arch),
        Instruction(_RETURN, 0, 0, _KILL_PROCESS),  # 32-bit calls have other numbers
        Instruction(_LOAD, 0, 0, _NUMBER),
        Instruction(_IF_GREATER, 0, 1, LAST_KNOWN),  # and those of x32
        _refuse(errno.ENOSYS),
        *_when(CLONE3, _refuse(errno.ENOSYS)),
        *(step for number in forbidden for step in _when(number, _refuse(errno.EPERM))),
        *_when(CLONE[column], *_if_first(_IF_BITS, _CLONE_THREAD), _refuse(errno.EPERM)),
        *(
            step
            for numbers in OF_ITSELF.values()
            for step in _when(numbers[column], *_if_first(_IF_EQUAL, pid), _refuse(errno.EPERM))
        ),
        *_when(
            PRLIMIT[column],
            *_if_first(_IF_EQUAL, pid),
            *_if_first(_IF_EQUAL, 0),
            _refuse(errno.EPERM),
        ),
        Instruction(_RETURN, 0, 0, _ALLOW),
    ]


def _when(number: int, *steps: Instruction) -> tuple[Instruction, ...]:
    """Return steps that only this call comes to; the last of them must return."""
    return Instruction(_IF_EQUAL, 0, len(steps), number), *steps


def _if_first(code: int, value: int) -> tuple[Instruction, ...]:
    """Return steps that allow the call by the lower half of its first argument."""
    return (
        Instruction(_LOAD, 0, 0, _FIRST_ARGUMENT),
        Instruction(code, 0, 1, value),
        Instruction(_RETURN, 0, 0, _ALLOW),
    )


def _refuse(number: int) -> Instruction:
    return Instruction(_RETURN, 0, 0, _ERRNO | number)
