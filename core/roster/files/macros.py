"""Checking old workbooks for macros with a line of code: Excel leaves empty modules behind.

A module is kept packed ([MS-OVBA] 2.4.1). Its source begins with lines ``Attribute VB_…`` that
the program writes itself.
"""

from __future__ import annotations

import re

_SOURCE = re.compile(rb"\x01..\x00Attribut", re.DOTALL)
_CHUNK = 4096
_SIZE, _PACKED = 0x0FFF, 0x8000
_IDLE = ("attribute ", "option ", "'", "rem ")


def holds_code(data: bytes) -> bool:
    """True also for what cannot be unpacked: nobody knows what it does."""
    return any(_has_code(data, found.start() + 1) for found in _SOURCE.finditer(data))


def _has_code(data: bytes, at: int) -> bool:
    try:
        source = _unpack(data, at).decode("latin-1")
    except (IndexError, ValueError):
        return True
    lines = (line.strip().lower() for line in source.splitlines())
    return any(line and not line.startswith(_IDLE) for line in lines)


def _unpack(data: bytes, at: int) -> bytes:
    """The source that is packed behind the signature byte, chunk by chunk."""
    source = bytearray()
    while True:
        header = int.from_bytes(data[at : at + 2], "little")
        if header >> 12 not in (0xB, 0x3):
            return bytes(source)
        end = at + (header & _SIZE) + 3
        if header & _PACKED:
            _unpack_chunk(data[at + 2 : end], source)
        else:
            source += data[at + 2 : end]
        if (header & _SIZE) + 3 < _CHUNK:
            full = len(source) % _CHUNK == 0
            if not full:
                return bytes(source)
        at = end


def _unpack_chunk(chunk: bytes, source: bytearray) -> None:
    start = len(source)
    at = 0
    while at < len(chunk):
        flags, at = chunk[at], at + 1
        for bit in range(8):
            if at >= len(chunk):
                return
            if not flags >> bit & 1:
                source.append(chunk[at])
                at += 1
                continue
            token = int.from_bytes(chunk[at : at + 2], "little")
            at += 2
            bits = max((len(source) - start - 1).bit_length(), 4)
            length = (token & (0xFFFF >> bits)) + 3
            back = (token >> (16 - bits)) + 1
            for _ in range(length):
                source.append(source[-back])
