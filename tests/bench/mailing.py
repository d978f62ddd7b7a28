"""A burst of mails with rosters: how soon each is answered and on a card, and how the loop fares.

``python -m tests.bench.mailing [MAILS]``. The program runs in a process of its own; the mail
server and the Bot API stand-in are in this one. Times are from delivery into the inbox.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bot.stages import link_staff

from rosterdesk.bot.database import APPS
from rosterdesk.bot.demo.stage import World, make_settings, serve_stage, set_world, write_mail
from rosterdesk.bot.service import open_service
from rosterdesk.bot.settings import load_settings
from rosterdesk.core.actors import shell_actor
from rosterdesk.core.database import open_database, sqlite_url
from rosterdesk.core.models import Channel, Delivery, StaffRole, Submission
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.usecases.cards import CardNumbering
from rosterdesk.core.usecases.customers import add_customer, grant_uploads
from rosterdesk.core.usecases.schools import add_school

if TYPE_CHECKING:
    from collections.abc import Sequence

MAILS = 500
SCHOOLS = 50
_TICK = 0.01  # seconds between two looks at the event loop
_PATIENCE = 1_200.0


def run(mails: int = MAILS) -> None:
    with tempfile.TemporaryDirectory(prefix="rosterdesk-burst-") as folder:
        asyncio.run(_burst(Path(folder), mails))


async def _burst(folder: Path, mails: int) -> None:
    data, lags = folder / "data", folder / "lags.json"
    async with set_world() as world:
        async with serve_stage(world, data) as stage:
            await link_staff(stage, 1001, "Anna Smit", StaffRole.LIBRARIAN)
        await _make_schools(data)
        raw = [_write(world, number) for number in range(mails)]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.mailing", "serve", str(lags)),
            env={**os.environ, **_environment(data, world)},
            stderr=asyncio.subprocess.DEVNULL,
        )
        while not world.mail.clients:  # noqa: ASYNC110 - another process's work
            await asyncio.sleep(0.1)
        began = time.time()
        delivered = []
        for each in raw:
            delivered.append(time.time())
            await world.mail.deliver(each)
        try:
            await _wait_until_sent(data, mails)
        finally:
            process.send_signal(signal.SIGTERM)
            await process.wait()
        await _report(data, delivered, began)
        _print_line("event loop late", json.loads(lags.read_text()), "ms", 1_000)


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
        _print_line(name, waits, "s")
        if times:
            rate = len(times) / (max(times.values()) - began)
            print(f"{'':>22} {len(times)} of them, {rate:.1f} a second")


async def _times(kind: str, station: str) -> dict[int, float]:
    """When each mail's event was written, or was sent in that channel, by the mail's number."""
    found = Delivery.filter(event__kind=kind).prefetch_related("event__submission")
    times: dict[int, float] = {}
    async for each in found:
        when = each.event.at if station == "at" else each.sent_at
        if when is not None and station in {"at", each.channel}:
            times[int(each.event.submission.file_name[5:].split(".")[0])] = when.timestamp()
    return times


def _print_line(name: str, values: Sequence[float], unit: str, scale: float = 1) -> None:
    if len(values) < 2:
        print(f"{name:>22} nothing")
        return
    cuts = statistics.quantiles(values, n=100)
    middle, late, most = cuts[49] * scale, cuts[98] * scale, max(values) * scale
    print(f"{name:>22} median {middle:.1f} {unit}, 99% {late:.1f} {unit}, most {most:.1f} {unit}")


def _environment(data: Path, world: World) -> dict[str, str]:
    settings = make_settings(data, world)
    mail = json.loads(settings.mail.model_dump_json(exclude_none=True))
    mail["accounts"][0]["password"] = world.mail.password
    return {
        "ROSTERDESK_DATA": str(data),
        "ROSTERDESK_BOT_TOKEN": world.chat.token,
        "ROSTERDESK_CHAT": settings.chat.model_dump_json(),
        "ROSTERDESK_MAIL": json.dumps(mail),
    }


def _address(school: int) -> str:
    return f"adm@school{school}.example"


def _write(world: World, number: int) -> bytes:
    size = random.Random(number).randint(30, 600)
    workbook = write_workbook(sample_pupils(size, seed=number))
    address = _address(number % SCHOOLS)
    return write_mail(address, world.mail.user, f"lijst{number}.xlsx", workbook)


async def _make_schools(data: Path) -> None:
    who = shell_actor("bench")
    async with open_database(sqlite_url(data), APPS):
        for number in range(SCHOOLS):
            school = await add_school(f"{number:02}XX00", f"School {number}", who)
            person, _ = await add_customer(
                school,
                who,
                CardNumbering("2", 10),
                first_name="Anna",
                surname="Jansen",
                email=_address(number),
                role="teacher",
            )
            await grant_uploads(person, school, who)


async def _serve(lags: Path) -> None:
    """Run the program, and look every ten milliseconds how late the event loop is."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    late: list[float] = []
    async with open_service(load_settings()) as service:
        working = asyncio.create_task(service.run())
        while not stop.is_set():
            before = time.perf_counter()
            await asyncio.sleep(_TICK)
            late.append(time.perf_counter() - before - _TICK)
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
    lags.write_text(json.dumps(late))  # noqa: ASYNC240 - nothing else runs any more


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(_serve(Path(sys.argv[2])))
    else:
        run(int(sys.argv[1]) if sys.argv[1:] else MAILS)
