"""Files that only their owner may read, also in a folder that others can look into."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_OTHERS = 0o077
_OWNER_ONLY = 0o600


def keep_files_private() -> None:
    """Let nobody else read what this process makes from now on, whatever makes it."""
    os.umask(_OTHERS)


def make_private(path: Path) -> None:
    """Make the file where it is missing, and take it from others where they could read it.

    SQLite gives its log and its shared memory the rights of the database's own file.
    """
    if not path.parent.is_dir():
        return  # whoever opens it says so
    with suppress(OSError):  # not ours to change: ``find_open_to_others`` tells of it
        handle = os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
        try:
            if os.fstat(handle).st_mode & _OTHERS:
                os.fchmod(handle, _OWNER_ONLY)
        finally:
            os.close(handle)


def find_open_to_others(paths: Iterable[Path]) -> Path | None:
    """Return the first file that others on this machine may read or write; None where all is well.

    A folder that only its owner may enter keeps what is in it.
    """
    for path in paths:
        with suppress(OSError):  # gone meanwhile, or not there
            closed = not path.parent.stat().st_mode & _OTHERS
            if path.stat().st_mode & _OTHERS and not closed:
                return path
    return None
