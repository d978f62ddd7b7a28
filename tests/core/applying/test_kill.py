"""SIGKILL in the middle of an import: nothing or everything, and the restart finishes it.

``ROSTERDESK_KILLS`` sets how many random moments are tried, ``ROSTERDESK_KILLED_PUPILS`` in an
import of how many (by hand: 200, of 5,000).
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import asynccontextmanager
from itertools import cycle
from random import Random

from tests.core.processes import run_pipeline, start
from tests.core.roster.making import make_pupils, write_csv
from tests.core.worlds import WHO, latest_plan, open_world

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.applying.undo import undo
from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.models import (
    Card,
    Change,
    Customer,
    Event,
    Membership,
    Plan,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.pipeline import advance, advance_all
from rosterdesk.core.storage.database import open_database

KILLS = int(os.environ.get("ROSTERDESK_KILLS", "4"))
PUPILS = int(os.environ.get("ROSTERDESK_KILLED_PUPILS", "2000"))


@asynccontextmanager
async def opened(url, folder):
    async with open_database(url, APPS), open_world(folder) as world:
        yield world


def run_victim(url, folder, die=None, kill_after=None):
    """Run the pipeline in another process; return whether it finished, and how long that took."""
    process, pipe = start(run_pipeline, url, str(folder), die)
    said = []
    try:
        said.append(pipe.recv())
        started = time.perf_counter()
        if kill_after is not None:
            process.join(kill_after)
            process.kill()
        said.append(pipe.recv())
    except EOFError:
        pass
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return said[-1:] == ["finished"], time.perf_counter() - started


async def count_rows():
    return [await model.all().count() for model in (Customer, Card, Membership)]


def test_process_that_dies_at_every_commit_leaves_what_the_next_one_finishes(
    database_url, tmp_path
):
    """The way from the received file to the waiting plan, and from approval to the customers."""
    folder, size = tmp_path / "files", 40

    async def start_import():
        async with opened(database_url, folder) as world:
            await world.receive(write_csv(make_pupils(size)))

    async def check():
        """Nothing is half done, whatever the moment; a plan that waits is approved."""
        async with opened(database_url, folder):
            submission = await Submission.get()
            counts = await count_rows()
            assert counts in ([0, 0, 0], [size, size, size])
            assert (counts[0] == size) == (submission.status is SubmissionStatus.APPLIED)
            assert await Change.all().count() == size * await Plan.all().count()
            if submission.status is SubmissionStatus.WAITING:
                await approve(submission.reference, 1, WHO)

    async def verify():
        async with opened(database_url, folder):
            assert await count_rows() == [size] * 3
            for kind in ("plan.made", "plan.approved", "plan.applied"):
                assert await Event.filter(kind=kind).count() == 1

    asyncio.run(start_import())
    died = 0
    for die in cycle(("before", "after")):
        finished, _ = run_victim(database_url, folder, die)
        asyncio.run(check())
        if finished:
            break
        died += 1
    assert died >= 6  # both sides of reading, comparing and applying
    asyncio.run(verify())


def test_killed_at_random_moments_of_applying_thousands_of_pupils(database_url, tmp_path):
    folder, data, random = tmp_path / "files", write_csv(make_pupils(PUPILS)), Random(4)

    async def prepare():
        async with opened(database_url, folder) as world:
            submission = (await world.send(data)).submission
            await approve(submission.reference, 1, WHO)
            return (await latest_plan(submission)).counts["new"]

    async def finish_and_start_again():
        """Check nothing or all, finish as a restart does, then undo and ask for it once more."""
        async with opened(database_url, folder) as world:
            counts = await count_rows()
            assert counts in ([0, 0, 0], [size, size, size])
            while await advance_all(world.library):
                pass
            assert await count_rows() == [size, size, size]
            submission = await Submission.all().order_by("-id").first()
            applied = await Event.filter(submission=submission, kind="plan.applied").count()
            assert (submission.status, applied) == (SubmissionStatus.APPLIED, 1)
            await undo(submission.reference, WHO, days=14)
            assert await count_rows() == [0, 0, 0]
            again = (await world.receive(data)).submission
            await advance(again.id, world.library)
            await approve(again.reference, 1, WHO)
            return counts[0] == size

    size = asyncio.run(prepare())
    assert size > 0.99 * PUPILS  # the synthetic names have a double or two
    _, longest = run_victim(database_url, folder)
    outcomes = [asyncio.run(finish_and_start_again())]
    for _ in range(KILLS):
        run_victim(database_url, folder, kill_after=random.uniform(0, longest))
        outcomes.append(asyncio.run(finish_and_start_again()))
    print(f"killed {KILLS} times: {outcomes.count(True)} were applied before, the others after")
