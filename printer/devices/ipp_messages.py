"""Messages of IPP as bytes (RFC 8010): the few operations that a sheet needs.

Libraries for it are made for another event loop and cannot tell whether a document left; the
encoding itself is short.
"""

from __future__ import annotations

import struct
from enum import IntEnum
from itertools import count

_VERSION = b"\x02\x00"
_OPERATION_GROUP, _JOB_GROUP, _END = b"\x01", b"\x02", b"\x03"
_LAST_DELIMITER = 0x0F
_INTEGER, _BOOLEAN, _ENUM, _KEYWORD, _URI, _NAME = 0x21, 0x22, 0x23, 0x44, 0x45, 0x42
_CHARSET, _LANGUAGE, _MIME_TYPE = 0x47, 0x48, 0x49
_numbers = count(1)


class Operation(IntEnum):
    PRINT_JOB = 0x0002
    GET_JOB_ATTRIBUTES = 0x0009
    GET_PRINTER_ATTRIBUTES = 0x000B


class Attributes:
    """The attributes of an answer: each name has a list of numbers, truths and texts."""

    def __init__(self, values: dict[str, list[object]]) -> None:
        self._values = values

    def list(self, name: str) -> list[object]:
        return self._values.get(name, [])

    def number(self, name: str) -> int | None:
        return next((each for each in self.list(name) if isinstance(each, int)), None)


def write_message(
    operation: Operation,
    *,
    uri: str,
    user: str,
    requested: tuple[str, ...] = (),
    job: int | None = None,
    document_format: str | None = None,
) -> bytes:
    """Return the request; the document follows it."""
    parts = [
        _VERSION,
        struct.pack(">HI", operation, next(_numbers) & 0x7FFFFFFF),
        _OPERATION_GROUP,
        _write(_CHARSET, "attributes-charset", "utf-8"),
        _write(_LANGUAGE, "attributes-natural-language", "en"),
        _write(_URI, "printer-uri", uri),
    ]
    if job is not None:
        parts.append(_write(_INTEGER, "job-id", struct.pack(">i", job)))
    parts.append(_write(_NAME, "requesting-user-name", user))
    for place, name in enumerate(requested):
        parts.append(_write(_KEYWORD, "" if place else "requested-attributes", name))
    if document_format is not None:
        parts += [
            _write(_NAME, "job-name", user),
            _write(_MIME_TYPE, "document-format", document_format),
            _JOB_GROUP,
            _write(_KEYWORD, "media", "iso_a4_210x297mm"),
            _write(_KEYWORD, "sides", "one-sided"),
            _write(_KEYWORD, "print-scaling", "none"),
        ]
    return b"".join([*parts, _END])


def _write(tag: int, name: str, value: str | bytes) -> bytes:
    spelt, data = name.encode(), value.encode() if isinstance(value, str) else value
    return struct.pack(">BH", tag, len(spelt)) + spelt + struct.pack(">H", len(data)) + data


def read_message(data: bytes) -> tuple[int, Attributes]:
    """Return the status code and the attributes of an answer; raises ValueError."""
    try:
        return _read(data)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError("the answer breaks off") from error


def _read(data: bytes) -> tuple[int, Attributes]:
    status: int
    _, status, _ = struct.unpack_from(">HHI", data)
    values: dict[str, list[object]] = {}
    name, at = "", 8
    while data[at] != _END[0]:
        tag = data[at]
        at += 1
        if tag <= _LAST_DELIMITER:
            continue
        spelt, at = _take(data, at)
        value, at = _take(data, at)
        name = spelt.decode() or name  # a further value of the same attribute has no name
        values.setdefault(name, []).append(_read_value(tag, value))
    return status, Attributes(values)


def _take(data: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">H", data, at)
    start = at + 2
    if start + length > len(data):
        raise ValueError("the answer breaks off")
    return data[start : start + length], start + length


def _read_value(tag: int, value: bytes) -> object:
    if tag in {_INTEGER, _ENUM} and len(value) == 4:
        return int.from_bytes(value, "big", signed=True)
    if tag == _BOOLEAN and len(value) == 1:
        return value != b"\x00"
    return value.decode(errors="replace")
