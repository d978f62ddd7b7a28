"""The run: a day at the library during which processes are killed, and the rest after it."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING

from tests.crash.day import Day
from tests.crash.ledger import Report
from tests.crash.reckoning import reckon
from tests.crash.scan import scan
from tests.crash.stage import Scene, set_scene
from tests.crash.teachers import check_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.crash.machines import Machine

_START_SECONDS = 300.0
_SHORT_LIFE = 1.0  # seconds of work between being up and a kill, in the mean
_LONG_LIFE = (3.0, 8.0)  # in which a reader can be started and read
_STILL_SECONDS = 600.0  # without any change at all; longer than people are patient
_LOOK_SECONDS = 0.004
_KEPT_SECONDS = 900  # what the stand-in's chats hold: people read no further back


async def run(
    folder: Path,
    *,
    kills: int,
    url: str | None = None,
    processes: int = 1,
    seed: int = 1,
    schools: int = 4,
    pause: float = 0.4,
    long_lives: float = 0.5,
    minutes: float = float("inf"),
    before: int = 0,
    files: float = float("inf"),
    telling: bool = False,
) -> Report:
    """``url`` is an empty PostgreSQL database; without one there is SQLite in the folder.

    ``pause`` is the mean time between two things that people begin, in seconds, ``long_lives`` the
    share of lives that are long enough to start a reader. The killing begins when so many files
    ``before`` were read, and ends after ``minutes``; no more than ``files`` are sent in all.
    """
    began = time.monotonic()
    async with set_scene(folder, url, processes=processes, schools=schools, seed=seed) as scene:
        day = Day(scene, Random(f"{seed}/day"), pause, files)
        assert scene.desk is not None
        for machine in scene.machines:
            machine.start()
        people = [scene.desk.live(), *(each.live() for each in scene.librarians)]
        living = [asyncio.create_task(each) for each in (*people, _remember(scene))]
        working = asyncio.create_task(day.live())
        try:
            dice, until = Random(f"{seed}/kills"), began + minutes * 60
            done = 0
            await _wait_for_files(scene, before)
            while done < kills and time.monotonic() < until:
                await _kill_one(scene, dice, long_lives)
                done += 1
                if telling and done % 25 == 0:
                    _tell(scene, done)
            working.cancel()
            scene.mood.finishing = True
            await _come_to_rest(scene, day)
            await _stop_waiting(living)
            for each in (*living, working, *day.running):
                if each.done() and not each.cancelled() and (error := each.exception()):
                    raise error
            report = Report(done)
            report.faults += scene.ledger.faults
            await check_page(scene, report)
            await scan(scene, report)
            for machine in scene.machines:
                await machine.stop()
            await reckon(scene, report)
        finally:
            for task in (*living, working, *day.running):
                task.cancel()
            for machine in scene.machines:
                if machine.process is not None:
                    machine.process.kill()
    report.seconds = time.monotonic() - began
    return report


async def _stop_waiting(living: list[asyncio.Task[None]]) -> None:
    for task in living:
        task.cancel()
    await asyncio.wait(living)


async def _wait_for_files(scene: Scene, count: int) -> None:
    async with asyncio.timeout(_STILL_SECONDS):
        while await _count_read(scene) < count:  # noqa: ASYNC110 - another process's work
            await asyncio.sleep(0.5)


async def _count_read(scene: Scene) -> int:
    (row,) = await scene.look.rows(
        "SELECT count(*) AS n FROM submission WHERE status <> 'received'"
    )
    return int(row["n"])


async def _kill_one(scene: Scene, dice: Random, long_lives: float) -> None:
    """Kill a process at some moment, and start it again."""
    starting = dice.random() < 0.12
    if starting:
        victim = dice.choice(scene.machines)
        await asyncio.sleep(dice.uniform(0, 0.8))
    else:
        victim = await _wait_until_one_is_up(scene, dice)
    moment = "while it starts" if starting else await _choose_moment(scene, dice, long_lives)
    for machine in scene.machines:
        machine.require_alive()
    waiting = bool(scene.world.chat.pending_updates)
    if dice.random() < 0.15:
        scene.commands.kill()
    await victim.kill()
    await _note(scene, moment, waiting=waiting)
    if dice.random() < 0.3:
        await asyncio.sleep(dice.uniform(0, 0.5))
    victim.start()


async def _wait_until_one_is_up(scene: Scene, dice: Random) -> Machine:
    async with asyncio.timeout(_START_SECONDS):
        while not (up := [machine for machine in scene.machines if machine.is_up()]):
            for machine in scene.machines:
                machine.require_alive()
            await asyncio.sleep(0.05)
    return dice.choice(up)


async def _choose_moment(scene: Scene, dice: Random, long_lives: float) -> str:
    """Wait for the moment to kill: any, or when something has just come in from the program."""
    counters: dict[str, Callable[[], int]] = {
        "a call to the chat": lambda: len(scene.world.chat.calls),
        "a mail sent": lambda: len(scene.world.mail.sent),
        "bytes at a printer": lambda: sum(
            len(p._buffer) + len(p._piece.data) + 10_000 * len(p.pieces)
            for p in scene.paper.printers.values()
        ),
        "a commit": lambda: _measure_log(scene.data),
    }
    short = min(dice.expovariate(1 / _SHORT_LIFE), _LONG_LIFE[0])
    life = dice.uniform(*_LONG_LIFE) if dice.random() < long_lives else short
    if dice.random() < 0.4:
        await asyncio.sleep(life)
        return "any time"
    await asyncio.sleep(life / 2)
    name = dice.choice(list(counters))
    before = counters[name]()
    with suppress(TimeoutError):
        async with asyncio.timeout(4):
            while counters[name]() == before:  # noqa: ASYNC110 - another process's work
                await asyncio.sleep(_LOOK_SECONDS)
            await asyncio.sleep(dice.choice((0, 0, dice.uniform(0, 0.05))))
            return f"just after {name}"
    return "any time"


def _measure_log(data: Path) -> int:
    try:
        return (data / "rosterdesk.sqlite3-wal").stat().st_mtime_ns
    except FileNotFoundError:
        return 0


async def _note(scene: Scene, moment: str, *, waiting: bool) -> None:
    ledger = scene.ledger
    ledger.kills[moment] += 1
    under_way = await scene.look.count_under_way()
    if waiting:
        under_way["an update of the chat"] = 1
    ledger.interrupted.update(under_way.keys() or ["nothing"])


async def _remember(scene: Scene) -> None:
    """Keep count of what the bot said, and let the stand-in forget what is old."""
    seen = 0
    while True:
        seen = note_said(scene, seen)
        scene.world.chat.forget_older(_KEPT_SECONDS)
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            note_said(scene, seen)
            raise


def note_said(scene: Scene, seen: int) -> int:
    api = scene.world.chat
    newest = api.world.revision
    for chat in api.world.chats.values():
        for message in chat.messages.values():
            if message.sender is api.world.bot and message.revision > seen:
                scene.ledger.said.setdefault((chat.id, message.words), set()).add(message.id)
    return newest


async def _come_to_rest(scene: Scene, day: Day) -> None:
    """Wait until nothing is under way, erase who left, and wait once more."""
    await _wait_for_rest(scene, day)
    await day.erase_all()
    await _wait_for_rest(scene, day)


async def _wait_for_rest(scene: Scene, day: Day) -> None:
    """Wait as long as anything still changes: a busy machine needs its time."""
    quiet, since, before = 0, time.monotonic(), None
    while quiet < 3:
        left = await _list_unrest(scene, day)
        quiet = 0 if left else quiet + 1
        if (seen := (left, scene.world.chat.world.revision)) != before:
            since, before = time.monotonic(), seen
        elif time.monotonic() - since > _STILL_SECONDS:
            stories = [hand.recount() for hand in day.talking.values()]
            scene.ledger.faults.append(f"it does not come to rest: {dict(left)} {stories}")
            return
        for machine in scene.machines:
            machine.require_alive()
        await asyncio.sleep(0.5)


async def _list_unrest(scene: Scene, day: Day) -> Counter[str]:
    assert scene.desk is not None
    left = await scene.look.count_under_way() + await scene.look.count_waiting()
    left["updates"] = scene.world.chat.pending_updates
    left["mails in the inbox"] = len(await scene.world.mail.messages("INBOX"))
    left["pupils and teachers"] = len(day.running)
    left["the desk"] = scene.desk.tasks.qsize() + scene.desk.busy
    return +left


def _tell(scene: Scene, kills: int) -> None:
    ledger = scene.ledger
    logins = Counter(each.outcome for each in ledger.logins)
    print(
        f"{kills} kills, {len(ledger.sent)} files, {len(scene.paper.slips())} slips,"
        f" {dict(logins)} logins, {len(ledger.erased)} erased, {len(ledger.registered)} registered",
        file=sys.stderr,
        flush=True,
    )
