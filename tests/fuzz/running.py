"""The fuzzing of a door: hypothesis makes inputs and shrinks those that fail, a report counts.

A door is tried in a world of its own: a folder with a database, a chat, a program. After each
input the door itself looks whether anything went wrong; here it is counted, timed and kept.
"""

from __future__ import annotations

import time
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.database import DirectoryBasedExampleDatabase

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from hypothesis.strategies import SearchStrategy

_SLOW_SECONDS = 10.0  # of the processor, for one input
_BATCH = 400  # inputs in one world: what they leave behind must not slow the next ones down


@dataclass(frozen=True, slots=True)
class Door:
    """``open`` makes a world in a folder and gives what tries one input; that raises on a failure.

    ``weigh`` is how many things one input is, where an input is a series of them.
    """

    name: str
    inputs: SearchStrategy[Any]
    open: Callable[[Path], AbstractContextManager[Callable[[Any], None]]]
    weigh: Callable[[Any], int] = lambda _: 1


@dataclass(slots=True)
class Found:
    """The results of the inputs; ``failures`` are texts with the input and where it went wrong."""

    door: str
    tried: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.tried / self.seconds if self.seconds else 0.0


class SlowError(AssertionError):
    """One input took so long that others would have waited for it."""


def fuzz(door: Door, count: int, *, until: float | None = None, number: int = 0) -> Found:
    """Try so many examples, in one world; the same for the same number. For the suite."""
    found = Found(door.name)
    _run_batch(door, found, count, until, number, keep=None)
    return found


def fuzz_long(door: Door, seconds: float, number: int, keep: Path) -> Found:
    """Batch after batch, each with fresh numbers in a fresh world, until the time is over.

    What fails is written to ``keep`` and tried again at the beginning of the next run.
    """
    found = Found(door.name)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        before = len(found.failures)
        _run_batch(door, found, _BATCH, until, number, keep)
        for text in found.failures[before:]:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{door.name}-{number}.txt").write_text(text, encoding="utf-8")
        number += 1
    return found


def _run_batch(
    door: Door, found: Found, count: int, until: float | None, number: int, keep: Path | None
) -> None:
    started = time.monotonic()
    last: list[Any] = [None]
    with TemporaryDirectory(prefix=f"fuzz-{door.name}-") as folder, door.open(Path(folder)) as try_:

        def check(value: Any) -> None:
            if until is not None and time.monotonic() > until:
                return
            found.tried += door.weigh(value)
            last[0] = value
            before = time.process_time()
            try_(value)
            took = time.process_time() - before
            found.slowest = max(found.slowest, took)
            if took > _SLOW_SECONDS:
                raise SlowError(f"{took:.1f} s of the processor")

        run = seed(number)(_configure(count, keep)(given(door.inputs)(check)))
        try:
            run()
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            found.failures.append(_describe(door, number, last[0], error))
    found.seconds += time.monotonic() - started


def _configure(count: int, keep: Path | None) -> settings:
    database = DirectoryBasedExampleDatabase(keep / "examples") if keep else None
    return settings(
        max_examples=count,
        deadline=None,
        database=database,
        phases=(Phase.reuse, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )


def _describe(door: Door, number: int, value: Any, error: BaseException) -> str:
    """The input, so that a regression test can be made of it, and where it went wrong."""
    shown = "(cannot be shown)"
    with suppress(Exception):
        shown = repr(value)
    trace = "".join(traceback.format_exception(error))
    return f"{door.name}, seed {number}\ninput: {shown}\n\n{trace}"
