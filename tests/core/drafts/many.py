"""Random corrections of random rosters: what is sent is what the table showed.

``python -m tests.core.drafts.many 500`` tries so many corrections, of every kind of file. The
corrected file, read again by somebody who knows nothing of it, gives the same roster.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.core.roster.making import make_pupils, write_csv, write_ods, write_xls, write_xlsx

from rosterdesk.core.drafts.copies import load_copy
from rosterdesk.core.drafts.lines import make_sheets
from rosterdesk.core.drafts.mending import (
    correct_cells,
    delete_row,
    load_tables,
    repeat_last,
    undo_last,
)
from rosterdesk.core.drafts.reading import load_corrections, load_draft_roster, read_drafts
from rosterdesk.core.drafts.sending import send_draft
from rosterdesk.core.drafts.uploading import take_upload
from rosterdesk.core.intake.reading import load_hints, load_roster
from rosterdesk.core.models import Draft, DraftStatus
from rosterdesk.core.roster.model import RosterStatus

if TYPE_CHECKING:
    from tests.core.worlds import World

    from rosterdesk.core.drafts.lines import Sheet
    from rosterdesk.core.roster.model import Roster

WRITERS = {"csv": write_csv, "xlsx": write_xlsx, "ods": write_ods, "xls": write_xls}
TYPED = {
    "Achternaam": ("Mulder", "van Dijk", "Łukasz", "Été", "?", "", "=1+1", "Bos-Veenstra"),
    "Roepnaam": ("Zwaantje", "Ömer", "", "x" * 90, "Jan Jaap"),
    "Geboortedatum": ("12-3-2015", "31-02-2016", "", "2015-04-03", "niks", "1/2/2016"),
    "Klas": ("5b", "Groep 7", "", "6a/b", "x" * 40),
    "Leerlingnummer": ("900001", "", "007", "?"),
    "Geslacht": ("M", "V", "onbekend", ""),
    "Postcode": ("1234 AB", "1234", ""),
    "E-mailadres": ("een@school.example", "geen adres", ""),
}


async def try_corrections(world: World, kind: str, seed: int, corrections: int) -> int:
    """Make a draft, correct it at random, send it; return how many corrections were made.

    Raises AssertionError where what was sent is not what was shown.
    """
    from tests.core.worlds import WHO

    from rosterdesk.core.customers.registering import add_customer, grant_uploads

    dice = random.Random(seed)
    sender, _ = await add_customer(
        world.school, WHO, world.library.numbering, first_name="Anna", surname="Jansen"
    )
    await grant_uploads(sender, world.school, WHO)
    data = WRITERS[kind](make_pupils(dice.randint(6, 14), seed))
    files = world.library.files
    draft = await take_upload(sender, world.school.id, f"lijst.{kind}", data, files)
    assert await read_drafts(world.library)
    draft = await Draft.get(id=draft.id)
    made = 0
    while made < corrections and draft.status is DraftStatus.READY:
        await _do_something(world, draft, dice)
        made += 1
    if draft.status is not DraftStatus.READY:
        return made
    shown = (await load_draft_roster(draft, files)).unpack()
    await _require_table(world, draft, shown)
    await _require_same_again(world, draft, shown)
    submission = await send_draft(draft, sender, draft.version, "", world.library)
    sent = await load_roster(submission, files)
    assert sent == shown
    return made


async def _do_something(world: World, draft: Draft, dice: random.Random) -> None:
    """Correct a cell, here or everywhere, or take a row out, or undo."""
    tables = await load_tables(draft, world.library)
    table = dice.choice(tables)
    rows = [n for n, cells in zip(table.rows, table.cells, strict=True) if any(cells)]
    what = dice.random()
    if what < 0.1:
        await undo_last(draft, world.library)
    elif what < 0.15 and len(rows) > 3:
        await delete_row(draft, table.sheet, dice.choice(rows), world.library)
    else:
        column = dice.choice([each for each in TYPED if each in table.columns])
        typed = dice.choice(TYPED[column])
        row = dice.choice(rows)
        await correct_cells(draft, table.sheet, row, {column: typed}, world.library)
        if what > 0.9:
            await repeat_last(draft, world.library)


async def _require_table(world: World, draft: Draft, shown: Roster) -> None:
    """Raise where the table says something else than the roster."""
    corrections = await load_corrections(draft, world.library.files)
    sheets = make_sheets(await load_tables(draft, world.library), shown, corrections)
    by_place = {(line.sheet, line.row): line for sheet in sheets for line in sheet.lines}
    for pupil in shown.pupils:
        line = by_place[pupil.sheet, pupil.row]
        said = {cell.field: cell.shown for cell in line.cells}
        assert line.read
        assert said["external_number"] == pupil.external_number
        assert said["surname"] == pupil.surname
        if pupil.birth_date is not None:
            assert said["birth_date"] == f"{pupil.birth_date:%d-%m-%Y}"
    assert sum(_count_read(sheet) for sheet in sheets) == len(shown.pupils)


def _count_read(sheet: Sheet) -> int:
    return sum(line.read for line in sheet.lines)


async def _require_same_again(world: World, draft: Draft, shown: Roster) -> None:
    """Raise where the corrected file, read by itself, gives another roster."""
    files = world.library.files
    data = await load_copy(files, draft.mended or draft.file)
    hints = await load_hints(draft.school_id)
    again, _ = await world.library.reader.read_and_scrub(data, draft.file_name, hints)
    roster = again.unpack()
    assert roster.status is RosterStatus.OK
    assert roster.pupils == shown.pupils
    assert roster.problems == shown.problems


async def _main(wanted: int) -> None:
    from tests.core.worlds import open_world

    from rosterdesk.bot.program.database import APPS
    from rosterdesk.core.storage.database import open_database, sqlite_url

    made, seed = 0, 1000
    while made < wanted:
        for kind in WRITERS:
            with tempfile.TemporaryDirectory() as folder:
                async with (
                    open_database(sqlite_url(Path(folder)), APPS),
                    open_world(Path(folder)) as world,
                ):
                    made += await try_corrections(world, kind, seed, 12)
            seed += 1
        print(f"{made} corrections", flush=True)


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
