"""Attachments inside winmail.dat, which Outlook makes when it sends "rich text".

Only the outer structure of TNEF is read ([MS-OXTNEF] 2.1.3): a run of objects, each a level, a
tag, a length, data and a checksum. tnefparse, the one library there is, loops four billion times
over a count that the file states (its ``decode_mapi``), so hostile mail cannot be given to it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

SIGNATURE = struct.pack("<I", 0x223E9F78)
_OBJECT = struct.Struct("<BII")  # level, tag, length of the data; a checksum of 2 bytes follows
_HEAD = 6  # signature and key
_ATTACHMENT_LEVEL = 2
_REND_DATA, _TITLE, _DATA, _PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_MOST_ATTACHMENTS = 50
# PidTagAttachLongFilename as Unicode ([MS-OXCMSG] 2.2.2.10) with a count of one.
_LONG_NAME = struct.pack("<III", 0x3707001F, 1, 0)[:8]


class WinmailError(ValueError):
    """The file is no TNEF or breaks off in the middle."""


@dataclass(slots=True)
class Enclosed:
    name: str = ""
    data: bytes = b""


def open_winmail(data: bytes) -> list[Enclosed]:
    """Return the files inside, in their order; ones without data are left out."""
    if not data.startswith(SIGNATURE):
        raise WinmailError
    found: list[Enclosed] = []
    view, at = memoryview(data), _HEAD
    while at + _OBJECT.size <= len(data) and len(found) <= _MOST_ATTACHMENTS:
        level, tag, length = _OBJECT.unpack_from(view, at)
        content = view[at + _OBJECT.size : at + _OBJECT.size + length]
        if len(content) != length:
            raise WinmailError
        at += _OBJECT.size + length + 2
        if level == _ATTACHMENT_LEVEL:
            _take(found, tag, content)
    return [each for each in found if each.data]


def _take(found: list[Enclosed], tag: int, content: memoryview) -> None:
    if tag == _REND_DATA:
        found.append(Enclosed())
    elif found and tag == _DATA:
        found[-1].data = bytes(content)
    elif found and tag == _TITLE:
        found[-1].name = found[-1].name or bytes(content).rstrip(b"\0").decode("cp1252", "replace")
    elif found and tag == _PROPERTIES:
        found[-1].name = _find_long_name(bytes(content)) or found[-1].name


def _find_long_name(properties: bytes) -> str:
    at = properties.find(_LONG_NAME)
    if at < 0 or at + 12 > len(properties):
        return ""
    (length,) = struct.unpack_from("<I", properties, at + 8)
    raw = properties[at + 12 : at + 12 + min(length, 1_000)]
    return raw[: len(raw) // 2 * 2].decode("utf-16-le", "replace").rstrip("\0")
