"""The program in a process of its own, with a look at how it fares.

``python -m tests.bench.serving PARTS FILE [unpaced]`` is ``rosterdesk run --only PARTS`` that
writes at its end how late its event loop was and how much memory it took.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import statistics
import sys
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from tests.bot.stages import make_environment

from rosterdesk.bot.chat.telegram.pacing import UNPACED
from rosterdesk.bot.demo.stage import make_settings
from rosterdesk.bot.program.service import choose_parts, open_service
from rosterdesk.bot.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from rosterdesk.bot.chat.telegram.pacing import Rates
    from rosterdesk.bot.demo.stage import World
    from rosterdesk.bot.settings import Settings

_TICK = 0.01  # seconds between two looks at the event loop


@dataclass(slots=True)
class Fared:
    """``late`` is in seconds, one for each look; memory is the peak."""

    late: Sequence[float] = ()
    service_mb: float = 0
    service_seconds: float = 0  # of a processor
    reader_mb: float = 0
    reader_seconds: float = 0


@asynccontextmanager
async def serve(
    data: Path,
    world: World,
    parts: str,
    *,
    settings: Settings | None = None,
    unpaced: bool = False,
) -> AsyncIterator[Fared]:
    """Run the program in this world; what is yielded is filled in when it has ended."""
    fared = Fared()
    settings = settings or make_settings(data, world)
    told = data.with_suffix(".json")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.serving", parts, str(told)),
        *(["unpaced"] if unpaced else []),
        env={**os.environ, **make_environment(settings)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        while not world.mail.clients and process.returncode is None:  # noqa: ASYNC110 - another process's work
            await asyncio.sleep(0.1)
        yield fared
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()
    for name, value in json.loads(told.read_text()).items():
        setattr(fared, name, value)


def print_line(name: str, values: Sequence[float], unit: str, scale: float = 1) -> None:
    """Print the median, the 99th percentile and the most of the values."""
    if len(values) < 2:
        print(f"{name:>22} nothing")
        return
    cuts = statistics.quantiles(values, n=100)
    middle, late, most = cuts[49] * scale, cuts[98] * scale, max(values) * scale
    print(f"{name:>22} median {middle:.1f} {unit}, 99% {late:.1f} {unit}, most {most:.1f} {unit}")


async def _run(parts: str, told: Path, rates: Rates | None) -> None:
    """Run the program, and look every ten milliseconds how late the event loop is."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    late: list[float] = []
    async with open_service(load_settings(), choose_parts(parts), rates=rates) as service:
        working = asyncio.create_task(service.run())
        while not stop.is_set():
            before = time.perf_counter()
            await asyncio.sleep(_TICK)
            late.append(time.perf_counter() - before - _TICK)
        me = psutil.Process()
        fared = _look_at(me, me.children(recursive=True), late)
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
    told.write_text(json.dumps(asdict(fared)))  # noqa: ASYNC240 - nothing else runs any more


def _look_at(
    service: psutil.Process, readers: Sequence[psutil.Process], late: Sequence[float]
) -> Fared:
    return Fared(
        late,
        _read_peak(service),
        sum(service.cpu_times()[:2]),
        max(map(_read_peak, readers), default=0),
        sum(sum(each.cpu_times()[:2]) for each in readers),
    )


def _read_peak(process: psutil.Process) -> float:
    """Return the most MB it ever had; getrusage counts what its parent had before it, too."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1], Path(sys.argv[2]), UNPACED if sys.argv[3:] else None))
