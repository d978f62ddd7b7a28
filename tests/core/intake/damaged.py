"""Damaged files of a known school through an import: ``python -m tests.core.intake.damaged 500``.

The school's customers are what the file said before it was damaged. So each change that a plan
proposes is a damaged value: it must have a guard, or a remark on its row or on the file.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.core.roster.damaging import DAMAGES
from tests.core.roster.making import make_pupils, to_cells
from tests.core.worlds import latest_plan, open_world, refresh

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.intake.reading import load_roster
from rosterdesk.core.models import Customer, SubmissionStatus
from rosterdesk.core.roster.ranges import iterate_rows
from rosterdesk.core.storage.database import open_database, sqlite_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.core.worlds import World

    from rosterdesk.core.models import Submission
    from rosterdesk.core.roster.model import Pupil, Roster

_ASKED = (SubmissionStatus.NEEDS_MAPPING, SubmissionStatus.REFUSED, SubmissionStatus.BLOCKED)
_NOTHING_IS_DONE = ("skipped", "conflict")  # shown with its reason: leaving is withheld, say
_NEAR = 2  # rows: a line that was broken or joined moves those behind it


async def send_damaged(world: World, pupils: list[Pupil], kind: str, seed: int) -> list[str]:
    """Return what is proposed in silence, in words; nothing is right."""
    cells = to_cells(pupils, date_format="%d-%m-%Y")
    rows = [["" if cell is None else str(cell) for cell in row] for row in cells]
    damaged = DAMAGES[kind](rows, random.Random(seed))
    submission = await refresh((await world.send(damaged.data)).submission)
    if submission.status in _ASKED:
        return []
    found = [each async for each in _find_silent(world, submission, damaged.gone)]
    return [f"{kind} {seed}: {each}" for each in found]


async def _find_silent(
    world: World, submission: Submission, gone: frozenset[str]
) -> AsyncIterator[str]:
    """Yield who leaves though the file still has them, and what changes without a word."""
    plan = await latest_plan(submission)
    roster = await load_roster(submission, world.library.files)
    rows = {pupil.external_number: pupil.row for pupil in roster.pupils}
    said = _list_said(roster)
    for change in await plan.changes.filter(kind__not_in=_NOTHING_IS_DONE):
        customer = await Customer.get_or_none(id=change.customer_id)
        number = customer.external_number if customer else None
        if change.kind == "leaving" and number not in gone:
            yield f"{number} leaves"
        elif change.kind != "leaving" and said is not None:
            at = change.details.get("row") or rows.get(number)
            if at is None or not said & set(range(at - _NEAR, at + _NEAR + 1)):
                yield f"{change.kind} in row {at}: {change.details}"


def _list_said(roster: Roster) -> set[int] | None:
    """The rows with a remark; None where one is about the file or a column as a whole."""
    if any(not each.rows for each in roster.problems) or roster.unread:
        return None
    return {row for each in roster.problems for row in iterate_rows(each.rows)}


async def main(runs: int) -> None:
    silent = 0
    with tempfile.TemporaryDirectory() as folder:
        async with open_database(sqlite_url(Path(folder)), APPS), open_world(Path(folder)) as world:
            pupils = make_pupils(40)
            await world.import_pupils(pupils)
            for seed in range(runs):
                kind = sorted(DAMAGES)[seed % len(DAMAGES)]
                found = await send_damaged(world, pupils, kind, seed)
                silent += bool(found)
                for each in found:
                    print(each, flush=True)
    print(f"{runs} runs, {silent} silent")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
