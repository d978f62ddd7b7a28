"""The reader's own process: bounded by the kernel, one file at a time, until its input ends."""

from __future__ import annotations

import gc
import os
import resource
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from rosterdesk.core.language import Language
from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.model import RosterStatus
from rosterdesk.core.roster.packed import pack_roster, parse_packed
from rosterdesk.core.roster.problems import RefusedFile
from rosterdesk.core.roster.reading import read_roster
from rosterdesk.core.roster.remarks import mark_problems
from rosterdesk.core.roster.scrub import scrub_file

if TYPE_CHECKING:
    from rosterdesk.core.roster.limits import Limits
    from rosterdesk.core.roster.model import Roster

_LENGTH_BYTES = 8
_WRITTEN_BYTES = 500_000_000  # what openpyxl may put in its temporary file, which is in memory
_CPU_GRACE = 2  # seconds; the parent's clock is meant to be the one that strikes

Answer = tuple[dict[str, Any], list[bytes]]


def serve(limits: Limits) -> None:
    """Answer requests from standard input on what was standard output."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not break a frame
    _bound_process(limits)
    gc.freeze()
    _write_frame(output, b"ready")
    while (request := _read_frame(sys.stdin.buffer)) is not None:
        data = _read_frame(sys.stdin.buffer) or b""
        _bound_time(limits)
        answer, frames = _answer(orjson.loads(request), data, limits)
        _write_frame(output, orjson.dumps({**answer, "frames": len(frames)}))
        for frame in frames:
            _write_frame(output, frame)
        del answer, frames, request, data
        gc.collect()


def _answer(request: dict[str, Any], data: bytes, limits: Limits) -> Answer:
    try:
        return _OPERATIONS[request["op"]](request, data, limits)
    except RefusedFile as refused:
        return {"refused": [refused.refusal.code, refused.refusal.values]}, []
    except MemoryError:
        return {"refused": ["too_large", {"why": "memory"}]}, []


def _answer_read(request: dict[str, Any], data: bytes, limits: Limits) -> Answer:
    roster = read_roster(data, request["file"], limits, _unpack_hints(request["hints"]))
    return {}, [pack_roster(roster).dump()]


def _answer_read_and_scrub(request: dict[str, Any], data: bytes, limits: Limits) -> Answer:
    roster = read_roster(data, request["file"], limits, _unpack_hints(request["hints"]))
    return {}, [pack_roster(roster).dump(), _scrub_read(data, roster)]


def _scrub_read(data: bytes, roster: Roster) -> bytes:
    """Nothing is kept of what was refused, or of what cannot be written without its secrets."""
    if roster.status is RosterStatus.REFUSED:
        return b""
    try:
        return scrub_file(data, roster)
    except RefusedFile:
        return b""


def _answer_scrub(request: dict[str, Any], data: bytes, _limits: Limits) -> Answer:
    return {}, [scrub_file(data, _unpack_roster(request))]


def _answer_mark(request: dict[str, Any], data: bytes, _limits: Limits) -> Answer:
    name, marked = mark_problems(data, _unpack_roster(request), Language(request["language"]))
    return {"name": name}, [marked]


_OPERATIONS = {
    "read": _answer_read,
    "read_and_scrub": _answer_read_and_scrub,
    "scrub": _answer_scrub,
    "mark": _answer_mark,
}


def _unpack_roster(request: dict[str, Any]) -> Roster:
    return parse_packed(request["roster"].encode()).unpack()


def _unpack_hints(packed: dict[str, Any]) -> Hints:
    sets = {name: frozenset(packed[name]) for name in ("known_numbers", "known_words")}
    return Hints(**{**packed, **sets, "today": date.fromisoformat(packed["today"])})


def _bound_process(limits: Limits) -> None:
    """No core dump of children's data, no large files, and memory for one reading."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_WRITTEN_BYTES, _WRITTEN_BYTES))
    space = _address_space() + limits.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (space, space))


def _address_space() -> int:
    """What the libraries have reserved already; most of it is never touched (proc(5), statm)."""
    statm = Path("/proc/self/statm")
    pages = int(statm.read_text().split()[0]) if statm.exists() else 0
    return pages * resource.getpagesize()


def _bound_time(limits: Limits) -> None:
    """The kernel ends a reading even if the parent is gone; RLIMIT_CPU counts the whole life."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    until = int(usage.ru_utime + usage.ru_stime + limits.seconds) + _CPU_GRACE
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def _read_frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(_LENGTH_BYTES)
    if len(head) < _LENGTH_BYTES:
        return None
    return stream.read(int.from_bytes(head))


def _write_frame(stream: BinaryIO, frame: bytes) -> None:
    stream.write(len(frame).to_bytes(_LENGTH_BYTES))
    stream.write(frame)
    stream.flush()
