"""A burst of mails with rosters: how soon each is answered and on a card, and how the loop fares.

``python -m tests.bench.mailing [MAILS]``. The program runs in a process of its own; the mail
server and the Bot API stand-in are in this one. Times are from delivery into the inbox.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.serving import print_line, serve
from tests.bot.stages import link_staff
from tests.core.worlds import open_school

from rosterdesk.bot.demo.stage import World, serve_stage, set_world, write_mail
from rosterdesk.bot.program.database import APPS
from rosterdesk.core.models import Channel, Delivery, StaffRole, Submission
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.storage.database import open_database, sqlite_url

if TYPE_CHECKING:
    from collections.abc import Sequence

MAILS = 500
SCHOOLS = 50
_PATIENCE = 1_200.0


def run(mails: int = MAILS) -> None:
    with tempfile.TemporaryDirectory(prefix="rosterdesk-burst-") as folder:
        asyncio.run(_burst(Path(folder), mails))


async def _burst(folder: Path, mails: int) -> None:
    data = folder / "data"
    async with set_world() as world:
        async with serve_stage(world, data) as stage:
            await link_staff(stage, 1001, "Anna Smit", StaffRole.LIBRARIAN)
        await _make_schools(data)
        raw = [_write(world, number) for number in range(mails)]
        async with serve(data, world, "mail,chat,print") as fared:
            began = time.time()
            delivered = []
            for each in raw:
                delivered.append(time.time())
                await world.mail.deliver(each)
            await _wait_until_sent(data, mails)
        await _report(data, delivered, began)
        print_line("event loop late", fared.late, "ms", 1_000)


async def _wait_until_sent(data: Path, mails: int) -> None:
    async with open_database(sqlite_url(data), APPS, migrating=False):
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while await _cards().count() < mails:  # noqa: ASYNC110 - another process's work
                    await asyncio.sleep(1)


def _cards():
    return Delivery.filter(channel=Channel.CHAT, event__kind="plan.made", sent_at__not_isnull=True)


async def _report(data: Path, delivered: Sequence[float], began: float) -> None:
    async with open_database(sqlite_url(data), APPS, migrating=False):
        print(f"{await Submission.all().count()} submissions of {len(delivered)} mails")
        stations = {
            "stored and received": await _times("mail.taken", "at"),
            "answered by mail": await _times("mail.taken", Channel.MAIL),
            "plan ready": await _times("plan.made", "at"),
            "card sent": await _times("plan.made", Channel.CHAT),
        }
    for name, times in stations.items():
        waits = [when - delivered[number] for number, when in times.items()]
        print_line(name, waits, "s")
        if times:
            rate = len(times) / (max(times.values()) - began)
            print(f"{'':>22} {len(times)} of them, {rate:.1f} a second")


async def _times(kind: str, station: str) -> dict[int, float]:
    """Return when each mail's event was written, or sent in that channel, by the mail's number."""
    found = Delivery.filter(event__kind=kind).prefetch_related("event__submission")
    times: dict[int, float] = {}
    async for each in found:
        when = each.event.at if station == "at" else each.sent_at
        if when is not None and station in {"at", each.channel}:
            times[int(each.event.submission.file_name[5:].split(".")[0])] = when.timestamp()
    return times


def _address(school: int) -> str:
    return f"adm@school{school}.example"


def _write(world: World, number: int) -> bytes:
    size = random.Random(number).randint(30, 600)
    workbook = write_workbook(sample_pupils(size, seed=number))
    address = _address(number % SCHOOLS)
    return write_mail(address, world.mail.user, f"lijst{number}.xlsx", workbook)


async def _make_schools(data: Path) -> None:
    async with open_database(sqlite_url(data), APPS):
        for number in range(SCHOOLS):
            await open_school(f"{number:02}XX00", f"School {number}", _address(number))


if __name__ == "__main__":
    run(int(sys.argv[1]) if sys.argv[1:] else MAILS)
