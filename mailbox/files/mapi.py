"""The properties of an attachment inside winmail.dat ([MS-OXTNEF] 2.1.3.4, [MS-OXCDATA] 2.11.1).

Bounded by the bytes that are there: a count that the file states is never counted to without
reading something for each.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

_MOST_PROPERTIES = 500
_MOST_VALUES = 1_000
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = {0x0D, 0x1E, 0x1F, 0x102}
_STRING8, _UNICODE = 0x1E, 0x1F
_MULTIPLE = 0x1000
_FIRST_NAMED = 0x8000
# PidTagAttachLongFilename, PidTagAttachFilename, PidTagDisplayName: the best name first.
_NAMES = (0x3707, 0x3704, 0x3001)
_DATA = 0x3701  # PidTagAttachDataBinary, or PidTagAttachDataObject
_OBJECT = 0x0D
_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")  # IID_IMessage


class MapiError(ValueError):
    """The properties break off, or are none."""


@dataclass(frozen=True, slots=True)
class Properties:
    """``message`` where the data is a message with files of its own, as TNEF."""

    name: str = ""
    data: bytes = b""
    message: bytes = b""


class _Stream:
    def __init__(self, raw: bytes) -> None:
        self._raw, self._at = raw, 0

    def take(self, count: int) -> bytes:
        found = self._raw[self._at : self._at + count]
        if len(found) != count:
            raise MapiError
        self._at += count
        return found

    def number(self) -> int:
        return int(struct.unpack("<I", self.take(4))[0])

    def padded(self) -> bytes:
        length = self.number()
        found = self.take(length)
        self.take(min(-length % 4, len(self._raw) - self._at))
        return found


def read_properties(raw: bytes) -> Properties:
    """Return what the properties say of the file; raises MapiError where they break off."""
    stream = _Stream(raw)
    names: dict[int, str] = {}
    data, message = b"", b""
    for _ in range(min(stream.number(), _MOST_PROPERTIES)):
        kind, number = struct.unpack("<HH", stream.take(4))
        values = _read_values(stream, kind, number)
        if number in _NAMES and values:
            names[number] = _decode(values[0], kind)
        elif number == _DATA and values:
            data, message = _part_data(values[0], kind)
    name = next((names[each] for each in _NAMES if names.get(each)), "")
    return Properties(name, data, message)


def _read_values(stream: _Stream, kind: int, number: int) -> list[bytes]:
    if number >= _FIRST_NAMED:
        stream.take(16)
        if stream.number() == 0:
            stream.take(4)
        else:
            stream.padded()
    base = kind & ~_MULTIPLE
    if base in _VARIABLE:
        count = stream.number()
        if count > _MOST_VALUES:
            raise MapiError
        return [stream.padded() for _ in range(count)]
    if base not in _FIXED:
        raise MapiError
    count = stream.number() if kind & _MULTIPLE else 1
    if count > _MOST_VALUES:
        raise MapiError
    return [stream.take(_FIXED[base]) for _ in range(count)]


def _decode(value: bytes, kind: int) -> str:
    if kind & ~_MULTIPLE == _UNICODE:
        return value[: len(value) // 2 * 2].decode("utf-16-le", "replace").rstrip("\0")
    return value.rstrip(b"\0").decode("cp1252", "replace")


def _part_data(value: bytes, kind: int) -> tuple[bytes, bytes]:
    if kind != _OBJECT:
        return value, b""
    interface, rest = value[:16], value[16:]
    return (b"", rest) if interface == _MESSAGE else (rest, b"")
