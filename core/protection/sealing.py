"""A file that only a passphrase opens: written and read as a stream, whatever its size.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, 2015): pieces under AES-256-GCM
whose nonce holds their number and whether they are the last, so that none can be changed, left
out, exchanged or cut off. The key comes from the passphrase with scrypt (RFC 7914).
"""

from __future__ import annotations

import io
import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from typing import BinaryIO

    from typing_extensions import Buffer

_MAGIC = b"rosterdesk sealed 1\n"
_SALT_BYTES = 16
_PREFIX_BYTES = 7  # with 4 of the number and 1 of the end: a nonce of 12
_PIECE_BYTES = 1 << 20
_TAG_BYTES = 16
_MEMORY_COST = 1 << 16  # with r = 8: 64 MB and a fifth of a second for each guess


class SealedFileError(RosterdeskError):
    """The file is not a sealed one, is damaged, or has another passphrase."""


def _derive(passphrase: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt, 32, n=_MEMORY_COST, r=8, p=1).derive(passphrase))


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class SealedWriter(io.RawIOBase):
    """Seals what is written to it; whole only after ``finish``."""

    def __init__(self, file: BinaryIO, passphrase: bytes) -> None:
        super().__init__()
        salt = secrets.token_bytes(_SALT_BYTES)
        self._prefix = secrets.token_bytes(_PREFIX_BYTES)
        self._cipher = _derive(passphrase, salt)
        self._file = file
        self._number = 0
        self._waiting = bytearray()
        file.write(_MAGIC + salt + self._prefix)

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer, /) -> int:
        self._waiting += data
        while len(self._waiting) > _PIECE_BYTES:  # the last piece is kept back: it is marked
            self._put(bytes(self._waiting[:_PIECE_BYTES]), last=False)
            del self._waiting[:_PIECE_BYTES]
        return memoryview(data).nbytes

    def finish(self) -> None:
        self._put(bytes(self._waiting), last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last=last)
        self._file.write(self._cipher.encrypt(nonce, piece, None))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Reads what a SealedWriter wrote; raises SealedFileError at the first wrong piece."""

    def __init__(self, file: BinaryIO, passphrase: bytes) -> None:
        super().__init__()
        head = file.read(len(_MAGIC) + _SALT_BYTES + _PREFIX_BYTES)
        if not head.startswith(_MAGIC) or len(head) < len(_MAGIC) + _SALT_BYTES + _PREFIX_BYTES:
            raise SealedFileError(N_("This is no backup of rosterdesk."))
        salt, self._prefix = head[len(_MAGIC) : -_PREFIX_BYTES], head[-_PREFIX_BYTES:]
        self._cipher = _derive(passphrase, salt)
        self._file = file
        self._number = 0
        self._next = file.read(_PIECE_BYTES + _TAG_BYTES)
        self._opened = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        while not self._opened and not self._ended:
            self._opened = self._open_next()
        target = memoryview(buffer).cast("B")
        count = min(len(target), len(self._opened))
        target[:count], self._opened = self._opened[:count], self._opened[count:]
        return count

    def _open_next(self) -> bytes:
        sealed, self._next = self._next, self._file.read(_PIECE_BYTES + _TAG_BYTES)
        self._ended = not self._next
        nonce = _nonce(self._prefix, self._number, last=self._ended)
        self._number += 1
        try:
            return self._cipher.decrypt(nonce, sealed, None)
        except InvalidTag as error:
            raise SealedFileError(
                N_("This backup is damaged or cut off, or it has another passphrase.")
            ) from error
