"""A job of 1,000 slips: slips a second, bytes a slip, memory, and who has to wait meanwhile.

Run with ``python -m tests.bench printing``. "Bare" is python-escpos building the same slip with the
same commands and none of our checks; a physical printer makes 34 to 68 slips a minute. The last
part is the whole product: desks ask /status before a job in the queue, and during it.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import logging
import os
import tempfile
import time
import tracemalloc
from dataclasses import replace
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

import structlog
from babel.dates import format_date
from escpos.printer import Dummy
from tests.bot.chat.desks import PRINTER, WHO, Desk, make_school, open_desk

from rosterdesk.core.language import Language
from rosterdesk.core.models import School, Slip, SlipStatus, StaffRole
from rosterdesk.core.slips.requests import request_class
from rosterdesk.printer.devices.owner import Printer
from rosterdesk.printer.reading.picture import render_slip
from rosterdesk.printer.reading.text import slip_text
from rosterdesk.printer.slips.layout import Layout, paper_80
from rosterdesk.printer.slips.slip import SlipContent, build_slip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rosterdesk.bot.standins.botapi import Person

SLIPS = 1_000
QUEUED = int(os.environ.get("BENCH_QUEUED_SLIPS", "1000"))
DESKS = 12
ASKED = 60
_PAUSE = 0.1
NAMES = ("Yasmine van den Berg", "Daniël Hoogeveen", "Ayşe Yıldız", "Łukasz Wójcik", "Анна Жукова")
FASTEST_PRINTER = 68  # slips a minute: 250 mm/s, 13 cm a slip and the knife


def run() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    contents = [make_content(number) for number in range(1, SLIPS + 1)]
    check_that_both_build_the_same(contents[0])
    ours = time_best(lambda: [build_slip(c, Layout(), paper_80()) for c in contents])
    bare = time_best(lambda: [build_bare(c) for c in contents])
    print(f"building {SLIPS} slips: {ours:.2f} s, bare {bare:.2f} s, ratio {ours / bare:.2f}")
    slips = [build_slip(c, Layout(), paper_80()) for c in contents]
    print(f"bytes a slip: {median(map(len, slips)):.0f}")
    asyncio.run(print_job(contents))
    print_memory([make_content(number) for number in range(5_001, 5_001 + SLIPS)])
    picture = time_best(lambda: render_slip(slips[0], paper_80()))
    print(f"one picture: {picture * 1000:.1f} ms")
    asyncio.run(ask_meanwhile())


async def print_job(contents: list[SlipContent]) -> None:
    """Build and print as the queue does, one after the other, while the loop counts its delays."""
    delays: list[float] = []
    watching = asyncio.create_task(watch_delays(delays))
    start = time.perf_counter()
    async with Printer("desk", "dummy:?keep=0") as printer:
        for content in contents:
            await printer.print_slip(build_slip(content, Layout(), printer.paper))
    taken = time.perf_counter() - start
    watching.cancel()
    a_minute = SLIPS / taken * 60
    print(
        f"printing to the dummy: {SLIPS / taken:.0f} slips/s, "
        f"{a_minute / FASTEST_PRINTER:.0f} times the fastest printer's {FASTEST_PRINTER} a minute"
    )
    print(
        f"delay of others in the loop: median {median(delays) * 1000:.2f} ms, "
        f"longest {max(delays) * 1000:.2f} ms"
    )


async def watch_delays(delays: list[float]) -> None:
    while True:
        start = time.perf_counter()
        await asyncio.sleep(0)
        delays.append(time.perf_counter() - start)
        await asyncio.sleep(0.001)


async def ask_meanwhile() -> None:
    """Time the answers to /status without a job, and during one of as many slips as there are."""
    with tempfile.TemporaryDirectory(prefix="rosterdesk-bench-") as folder:
        async with open_desk(Path(folder)) as desk:
            await register_pupils(desk)
            # Each asks less than once a second: Telegram's limit for one chat is not ours.
            desks = cycle(
                [
                    await desk.staff(n, f"Dirk {n}", StaffRole.DESK)
                    for n in range(1001, 1001 + DESKS)
                ]
            )
            await ask_status(desks, DESKS)  # what is imported at the first answer is no waiting
            print_answers("without a job", await ask_status(desks, ASKED))
            await print_while_asking(desks)


async def register_pupils(desk: Desk) -> None:
    school = await make_school()
    for number in range(QUEUED):
        await desk.register(school, first_name=f"Noor{number}", class_code=f"{number // 28 + 1}A")


async def print_while_asking(desks: Iterator[Person]) -> None:
    school = await School.get()
    start = time.perf_counter()
    await request_class(school, None, PRINTER, WHO)
    answers = []
    while await Slip.filter(status__in=(SlipStatus.QUEUED, SlipStatus.SENDING)).exists():
        answers += await ask_status(desks, 1)
    taken = time.perf_counter() - start
    print(f"whole queue: {QUEUED} slips in {taken:.1f} s, {QUEUED / taken:.0f} slips/s")
    print_answers("during it", answers)


async def ask_status(desks: Iterator[Person], times: int) -> list[float]:
    """Return the seconds until each answer; one desk after the other asks."""
    seconds = []
    for clerk in islice(desks, times):
        start = time.perf_counter()
        clerk.send("/status")
        await clerk.expect("Nu", timeout=60)
        seconds.append(time.perf_counter() - start)
        await asyncio.sleep(_PAUSE)
    return seconds


def print_answers(when: str, seconds: list[float]) -> None:
    cuts = quantiles(seconds, n=100, method="inclusive")
    print(
        f"/status {when}: median {median(seconds) * 1000:.0f} ms, 99th percentile"
        f" {cuts[98] * 1000:.0f} ms, of {len(seconds)}"
    )


def print_memory(contents: list[SlipContent]) -> None:
    """Show what stays in memory after the first hundred slips, and after all."""
    tracemalloc.start()
    for content in contents[:100]:
        build_slip(content, Layout(), paper_80())
    gc.collect()
    early = tracemalloc.get_traced_memory()[0]
    for content in contents[100:]:
        build_slip(content, Layout(), paper_80())
    gc.collect()
    late = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    print(f"kept in memory: {early} bytes after 100 slips, {late} bytes after {SLIPS}")


def make_content(number: int) -> SlipContent:
    return SlipContent(
        library="Bibliotheek De Boekenberg",
        name=f"{NAMES[number % len(NAMES)]} {number}",
        class_name="2B",
        school="De Regenboog",
        card_number=f"2000{number:010}",
        password=f"{number:08}",
        valid_until=date(2026, 12, 4),
        login_link="https://t.me/BoekenbergBot",
        job="2026-0147",
        number=number,
        total=SLIPS,
        language=Language.NL,
    )


def build_bare(content: SlipContent) -> bytes:
    """Build the same slip with the library alone, as its documentation shows."""
    printer = Dummy()
    printer.hw("INIT")
    printer.set(align="center", bold=True)
    printer.text(f"{content.library}\n\n")
    printer.set(custom_size=True, width=2, height=2)
    printer.text(f"{content.name}\n")
    printer.set(custom_size=True, width=1, height=1)
    printer.text(f"Klas {content.class_name}\n")
    printer.set(bold=False)
    printer.text(f"{content.school}\n\n")
    printer.text("- - - - - - -  hier vouwen  - - - - - - -\n\nPasnummer\n")
    digits = content.card_number
    pairs = "".join(chr(int(digits[at : at + 2])) for at in range(0, len(digits), 2))
    with contextlib.redirect_stdout(io.StringIO()):
        printer.barcode("{C" + pairs, "CODE128", 72, 3, "OFF", function_type="B")
    printer.set(custom_size=True, width=2, height=2)
    printer.text(f"{digits}\n")
    printer.set(custom_size=True, width=1, height=1)
    printer.text("\nEenmalig wachtwoord\n")
    printer.set(bold=True)
    printer.set(custom_size=True, width=4, height=4)
    printer.text(f"{content.password[:4]} {content.password[4:]}\n")
    printer.set(bold=False)
    printer.set(custom_size=True, width=1, height=1)
    day = format_date(content.valid_until, "EEEE d MMMM y", locale="nl")
    printer.text(f"Geldig tot en met {day}\n\n")
    printer.set(align="left")
    printer.text("1. Scan de code of ga naar\n   t.me/BoekenbergBot\n")
    printer.text("2. Vul je pasnummer en dit wachtwoord in\n")
    printer.text("3. Kies daarna zelf een nieuw wachtwoord\n\n")
    printer.set(align="center")
    printer.qr(content.login_link, ec=1, size=6, native=True)
    printer.set(font="b")
    printer.text(f"\nbon {content.number} van {content.total} · opdracht {content.job}\n")
    printer.cut(mode="PART", feed=False)
    return bytes(printer.output)


def check_that_both_build_the_same(content: SlipContent) -> None:
    """Raise unless both slips read alike: a comparison with less on the paper would be unfair."""
    content = replace(content, card_number="20000000000001")
    ours = slip_text(build_slip(content, Layout(), paper_80())).splitlines()
    bare = slip_text(build_bare(content)).splitlines()
    if [line for line in ours if line] != [line for line in bare if line]:
        raise SystemExit("the bare slip does not say what ours says")


def time_best(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        gc.collect()
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


if __name__ == "__main__":
    run()
