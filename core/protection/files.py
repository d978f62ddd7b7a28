"""Files that hold pupils' data, encrypted on disk under names that say nothing."""

from __future__ import annotations

import asyncio
import math
import os
import re
import secrets
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from rosterdesk.core.protection.keys import Keys

_NAME = re.compile(r"[0-9a-f]{64}")
_NAME_BYTES = 32
_BESIDE = ".beside-"  # begins the name of a folder with second names of the files
_NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.2: random 96-bit nonces


class StoredFileError(RosterdeskError):
    """A stored file is gone, or is not what was stored."""


class FileStore:
    """Each saving has a name of its own, which says nothing.

    Were the same content one file, whoever deletes it could take it from somebody who saves it at
    that moment, and whose row does not exist yet. ``digest`` tells whether contents are the same.
    """

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder = folder
        self._keys = keys

    def digest(self, data: bytes) -> str:
        """Return the keyed digest by which the same content is known again."""
        return self._keys.digest(data)

    async def save(self, data: bytes) -> str:
        """Write the data, durable before this returns, and return its name."""
        return await asyncio.to_thread(self._save, data)

    async def load(self, name: str) -> bytes:
        """Return the data; raises StoredFileError where it is gone or was tampered with."""
        return await asyncio.to_thread(self._load, name)

    async def delete(self, name: str) -> None:
        await asyncio.to_thread(self._path(name).unlink, missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name

    def _save(self, data: bytes) -> str:
        name = secrets.token_hex(_NAME_BYTES)
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._write(path, self._seal(data, name))
        return name

    def _seal(self, data: bytes, name: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        key = self._keys.find_file_key()
        return nonce + AESGCM(key).encrypt(nonce, data, name.encode())

    def _write(self, path: Path, sealed: bytes) -> None:
        temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)

    def _load(self, name: str) -> bytes:
        try:
            sealed = self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise StoredFileError(N_("The stored file is no longer there.")) from error
        opened = self._open(sealed, name)
        if opened is None:
            self._keys.find_file_key()  # another process may have made a new key meanwhile
            opened = self._open(sealed, name)
        if opened is None:
            raise StoredFileError(N_("The stored file was damaged or has another key."))
        return opened

    def _open(self, sealed: bytes, name: str, only: bytes | None = None) -> bytes | None:
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        for key in [only] if only else self._keys.file_keys:
            with suppress(InvalidTag, ValueError):
                return AESGCM(key).decrypt(nonce, rest, name.encode())
        return None

    async def encrypt_anew(self) -> int:
        """Encrypt with the newest key what has an older one; return how many files that were.

        Safe to interrupt and to repeat, and while others read and write.
        """
        return await asyncio.to_thread(lambda: sum(map(self._encrypt_anew, self.list_paths())))

    def _encrypt_anew(self, path: Path) -> bool:
        try:
            sealed = path.read_bytes()
        except FileNotFoundError:
            return False  # deleted meanwhile
        key = self._keys.find_file_key()
        if self._open(sealed, path.name, key) is not None:
            return False
        data = self._open(sealed, path.name)
        if data is None:
            raise StoredFileError(
                N_("{name} was damaged or has another key: move it away first."), name=path.name
            )
        if path.exists():
            self._write(path, self._seal(data, path.name))
        return True

    def make_side_folder(self) -> Path:
        """Return a new folder on the same disk, for second names of the files (links)."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=_BESIDE, dir=self._folder))

    def put_sealed(self, name: str, sealed: bytes) -> None:
        """Put a file back as it was encrypted before; raises StoredFileError for another name."""
        if not _NAME.fullmatch(name):
            raise StoredFileError(N_("The stored file was damaged or has another key."))
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._write(path, sealed)

    def list_paths(self, written_before: float = math.inf) -> list[Path]:
        """Return where the stored files are, of those written before that time (seconds, Unix).

        What a crash left half-written is none of them.
        """
        found = (path for path in self._folder.glob("??/*") if _NAME.fullmatch(path.name))
        return sorted(path for path in found if _written_at(path) < written_before)

    def delete_leftovers(self, written_before: float) -> int:
        """Delete what processes that were killed left, older than that; return how many.

        Half-written files, and second names of whole ones: with those, what was deleted since
        would still be there.
        """
        halves = [*self._folder.glob("??/*.part")]
        beside = [*self._folder.glob(f"{_BESIDE}*")]
        old = [path for path in (*halves, *beside) if _written_at(path) < written_before]
        for path in old:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        return len(old)


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # deleted meanwhile
        return math.inf


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
