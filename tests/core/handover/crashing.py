"""The feed under load and kills: ``python -m tests.core.handover.crashing [--postgres]``.

Writers in processes of their own import, undo and edit, and are killed at any moment; readers
follow the feed all the while, one of them over HTTP from the very processes that are killed. In
the end each of them has the customers of the database, and saw every place once, in order.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
from tests.bot.page.places import make_settings
from tests.core.handover.following import DistantFollower, Follower, list_customers
from tests.core.processes import start
from tests.core.roster.making import make_pupils
from tests.core.worlds import WHO, World, open_world
from tests.ports import find_free_port
from tests.postgres import run_postgres

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.page.serving import serve_page
from rosterdesk.bot.program.database import APPS
from rosterdesk.core.applying.undo import undo
from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.customers.registering import change_customer
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.handover.readers import add_reader
from rosterdesk.core.models import Customer, Event, Plan, PlanStatus, School, Submission
from rosterdesk.core.pipeline import advance, advance_all
from rosterdesk.core.storage.database import open_database, sqlite_url
from rosterdesk.core.trail.chain import read_tip

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from multiprocessing.connection import Connection

    Watch = Callable[[], Awaitable[Callable[[], Awaitable[bool]]]]

_MOST_EVENTS = 60  # that are written between being ready and a kill
_LONGEST_LIFE = 100.0  # seconds
_PAUSE = 0.2  # between looking twice: so many readers would else take the writers' time
_FOLLOWERS = (1, 7, 500)  # how many changes each reads at once


def _write(pipe: Connection, url: str, folder: Path, code: str, port: int, seed: int) -> None:
    asyncio.run(_write_for_ever(pipe, url, folder, code, port, seed))


async def _write_for_ever(
    pipe: Connection, url: str, folder: Path, code: str, port: int, seed: int
) -> None:
    """Import, undo, edit and serve the page until somebody kills this process."""
    dice = random.Random(seed)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(open_database(url, APPS, migrating=False))
        made = await stack.enter_async_context(open_world(folder))
        await stack.enter_async_context(serve_page(make_settings(folder, port), made.library))
        world = World(made.library, await School.get(code=code))
        pipe.send("ready")
        while True:
            with suppress(RosterdeskError):
                await advance_all(world.library)
                await _do_something(world, dice)


async def _do_something(world: World, dice: random.Random) -> None:
    choice = dice.random()
    if choice < 0.5:
        await _import(world, dice)
    elif choice < 0.75:
        plan = (
            await Plan.filter(submission__school=world.school, status=PlanStatus.APPLIED)
            .order_by("-id")
            .first()
            .prefetch_related("submission")
        )
        if plan is not None:
            await undo(plan.submission.reference, WHO, days=14)
    else:
        found = await Customer.filter(school=world.school).limit(20)
        if found:
            phone = f"010-{dice.randrange(10**7):07}"
            await change_customer(dice.choice(found), WHO, phone=phone)


async def _import(world: World, dice: random.Random) -> None:
    pupils = make_pupils(dice.randint(5, 30), seed=sum(map(ord, world.school.code)))
    changed = [replace(each, class_code=dice.choice(("5a", "6b"))) for each in pupils]
    submission = await world.send_pupils(changed)
    plan = await Plan.filter(submission=submission).order_by("-version").first()
    if plan is not None and plan.status is PlanStatus.WAITING:
        await approve(submission.reference, plan.version, WHO)
        await advance(submission.id, world.library)


async def run(
    url: str, folder: Path, kills: int, writers: int, most_events: int = _MOST_EVENTS, seed: int = 1
) -> str:
    """Return what happened in a line; raises where a follower has other customers."""
    dice = random.Random(seed)
    async with (
        open_database(url, APPS),
        open_world(folder) as world,
        aiohttp.ClientSession() as client,
    ):
        codes = {f"34CD{number:02}": find_free_port() for number in range(writers)}
        for code in codes:
            await add_school(code, f"De Wilg {code}", WHO)
        token = await add_reader("catalogus", WHO, world.library.keys)
        urls = [f"http://localhost:{port}" for port in codes.values()]
        distant = DistantFollower(client, urls, token, limit=7)
        followers = [*(Follower(limit) for limit in _FOLLOWERS), distant]
        done = asyncio.Event()
        reading = [asyncio.create_task(_follow(each, done)) for each in followers]
        for turn in range(kills):
            events = dice.randint(2, most_events)
            await _let_live(url, folder, codes, turn, partial(_is_time, distant, events))
        await advance_all(world.library)
        done.set()
        await asyncio.gather(*reading)
        over_http = len(distant.seen)
        there = await list_customers()
        settings = make_settings(folder, find_free_port())
        distant.urls = [str(settings.page.url)]
        served = serve_page(settings, world.library)
        async with served:
            for each in followers:
                await each.follow()
        for each in followers:
            assert each.copy == there, f"limit {each.limit}"
            assert each.seen == sorted(set(each.seen)), f"limit {each.limit}"
        undone = await Event.filter(kind="plan.undone").count()
        applied = await Event.filter(kind="plan.applied").count()
        unfinished = await Submission.filter(status__in=("received", "read", "approved")).count()
    return (
        f"{kills} turns of {writers} writers killed: {applied} imports, {undone} undone,"
        f" {len(there)} customers, {len(followers[-1].seen)} changes followed by"
        f" {len(followers)} readers ({over_http} of them over HTTP from processes that were"
        f" killed), {unfinished} files left on their way"
    )


async def _follow(follower: Follower, done: asyncio.Event) -> None:
    """Read until all is over; while nobody serves the page, nothing can be read there."""
    while not done.is_set():
        with suppress(aiohttp.ClientError):
            await follower.follow()
        await asyncio.sleep(_PAUSE)


async def _let_live(
    url: str, folder: Path, codes: Mapping[str, int], turn: int, watch: Watch
) -> None:
    """Start the writers, and kill all of them when it is time, without a word."""
    started = [
        start(_write, url, folder, code, port, 1000 * turn + number)
        for number, (code, port) in enumerate(codes.items())
    ]
    for _, pipe in started:
        assert await asyncio.to_thread(pipe.recv) == "ready"
    await wait_for(await watch(), seconds=_LONGEST_LIFE)
    for process, _ in started:
        process.kill()
        await asyncio.to_thread(process.join)


async def _is_time(distant: Follower, events: int) -> Callable[[], Awaitable[bool]]:
    """Return what tells that so many more events are there, and some were read over HTTP.

    On a busy machine too, something was going on then.
    """
    (position, _), seen = await read_tip(), len(distant.seen)

    async def are_there() -> bool:
        return (await read_tip())[0] >= position + events and len(distant.seen) > seen

    return are_there


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--postgres", action="store_true")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if said.postgres:
            with run_postgres() as server:
                print(asyncio.run(run(server, Path(folder), said.kills, writers=2)))
        else:
            url = sqlite_url(Path(folder))
            print(asyncio.run(run(url, Path(folder), said.kills, writers=2)))


if __name__ == "__main__":
    main()
