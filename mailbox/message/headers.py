"""The header of a message as bytes, before any library has had an opinion about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime, unquote
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

LARGEST_HEADER = 256_000  # bytes; large relays stop at 64 to 128 kB
MOST_FIELDS = 1_000  # a mail that went through twenty relays has about 150
_FIELD = re.compile(rb"([\x21-\x39\x3b-\x7e]+):(.*)\Z", re.DOTALL)
_MESSAGE_ID = re.compile(r"<[^<>\s\"]{1,250}>")
# Fields of which a second one could be read instead of the first (RFC 5322, 3.6; RFC 2045, 3).
SINGLE = (
    b"from",
    b"sender",
    b"reply-to",
    b"to",
    b"cc",
    b"subject",
    b"date",
    b"message-id",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
    b"content-disposition",
)


@dataclass(frozen=True, slots=True)
class Fields:
    """Name (lower case) and raw value of each field, in order.

    ``faults``: header_control (a bare CR or a NUL, which some programs take for a line's end),
    header_line (a line that is no field), header_twice (two fields where one may stand).
    """

    fields: tuple[tuple[bytes, bytes], ...]
    faults: tuple[str, ...] = field(default=())

    def all(self, name: str) -> list[bytes]:
        wanted = name.lower().encode()
        return [value for each, value in self.fields if each == wanted]

    def text(self, name: str) -> str:
        """Return the first such field unfolded, as text; '' where there is none."""
        values = self.all(name)
        return self.unfold(values[0]) if values else ""

    @staticmethod
    def unfold(value: bytes) -> str:
        flat = re.sub(rb"\r?\n(?=[ \t])", b"", value).strip()
        return flat.decode("utf-8", "replace")

    def has(self, name: str) -> bool:
        return bool(self.all(name))

    def names(self) -> set[str]:
        return {name.decode("ascii", "replace") for name, _ in self.fields}


def split_header(raw: bytes) -> bytes:
    """Return the header block of a message, without the empty line."""
    if raw.startswith((b"\n", b"\r\n")):
        return b""
    match = re.search(rb"\r?\n\r?\n", raw)
    return raw[: match.start()] if match else raw


def read_fields(raw: bytes) -> Fields:
    block = split_header(raw)
    faults = set()
    if re.search(rb"\r(?!\n)|\x00", block):
        faults.add("header_control")
    fields = []
    for line in re.split(rb"\r?\n(?![ \t])", block):
        match = _FIELD.match(line)
        if match:
            fields.append((match[1].lower(), match[2]))
        elif line:
            faults.add("header_line")
    names = [name for name, _ in fields]
    if any(names.count(name) > 1 for name in SINGLE):
        faults.add("header_twice")
    return Fields(tuple(fields), tuple(sorted(faults)))


def read_arrival(raw: bytes) -> datetime | None:
    """Return when the last server had it, by the topmost Received field; None where unclear."""
    value = read_fields(raw).text("received")
    try:
        found = parsedate_to_datetime(value.rpartition(";")[2])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo is not None else None


def read_message_ids(value: str) -> tuple[str, ...]:
    """Return the ``<…>`` of a Message-ID, In-Reply-To or References field, at most 50."""
    return tuple(_MESSAGE_ID.findall(value))[-50:]


def read_parameter(value: str, name: str) -> str:
    """Return a parameter such as ``protocol`` of a Content-Type field; '' where missing."""
    match = re.search(rf';\s*{name}\s*=\s*("[^"]*"|[^\s;]+)', value, re.IGNORECASE)
    return unquote(match[1]) if match else ""
