"""The side of the confined process: bounded by the kernel, one request at a time."""

from __future__ import annotations

import gc
import os
import resource
import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from rosterdesk.core.isolation.frames import read_frame, write_frame
from rosterdesk.core.isolation.launch import SIZE_HANDLE
from rosterdesk.core.isolation.own import hide_process

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Answer = tuple[dict[str, Any], list[bytes]]
    Operation = Callable[[dict[str, Any], bytes], Answer]

_WRITTEN_BYTES = 500_000_000  # what openpyxl may put in its temporary file, which is in memory
_CPU_GRACE = 2  # seconds; the parent's clock is meant to be the one that strikes


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of one request: processor seconds, and bytes beyond what the libraries take."""

    seconds: float
    memory_bytes: int


def answer_requests(operations: Mapping[str, Operation], bounds: Bounds) -> None:
    """Answer what comes on standard input by its ``op``, until the input ends.

    Answers go out on what was standard output; what a library prints goes nowhere. Temporary files
    are gone before an answer is given.
    """
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not break a frame
    hide_process()
    _bound_process(bounds)
    gc.freeze()
    write_frame(output, b"ready")
    while (request := read_frame(sys.stdin.buffer)) is not None:
        data = read_frame(sys.stdin.buffer) or b""
        _bound_time(bounds)
        asked = orjson.loads(request)
        answer, frames = operations[asked["op"]](asked, data)
        _empty_temporary_folder()
        write_frame(output, orjson.dumps({**answer, "frames": len(frames)}))
        for frame in frames:
            write_frame(output, frame)
        del answer, frames, request, data
        gc.collect()
    _empty_temporary_folder()  # the parent may have been killed


def _bound_process(bounds: Bounds) -> None:
    """No core dump of children's data, no large files, and memory for one request."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_WRITTEN_BYTES, _WRITTEN_BYTES))
    space = _address_space() + bounds.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (space, space))


def _address_space() -> int:
    """Return the bytes that libraries have reserved; most are never touched (proc(5), statm)."""
    try:
        pages = int(os.read(int(os.environ[SIZE_HANDLE]), 64).split()[0])
    except (KeyError, OSError):
        return 0
    return pages * resource.getpagesize()


def _bound_time(bounds: Bounds) -> None:
    """The kernel ends it even if the parent is gone; RLIMIT_CPU counts the whole life."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    until = int(usage.ru_utime + usage.ru_stime + bounds.seconds) + _CPU_GRACE
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def _empty_temporary_folder() -> None:
    """Delete what a library left there when a file was more than it could bear."""
    folder = os.environ.get("TMPDIR")
    if folder is None:
        return
    for left in Path(folder).iterdir():
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            with suppress(OSError):
                left.unlink()
