"""Files of every habit, and those that are refused, through the page: as by mail.

The suite tries those that are refused; ``python -m tests.bot.page.test_corpus`` tries all.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bot.page.places import open_place
from tests.core.roster.corpus import refusals

from rosterdesk.core.drafts.reading import load_draft_roster
from rosterdesk.core.models import Draft, DraftStatus
from rosterdesk.core.roster.model import RosterStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bot.page.places import Browser, Place
    from tests.core.roster.corpus.case import Case

_STATUS = {
    RosterStatus.OK: DraftStatus.READY,
    RosterStatus.NEEDS_MAPPING: DraftStatus.UNCLEAR,
    RosterStatus.REFUSED: DraftStatus.REFUSED,
}
_LARGE = 5_000_000  # those take long on two cores, and are the reader's own tests


async def test_what_is_refused_is_refused_here_with_the_same_reason(place: Place):
    small = [case for case in refusals.CASES if len(case.data) < _LARGE]
    assert len(small) > 15
    browser = await place.enter(await place.add(uploads=True))
    assert await try_all(place, browser, small) == []


async def try_all(place: Place, browser: Browser, cases: Sequence[Case]) -> list[object]:
    """Upload each; return those that were answered otherwise than the reader answers."""
    wrong: list[object] = []
    for case in cases:
        answer = await browser.upload(case.data, "leerlingen.xls")
        if answer.status != 200 or not answer.path.startswith("/uploads/"):
            wrong.append((case.habit, answer.status, answer.words[:80]))
            continue
        draft = await _wait(answer.path.rpartition("/")[2])
        roster = (await load_draft_roster(draft, place.library.files)).frame
        refused = roster.refused.code if roster.refused else None
        if (roster.status, refused) != (case.status, case.refused):
            wrong.append((case.habit, roster.status, refused))
        if draft.status is not _STATUS[roster.status]:
            wrong.append((case.habit, draft.status))
        shown = await browser.get(answer.path)
        if shown.status != 200:
            wrong.append((case.habit, shown.status, shown.words[:80]))
        await browser.post(f"{answer.path}/discard")
    return wrong


async def _wait(key: str) -> Draft:
    async with asyncio.timeout(90):
        while True:
            draft = await Draft.get(key=key)
            if draft.status is not DraftStatus.RECEIVED:
                return draft
            await asyncio.sleep(0.02)


async def _main() -> None:
    from tests.core.roster.test_corpus import CASES

    # A case with hints is read otherwise by who has none.
    plain = [case for case in CASES if case.hints == type(case)("", b"").hints]
    with tempfile.TemporaryDirectory() as folder:
        async with open_place(Path(folder)) as place:
            browser = await place.enter(await place.add(uploads=True))
            for wrong in await try_all(place, browser, plain):
                print(wrong)
            print(f"{len(plain)} files")


if __name__ == "__main__":
    asyncio.run(_main())
