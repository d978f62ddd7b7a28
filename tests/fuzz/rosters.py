"""The door of rosters: files with a wrong structure, and any files with a few bytes changed.

Each is read in a process of its own with a limit on its memory: a library that aborts there is an
answer in the service too (see rosterdesk.core.roster.worker), a fault or a hang is a finding.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import struct
import traceback
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from hypothesis import strategies as st
from tests.core.roster.fuzz import _read_and_say, make_seeds
from tests.core.roster.mutations import mutate
from tests.fuzz import structures
from tests.fuzz.running import Door

from rosterdesk.core.roster.problems import RefusedFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_MEMORY = 1_500_000_000
_HANG_SECONDS = 30
_SIZE = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Made:
    """A made file, its bytes changed as the number says; 0: not."""

    kind: str
    data: bytes
    number: int = 0


@dataclass(frozen=True, slots=True)
class Mutated:
    number: int


_KINDS = ("csv", "edexml", "oneroster", "ods", "xlsx", "zip")
_numbers = st.integers(1, 2**32)
inputs = st.one_of(
    *(
        st.builds(Made, st.just(kind), getattr(structures, f"{kind}_files"), st.just(0) | _numbers)
        for kind in _KINDS
    ),
    st.builds(Mutated, _numbers),
)


@contextmanager
def open_rosters(_folder: Path) -> Iterator[Callable[[Made | Mutated], None]]:
    seeds, child = make_seeds(), Child()
    try:
        yield lambda value: child.read(_write(value, seeds))
    finally:
        child.end()


def _write(value: Made | Mutated, seeds: list[bytes]) -> bytes:
    dice = random.Random(value.number)
    if isinstance(value, Made):
        return mutate(value.data, seeds, dice) if value.number else value.data
    return mutate(dice.choice(seeds), seeds, dice)


class Child:
    """A fork that reads file after file, with a limit on its memory; made anew where one ended."""

    def __init__(self) -> None:
        self._process: int | None = None
        self._begin()

    def _begin(self) -> None:
        files, self._to = os.pipe()
        self._from, answers = os.pipe()
        self._process = os.fork()
        if not self._process:
            os.close(self._to)
            os.close(self._from)
            _serve(files, answers)
        os.close(files)
        os.close(answers)

    def read(self, data: bytes) -> None:
        """Have it read; raises with the trace of what went wrong there."""
        with suppress(BrokenPipeError):
            os.write(self._to, _SIZE.pack(len(data)))
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._to, rest) :]
        size = _read_all(self._from, _SIZE.size)
        if size:
            trace = _read_all(self._from, _SIZE.unpack(size)[0]).decode()
            assert not trace, trace
            return
        status = self.end()
        self._begin()
        # calamine aborts where it may reserve no more; nothing else may end the process.
        assert status == -signal.SIGABRT, f"the reader ended with {status}"

    def end(self) -> int:
        assert self._process is not None
        os.close(self._to)
        os.close(self._from)
        return os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])


def _read_all(pipe: int, size: int) -> bytes:
    """Return so many bytes, or none where the other side is gone."""
    found = b""
    while len(found) < size:
        piece = os.read(pipe, size - len(found))
        if not piece:
            return b""
        found += piece
    return found


def _serve(files: int, answers: int) -> NoReturn:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # panics print what they choked on
    while size := _read_all(files, _SIZE.size):
        data = _read_all(files, _SIZE.unpack(size)[0])
        signal.alarm(_HANG_SECONDS)
        trace = _find_trouble(data).encode()[-60_000:]
        signal.alarm(0)
        os.write(answers, _SIZE.pack(len(trace)) + trace)
    os._exit(0)


def _find_trouble(data: bytes) -> str:
    """Return the trace of what the reader's catch-all would have hidden; empty where it read."""
    try:
        _read_and_say(data, random.Random(len(data)))
    except (RefusedFile, MemoryError):
        return ""
    except Exception:  # noqa: BLE001 - this is what is looked for
        return traceback.format_exc()
    except BaseException:  # noqa: BLE001 - a panic of calamine is its answer to damage
        return ""
    return ""


DOOR = Door("rosters", inputs, open_rosters)
