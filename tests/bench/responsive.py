"""The time that anything else in the service waits while it takes in a large roster."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from tests.bot.stages import link_customer, make_school, wait_for_status

from rosterdesk.bot.demo.stage import set_stage
from rosterdesk.core.models import SubmissionStatus
from rosterdesk.core.roster.samples import sample_pupils, write_workbook

PUPILS = 2_000
_TICK = 0.002


def run() -> None:
    asyncio.run(_run())


async def _run() -> None:
    data = write_workbook(sample_pupils(PUPILS))
    with tempfile.TemporaryDirectory() as folder:
        async with set_stage(Path(folder)) as stage:
            school, teacher = await make_school(stage)
            marijke = await link_customer(stage, 2001, teacher)
            lags: list[float] = []
            watching = asyncio.create_task(_watch(lags))
            began = time.monotonic()
            marijke.send_document("leerlingen.xlsx", data)
            await wait_for_status(school, SubmissionStatus.WAITING)
            seconds = time.monotonic() - began
            watching.cancel()
    ordered = sorted(lags)
    print(f"XLSX of {PUPILS} pupils by chat, until its plan waits: {seconds:.2f} s")
    print(
        f"event-loop lag: median {statistics.median(ordered) * 1e3:.1f} ms,"
        f" 99th percentile {ordered[int(len(ordered) * 0.99)] * 1e3:.1f} ms,"
        f" longest {ordered[-1] * 1e3:.1f} ms"
    )


async def _watch(lags: list[float]) -> None:
    """Note how much later than asked this coroutine is woken; stand-ins share the loop."""
    while True:
        asked = time.perf_counter()
        await asyncio.sleep(_TICK)
        lags.append(time.perf_counter() - asked - _TICK)
