"""A school's mail domain for the demo and the tests: a DKIM key and the DNS that shows it."""

from __future__ import annotations

import base64

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


class MailDomain:
    """A domain that signs mail as a school's server does; ``resolve_txt`` knows only its key.

    The key is made here and dies with the object.
    """

    def __init__(self, domain: str, selector: str = "rooster", *, bits: int = 2048) -> None:
        self.domain = domain
        self.selector = selector
        key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
        self._private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)

    @property
    def key_name(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"

    def sign(self, raw: bytes, **options: object) -> bytes:
        """Return the message with a DKIM-Signature above it; ``options`` are those of dkim.sign."""
        chosen: dict[str, object] = {"canonicalize": (b"relaxed", b"relaxed"), **options}
        field = dkim.sign(
            raw, self.selector.encode(), self.domain.encode(), self._private, **chosen
        )
        return bytes(field) + raw

    async def resolve_txt(self, name: str) -> list[bytes]:
        return [self.record] if name == self.key_name else []
