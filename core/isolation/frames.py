"""The frames of a confined process and its parent: eight bytes of length, then that many bytes.

A request is a JSON object and the file's bytes; an answer is a JSON object and as many frames as
it announces. Nothing that comes back is executed or unpickled.
"""

from __future__ import annotations

from typing import BinaryIO

LENGTH_BYTES = 8


def write_frame(stream: BinaryIO, frame: bytes) -> None:
    stream.write(len(frame).to_bytes(LENGTH_BYTES))
    stream.write(frame)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """Return the next frame; None where the stream has ended."""
    head = stream.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        return None
    return stream.read(int.from_bytes(head))
