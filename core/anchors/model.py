from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import orjson
from cryptography.exceptions import InvalidSignature

from rosterdesk.core.trail.chain import START

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of the trail at a moment (ISO 8601). ``mailed`` is ours, and is not signed."""

    position: int
    digest: str
    at: str
    signature: str = ""
    mailed: bool = False

    @property
    def signed(self) -> bytes:
        """The bytes that the signature (Ed25519, RFC 8032) is over."""
        return f"rosterdesk audit 1\n{self.position}\n{self.digest}\n{self.at}\n".encode()

    def sign(self, key: Ed25519PrivateKey) -> Anchor:
        return replace(self, signature=base64.b64encode(key.sign(self.signed)).decode())

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        try:
            key.verify(base64.b64decode(self.signature, validate=True), self.signed)
        except (InvalidSignature, binascii.Error):
            return False
        return True

    def dump(self) -> bytes:
        values = {name: getattr(self, name) for name in self.__slots__}
        return orjson.dumps(values, option=orjson.OPT_APPEND_NEWLINE)


def parse_anchor(line: bytes) -> Anchor | None:
    """Return the anchor that a line holds; None for a line that is none."""
    try:
        found: Any = orjson.loads(line)
        anchor = Anchor(**found)
    except (orjson.JSONDecodeError, TypeError):
        return None
    texts = (anchor.digest, anchor.at, anchor.signature)
    is_whole = type(anchor.position) is int and all(isinstance(text, str) for text in texts)
    return anchor if is_whole and len(anchor.digest) == len(START) else None
