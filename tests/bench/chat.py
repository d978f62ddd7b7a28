"""The time a librarian waits: from a file's arrival to its card, and in the middle of forty.

The limits are those that the chat promises: a card in 1 s at the median for 600 pupils, forty
files in 20 s, and a command in between answered within 300 ms (99th percentile).
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bot.approval.desk import Desk, open_desk

from rosterdesk.core.models import StaffRole
from rosterdesk.core.roster.samples import sample_pupils, write_workbook

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.people import Person

PUPILS, ROUNDS, FILES, DESKS = 600, 7, 40, 20


def run() -> None:
    asyncio.run(_measure())


async def _measure() -> None:
    with tempfile.TemporaryDirectory(prefix="rosterdesk-bench-") as folder:
        async with open_desk(Path(folder), rates=None) as desk:
            anna = await desk.staff("Anna Smit")
            await _show_cards(desk, anna)
            await _take_forty(desk, anna)


async def _show_cards(desk: Desk, anna: Person) -> None:
    data = [make_file(number) for number in range(ROUNDS)]
    seconds = []
    for number, content in enumerate(data):
        school = await desk.school(f"10AA{number:02}", f"School {number}")
        begun = time.perf_counter()
        submission = await desk.file(school, content)
        await anna.expect(_is_card_of(submission.reference), timeout=60)
        seconds.append(time.perf_counter() - begun)
    median = statistics.median(seconds)
    print(f"arrival to card, {PUPILS} pupils: median {median:.2f} s, most {max(seconds):.2f} s")


async def _take_forty(desk: Desk, anna: Person) -> None:
    data = [make_file(100 + number) for number in range(FILES)]
    schools = [await desk.school(f"20BB{n:02}", f"Forty {n}") for n in range(FILES)]
    # Desks get no cards; there are several of them, since a chat gets one message a second.
    desks = [await desk.staff(f"Desk {n}", StaffRole.DESK) for n in range(DESKS)]
    answers: list[float] = []
    begun = time.perf_counter()
    pinging = asyncio.create_task(_ping(desks, answers))
    sent = await asyncio.gather(
        *(desk.file(school, content) for school, content in zip(schools, data, strict=True))
    )
    await asyncio.gather(*(anna.expect(_is_card_of(each.reference), timeout=120) for each in sent))
    took = time.perf_counter() - begun
    pinging.cancel()
    answers.sort()
    p99 = answers[int(len(answers) * 0.99)]
    print(
        f"{FILES} files of {PUPILS} at once: {took:.1f} s; /status in between:"
        f" median {statistics.median(answers) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms,"
        f" {len(answers)} asked"
    )


async def _ping(people: list[Person], answers: list[float]) -> None:
    for person in itertools.cycle(people):
        begun = time.perf_counter()
        person.send("/status")
        await person.expect("Now", timeout=90)
        answers.append(time.perf_counter() - begun)
        await asyncio.sleep(0.02)


def make_file(number: int) -> bytes:
    """A roster of its own people: forty schools do not share their pupils."""
    pupils = [
        replace(each, external_number=f"{number:03}{index:04}", surname=f"{each.surname}{number}x")
        for index, each in enumerate(sample_pupils(PUPILS))
    ]
    return write_workbook(pupils)


def _is_card_of(reference: str):
    return lambda m: reference in m.words and any("✅ Approve" in each for each in m.buttons)


if __name__ == "__main__":
    run()
