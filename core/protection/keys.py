"""The one secret of an installation, and what is derived from it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from pathlib import Path

_KEY_BYTES = 32


class KeyFileError(RosterdeskError):
    """The key file is missing or does not hold 32 bytes in base64."""


class Keys:
    """Keys for one purpose each (HKDF, RFC 5869), so that none can stand in for another."""

    def __init__(self, secret: bytes) -> None:
        self.file_key = _derive(secret, b"rosterdesk stored files 1")
        self._digest_key = _derive(secret, b"rosterdesk digests 1")

    def digest(self, data: bytes) -> str:
        """Return the keyed digest (HMAC-SHA-256, hex) by which equal content is recognised.

        Keyed, because a bare hash of a code or of a small roster can be guessed.
        """
        return hmac.new(self._digest_key, data, hashlib.sha256).hexdigest()


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=purpose).derive(secret)


def load_keys(path: Path) -> Keys:
    """Read the key file, or make one that only its owner may read where there is none."""
    try:
        secret = base64.b64decode(path.read_bytes(), validate=False)
    except FileNotFoundError:
        secret = _make_key(path)
    if len(secret) != _KEY_BYTES:
        raise KeyFileError(N_("The key file {path} must hold 32 bytes in base64."), path=path)
    return Keys(secret)


def _make_key(path: Path) -> bytes:
    secret = secrets.token_bytes(_KEY_BYTES)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first: its key is the key
        return base64.b64decode(path.read_bytes())
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(secret) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return secret
