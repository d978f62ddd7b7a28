"""Locks beside an embedded database: one file each, which the system frees when its owner dies."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING
from urllib.parse import quote

from rosterdesk.core.storage.locks.model import Held

if TYPE_CHECKING:
    from pathlib import Path


class FileLocks:
    """Locks for a database on this machine, as are all who use it. Never lost while we live."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handles: dict[Held, int] = {}

    async def try_take(self, name: str) -> Held | None:
        handle = self._lock(self._path(name))
        if handle is None:
            return None
        held = Held(name)
        self._handles[held] = handle
        return held

    async def give_back(self, held: Held) -> None:
        handle = self._handles.pop(held, None)
        if handle is not None:
            self._path(held.name).unlink(missing_ok=True)
            os.close(handle)

    def _path(self, name: str) -> Path:
        return self._folder / quote(name, safe="")

    def _lock(self, path: Path) -> int | None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                return None
            if _is_at(path, handle):
                return handle
            os.close(handle)  # who held it deleted it between our opening and our locking


def _is_at(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
