"""Folders in memory for the temporary files of confined processes, one for each process."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory, and ours in it is private
_PREFIX = "rosterdesk-"


def make_folder() -> Path:
    """Return a new folder that is ours alone, on the disk only where there is none in memory."""
    where = _IN_MEMORY if os.access(_IN_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    _delete_leftovers(where)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=where))


def _delete_leftovers(where: Path) -> None:
    """Delete those of programs that were killed: what they were reading may lie in them."""
    for folder in where.glob(f"{_PREFIX}*-*"):
        pid = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdecimal() and not _is_alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's
    return True
