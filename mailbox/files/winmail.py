"""Attachments inside winmail.dat, which Outlook makes when it sends "rich text".

The outer structure of TNEF ([MS-OXTNEF] 2.1.3) is a run of objects, each a level, a tag, a
length, data and a checksum. A file stands in one of three places: as an object of its own, among
the properties of the attachment, or inside a message that is itself attached. tnefparse, the one
library there is, loops four billion times over a count that the file states (its
``decode_mapi``), so hostile mail cannot be given to it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.mailbox.files.mapi import MapiError, read_properties

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE = struct.pack("<I", 0x223E9F78)
_OBJECT = struct.Struct("<BII")  # level, tag, length of the data; a checksum of 2 bytes follows
_HEAD = 6  # signature and key
_ATTACHMENT_LEVEL = 2
_REND_DATA, _TITLE, _DATA, _PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_MOST_ATTACHMENTS = 50


class WinmailError(ValueError):
    """The file is no TNEF or breaks off in the middle."""


@dataclass(slots=True)
class Enclosed:
    """``message``: what is attached is a message, as TNEF again."""

    name: str = ""
    data: bytes = b""
    message: bytes = b""


def open_winmail(data: bytes) -> list[Enclosed]:
    """Return the files inside, in their order; ones without data are left out.

    Files of an attached message are among them, one level deep.
    """
    found: list[Enclosed] = []
    for each in _read(data):
        found += _read_inner(each) if each.message else [each]
    return [each for each in found if each.data]


def _read_inner(enclosed: Enclosed) -> list[Enclosed]:
    try:
        return _read(enclosed.message)
    except WinmailError:
        return []  # the files beside it are good all the same


def _read(data: bytes) -> list[Enclosed]:
    if not data.startswith(SIGNATURE):
        raise WinmailError
    found: list[Enclosed] = []
    for level, tag, content in _list_objects(data):
        if level == _ATTACHMENT_LEVEL and len(found) <= _MOST_ATTACHMENTS:
            _take(found, tag, content)
    return found


def _list_objects(data: bytes) -> Iterator[tuple[int, int, memoryview]]:
    view, at = memoryview(data), _HEAD
    while at + _OBJECT.size <= len(data):
        level, tag, length = _OBJECT.unpack_from(view, at)
        content = view[at + _OBJECT.size : at + _OBJECT.size + length]
        if len(content) != length:
            raise WinmailError
        at += _OBJECT.size + length + 2
        yield level, tag, content


def _take(found: list[Enclosed], tag: int, content: memoryview) -> None:
    if tag == _REND_DATA:
        found.append(Enclosed())
    elif found and tag == _DATA:
        found[-1].data = bytes(content)
    elif found and tag == _TITLE:
        found[-1].name = found[-1].name or bytes(content).rstrip(b"\0").decode("cp1252", "replace")
    elif found and tag == _PROPERTIES:
        _take_properties(found[-1], bytes(content))


def _take_properties(enclosed: Enclosed, raw: bytes) -> None:
    try:
        read = read_properties(raw)
    except MapiError:
        return  # what stands in an object of its own is good all the same
    enclosed.name = read.name or enclosed.name
    enclosed.data = enclosed.data or read.data
    enclosed.message = read.message
