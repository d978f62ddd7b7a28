"""``python -m tests.core.isolation.lesser_kernel ISOLATION CALL …``: a kernel without these calls.

Reads a file in a confined process there, and prints what was enforced and what came of it.
"""

from __future__ import annotations

import asyncio
import ctypes
import errno
import json
import sys
from dataclasses import asdict

from rosterdesk.core.isolation.kernel.libc import PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, prctl
from rosterdesk.core.isolation.kernel.seccomp import (
    _ALLOW,
    _LOAD,
    _MODE_FILTER,
    _NUMBER,
    _RETURN,
    Instruction,
    _Filter,
    _Program,
    _refuse,
    _when,
)
from rosterdesk.core.roster.worker import ReaderNotStartedError, RosterReader

ROSTER = b"Leerlingnummer;Roepnaam;Achternaam;Groep\r\n1;Anna;Smit;5a\r\n"


def forbid(numbers):
    steps = [
        Instruction(_LOAD, 0, 0, _NUMBER),
        *(step for number in numbers for step in _when(number, _refuse(errno.ENOSYS))),
        Instruction(_RETURN, 0, 0, _ALLOW),
    ]
    filters = (_Filter * len(steps))(*(_Filter(*step) for step in steps))
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    prctl(PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(_Program(len(steps), filters)))


async def read(isolation):
    async with RosterReader(isolation=isolation) as reader:
        try:
            enforced = await reader.find_enforced()
            roster = await reader.read(ROSTER, "a.csv")
        except ReaderNotStartedError as error:
            return {"refused": str(error)}
    return {**asdict(enforced), "pupils": len(roster.pupils)}


if __name__ == "__main__":
    forbid(map(int, sys.argv[2:]))
    print(json.dumps(asyncio.run(read(sys.argv[1]))))
