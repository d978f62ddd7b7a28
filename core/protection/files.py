"""Files that hold pupils' data, encrypted on disk under names that say nothing."""

from __future__ import annotations

import asyncio
import os
import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from pathlib import Path

    from rosterdesk.core.protection.keys import Keys

_NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.2: random 96-bit nonces


class StoredFileError(RosterdeskError):
    """A stored file is gone, or is not what was stored."""


class FileStore:
    """Content-addressed: the name is the keyed digest, so the same content is stored once."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder = folder
        self._keys = keys

    def digest(self, data: bytes) -> str:
        return self._keys.digest(data)

    async def save(self, data: bytes) -> str:
        """Write the data, durable before this returns, and return its digest."""
        return await asyncio.to_thread(self._save, data)

    async def load(self, digest: str) -> bytes:
        """Return the data; raises StoredFileError where it is gone or was tampered with."""
        return await asyncio.to_thread(self._load, digest)

    async def delete(self, digest: str) -> None:
        await asyncio.to_thread(self._path(digest).unlink, missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    def _save(self, data: bytes) -> str:
        digest = self.digest(data)
        path = self._path(digest)
        if path.exists():
            return digest
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + AESGCM(self._keys.file_key).encrypt(nonce, data, digest.encode())
        temporary = path.with_name(f"{digest}.{secrets.token_hex(4)}.part")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
        return digest

    def _load(self, digest: str) -> bytes:
        try:
            sealed = self._path(digest).read_bytes()
            return AESGCM(self._keys.file_key).decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], digest.encode()
            )
        except FileNotFoundError as error:
            raise StoredFileError(N_("The stored file is no longer there.")) from error
        except InvalidTag as error:
            raise StoredFileError(N_("The stored file was damaged or has another key.")) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
