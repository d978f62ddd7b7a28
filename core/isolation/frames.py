"""The frames of a confined process and its parent: eight bytes of length, then that many bytes.

A request is a JSON object and the file's bytes; an answer is a JSON object and as many frames as
it announces. Nothing that comes back is executed or unpickled. No length is believed: whoever is
at the other end may have become a stranger's program, and would else fill this one's memory.
"""

from __future__ import annotations

from typing import BinaryIO

LENGTH_BYTES = 8
# Two hundred thousand pupils, or five million cells as text, take less than half of it.
MOST_BYTES = 400_000_000  # of one frame, and of all frames of an answer together
MOST_FRAMES = 10_000  # of one answer


class FrameRefused(Exception):  # noqa: N818 - an answer rather than a mistake
    """The other end announced more than is ever sent, or something that is no answer."""


def write_frame(stream: BinaryIO, frame: bytes) -> None:
    stream.write(len(frame).to_bytes(LENGTH_BYTES))
    stream.write(frame)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """Return the next frame; None where the stream has ended. Raises FrameRefused."""
    head = stream.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        return None
    return stream.read(read_length(head))


def read_length(head: bytes, most: int = MOST_BYTES) -> int:
    """Return the length that is announced; raises FrameRefused where it is more than ``most``."""
    length = int.from_bytes(head)
    if length > most:
        raise FrameRefused
    return length


def read_count(answer: object) -> int:
    """Return how many frames the answer says that follow; raises FrameRefused."""
    count = answer.get("frames") if isinstance(answer, dict) else None
    if type(count) is not int or not 0 <= count <= MOST_FRAMES:
        raise FrameRefused
    return count
