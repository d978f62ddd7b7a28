"""The side of the process that opens mail: a request is JSON and the mail, an answer is frames."""

from __future__ import annotations

import os
import resource
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from rosterdesk.mailbox.opening.packing import pack_opened, unpack_keys, unpack_signature
from rosterdesk.mailbox.opening.work import open_mail
from rosterdesk.mailbox.trust.signatures import verify

if TYPE_CHECKING:
    from collections.abc import Sequence

_LENGTH_BYTES = 8
_MOST_MEMORY = 2_000_000_000  # bytes of address space; the largest mail takes a fifth of it


def main() -> None:
    os.nice(5)  # chat comes first on a busy machine
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold the mail
    source, target = sys.stdin.buffer, sys.stdout.buffer
    _send(target, [b"{}"])
    while (request := _receive(source)) is not None:
        raw = _receive(source)
        if raw is None:
            return
        _send(target, answer(orjson.loads(request), raw))


def answer(request: dict[str, Any], raw: bytes) -> Sequence[bytes]:
    if request["op"] == "open":
        opened = open_mail(
            raw, headers_only=request["headers_only"], authserv_id=request["authserv_id"]
        )
        return pack_opened(opened)
    verdicts = verify(
        raw,
        [unpack_signature(each) for each in request["signatures"]],
        unpack_keys(request["keys"]),
        datetime.fromisoformat(request["arrived_at"]),
    )
    return [orjson.dumps([each.code for each in verdicts])]


def _receive(source: BinaryIO) -> bytes | None:
    length = source.read(_LENGTH_BYTES)
    return source.read(int.from_bytes(length)) if len(length) == _LENGTH_BYTES else None


def _send(target: BinaryIO, frames: Sequence[bytes]) -> None:
    target.write(len(frames).to_bytes(_LENGTH_BYTES))
    for frame in frames:
        target.write(len(frame).to_bytes(_LENGTH_BYTES))
        target.write(frame)
    target.flush()


if __name__ == "__main__":
    main()
