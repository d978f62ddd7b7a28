"""The bytes of a part as a mail program shows them, however its encoding is written."""

from __future__ import annotations

import binascii
import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import Message

_TOKEN = re.compile(r"\s*\"?([A-Za-z0-9-]+)")
_FIELD = "Content-Transfer-Encoding"
_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,200})\r?\n", re.MULTILINE)
_MOST_LINES = 500_000
_LONGEST_TEXT = 20_000_000


@dataclass(frozen=True, slots=True)
class Uuencoded:
    """A file that stood as lines of text in the body."""

    name: str
    data: bytes = field(repr=False)


def read_encoding(part: Message) -> str:
    """Return the encoding in small letters: "base64" also of ``base64;`` and ``base64 (x)``."""
    match = _TOKEN.match(str(part.get(_FIELD, "")))
    return match[1].lower() if match else ""


def decode_part(part: Message) -> bytes:
    """Return the decoded content of a part that has no parts in it."""
    encoding = read_encoding(part)
    if _FIELD in part:
        part.replace_header(_FIELD, encoding)
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def read_charset(part: Message) -> str | None:
    """Return the charset that a part says it has, by Python's name; None where it says nothing.

    Nor does "us-ascii" say anything: many programs write it below letters that it does not have.
    """
    try:
        name = codecs.lookup((part.get_content_charset() or "").removeprefix("x-")).name
    except (LookupError, ValueError):
        return None
    return None if name == "ascii" else name


def decode_charset(data: bytes, charset: str | None) -> str:
    for each in (charset, "utf-8"):
        try:
            return data.decode(each or "utf-8")
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def take_uuencoded(text: bytes) -> tuple[bytes, list[Uuencoded]]:
    """Return the text without the uuencoded files in it, and those files."""
    found: list[Uuencoded] = []
    kept, at = b"", 0
    if len(text) > _LONGEST_TEXT:
        return text, []
    while len(found) < 20 and (match := _BEGIN.search(text, at)):
        read = _read_lines(text, match.end())
        if read is None:
            break
        data, end = read
        kept += text[at : match.start()]
        at = end
        found.append(Uuencoded(decode_charset(match[1], None).strip(), data))
    return kept + text[at:], found


def _read_lines(text: bytes, start: int) -> tuple[bytes, int] | None:
    """Return the data and where the text goes on; None where it does not end as it should."""
    pieces: list[bytes] = []
    at = start
    for _ in range(_MOST_LINES):
        end = text.find(b"\n", at)
        line = text[at : end if end >= 0 else len(text)].rstrip(b"\r\n")
        at = end + 1 if end >= 0 else len(text)
        if line.strip() == b"end":
            return b"".join(pieces), at
        if line.strip() in {b"", b"`"}:
            if end < 0:
                return None
            continue
        piece = _read_line(line)
        if piece is None or end < 0:
            return None
        pieces.append(piece)
    return None


def _read_line(line: bytes) -> bytes | None:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders leave spaces at the end off, others write one too many.
        length = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            return None
