"""The secrets of an installation, and what is derived from them.

The key file has one secret a line. The first one encrypts; all of them decrypt; the last one,
which is the oldest, makes the digests by which content is recognised, and never changes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.named_files import read_named_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_KEY_BYTES = 32


class KeyFileError(RosterdeskError):
    """The key file is missing or a line of it does not hold 32 bytes in base64."""


class Keys:
    """Keys for one purpose each (HKDF, RFC 5869), so that none can stand in for another."""

    def __init__(self, path: Path) -> None:
        """Read the file; raises KeyFileError."""
        self._path = path
        self._read()
        self._digest_key = _derive(self._secrets[-1], b"rosterdesk digests 1")

    @property
    def file_keys(self) -> Sequence[bytes]:
        """The keys that stored files may have been encrypted with, the newest first."""
        return self._file_keys

    def find_file_key(self) -> bytes:
        """Return the key to encrypt with: also after another process made a new one."""
        if self._stamp != _stamp(self._path):
            self._read()
        return self._file_keys[0]

    def digest(self, data: bytes) -> str:
        """Return the keyed digest (HMAC-SHA-256, hex) by which equal content is recognised.

        Keyed, because a bare hash of a code or of a small roster can be guessed.
        """
        return hmac.new(self._digest_key, data, hashlib.sha256).hexdigest()

    def make_printer_secret(self, printer: str, number: int) -> str:
        """Return what a printer that asks for its work shows: 128 bits, to be typed once.

        It is stored nowhere; another number makes another one.
        """
        key = _derive(self._secrets[-1], b"rosterdesk printers 1")
        made = hmac.new(key, f"{number} {printer}".encode(), hashlib.sha256).digest()[:16]
        return base64.b32encode(made).decode().rstrip("=").lower()

    def make_card_key(self) -> bytes:
        """Return the key that spreads card numbers; it never changes."""
        return _derive(self._secrets[-1], b"rosterdesk card numbers 1")

    def make_signing_key(self) -> Ed25519PrivateKey:
        """Return the key of the audit trail's signed tips; it never changes."""
        return Ed25519PrivateKey.from_private_bytes(
            _derive(self._secrets[-1], b"rosterdesk audit anchors 1")
        )

    def dump(self) -> bytes:
        """Return what the key file holds, for a backup."""
        return self._path.read_bytes()

    def add_secret(self) -> None:
        """Encrypt with a new secret from now on; what was encrypted before can still be read."""
        self._write([secrets.token_bytes(_KEY_BYTES), *self._secrets])

    def forget_old(self) -> int:
        """Forget the secrets that nothing is encrypted with any more; return how many."""
        kept = self._secrets[:1] + self._secrets[1:][-1:]
        forgotten = len(self._secrets) - len(kept)
        self._write(kept)
        return forgotten

    def _write(self, found: Sequence[bytes]) -> None:
        temporary = _name_beside(self._path)
        _write_new(temporary, found)
        temporary.replace(self._path)
        self._read()

    def _read(self) -> None:
        self._stamp = _stamp(self._path)
        self._secrets = _read_secrets(self._path)
        self._file_keys = [
            _derive(secret, b"rosterdesk stored files 1") for secret in self._secrets
        ]


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise KeyFileError(N_("The key file {path} cannot be read."), path=path) from error
    return found.st_mtime_ns, found.st_ino


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=purpose).derive(secret)


def _read_secrets(path: Path) -> list[bytes]:
    try:
        found = [base64.b64decode(line) for line in read_named_bytes("key_file", path).split()]
    except binascii.Error:
        found = []
    if not found or any(len(secret) != _KEY_BYTES for secret in found):
        raise KeyFileError(
            N_("The key file {path} must hold 32 bytes in base64 on each line."), path=path
        )
    return found


def load_keys(path: Path) -> Keys:
    """Read the key file, or make one that only its owner may read where there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = _name_beside(path)
        _write_new(temporary, [secrets.token_bytes(_KEY_BYTES)])
        # Whole or not at all; where another process was first, its key is the key.
        with suppress(FileExistsError):
            os.link(temporary, path)
        temporary.unlink()
    return Keys(path)


def put_keys(path: Path, content: bytes) -> None:
    """Put back a key file that a backup held; raises KeyFileError where there is another one."""
    if path.exists():
        if path.read_bytes().split() != content.split():
            raise KeyFileError(
                N_("The key file {path} has other keys: restore into a new data folder."), path=path
            )
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_new(path, [base64.b64decode(line) for line in content.split()])


def _name_beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}")


def _write_new(path: Path, found: Sequence[bytes]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(b"".join(base64.b64encode(secret) + b"\n" for secret in found))
        file.flush()
        os.fsync(file.fileno())
