"""The standard library's parser, kept from running for hours on a mail made for that.

It matches every line against the boundaries of every multipart around it, slices a field once
for each of its parameters, and makes an object for each empty part: 35 MB can be arranged to
cost each of these millions of times. Counting as it goes keeps the worst mail to seconds.
"""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from email.message import Message
from email.policy import Compat32
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_LINES = 1_000_000  # 35 MB of base64 has 450,000
_MOST_FIELDS = 20_000
_MOST_PARTS = 1_000
_MOST_MULTIPARTS = 30  # a mail that was forwarded five times has about ten
_LONGEST_FIELD = 4_000  # characters; the long fields of the header are read by ``headers``


class TooManyPartsError(Exception):
    """The message has more parts, fields or lines than any that people send."""


@dataclass(slots=True)
class _Count:
    fields: int = 0
    parts: int = 0
    multiparts: int = 0

    def check(self) -> None:
        if (
            self.fields > _MOST_FIELDS
            or self.parts > _MOST_PARTS
            or self.multiparts > _MOST_MULTIPARTS
        ):
            raise TooManyPartsError


class _BoundedPolicy(Compat32):
    count: _Count | None = None

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(list(sourcelines))
        if self.count is not None:
            self.count.fields += 1
            multipart = value.lstrip().lower().startswith("multipart/")
            self.count.multiparts += multipart and name.lower() == "content-type"
            self.count.check()
        if name.lower() == "content-type":
            value = _NO_SEMICOLON.sub(r"\1; ", value)
        return name, value[:_LONGEST_FIELD]


_ENCODED = re.compile(r"\s*\"?(base64|quoted-printable)", re.IGNORECASE)
# "multipart/mixed boundary=x": a type and a parameter with nothing between them.
_NO_SEMICOLON = re.compile(r"^(\s*[\w.+-]+/[\w.+-]+)\s+(?=[\w*-]+\s*=)")


class _Part(Message):
    """A part; a forwarded message that is encoded is a file with a message in it.

    The parser of the standard library reads the message inside without decoding it.
    """

    def get_content_type(self) -> str:
        kind = declared_type(self)
        encoded = _ENCODED.match(str(self.get("Content-Transfer-Encoding", "")))
        return "application/octet-stream" if kind == "message/rfc822" and encoded else kind


def declared_type(part: Message) -> str:
    """Return the media type that a part says it has, in small letters."""
    return Message.get_content_type(part).lower()


def read_message(raw: bytes) -> Message:
    """Parse a message; raises TooManyPartsError, and RecursionError on endless forwarding."""
    if raw.count(b"\n") + raw.count(b"\r") > 2 * _MOST_LINES:
        raise TooManyPartsError
    count = _Count()

    def make_part(policy: Any) -> Message:
        count.parts += 1
        count.check()
        return _Part(policy=policy)

    policy = _BoundedPolicy(count=count)  # type: ignore[call-arg]  # any attribute may be given
    return email.message_from_bytes(raw, make_part, policy=policy)  # type: ignore[arg-type]  # it is called with the policy
