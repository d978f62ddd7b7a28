"""Random corrections of random rosters: what is sent is what the table showed.

``python -m tests.core.drafts.many 500`` lets hypothesis make so many corrections, of every kind
of file. Then each remark is mended, and the corrected file, read again by somebody who knows
nothing of it, gives the same roster without remarks.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
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
from rosterdesk.core.roster.samples import SAMPLE_HEADERS

if TYPE_CHECKING:
    from tests.core.worlds import World

    from rosterdesk.core.drafts.lines import Cell, Line, Sheet
    from rosterdesk.core.roster.model import Pupil, Roster

WRITERS = {"csv": write_csv, "xlsx": write_xlsx, "ods": write_ods, "xls": write_xls}
FIELDS = {header: name for name, header in SAMPLE_HEADERS.items()}
# Beside any text: what people type into such a column, right and wrong.
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
# As the page's form gives it: one line, without what nobody sees.
_TEXT = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=30)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a person does; ``row`` counts those that are there."""

    act: str
    row: int
    column: str
    typed: str


def _steps(column: str) -> st.SearchStrategy[Step]:
    acts = st.sampled_from(("cell",) * 12 + ("cell everywhere", "undo", "take out"))
    typed = st.sampled_from(TYPED[column]) | _TEXT
    return st.builds(Step, acts, st.integers(0, 50), st.just(column), typed)


STEPS = st.sampled_from(sorted(TYPED)).flatmap(_steps)
CASES = st.tuples(
    st.sampled_from(sorted(WRITERS)),
    st.integers(6, 14),
    st.integers(0, 9999),
    st.lists(STEPS, min_size=6, max_size=14),
)


async def try_corrections(
    world: World, kind: str, pupils: int, number: int, steps: list[Step]
) -> int:
    """Make a draft, correct it at random, send it; return how many corrections were made.

    Raises AssertionError where what was sent is not what was shown.
    """
    draft = await _upload(world, kind, pupils, number)
    originals = {pupil.row: pupil for pupil in make_pupils(pupils, number)}
    made = 0
    for step in steps:
        if draft.status is not DraftStatus.READY:
            break
        await _do(world, draft, step)
        made += 1
        if draft.status is DraftStatus.READY:
            shown = (await load_draft_roster(draft, world.library.files)).unpack()
            await _require_table(world, draft, shown)
    while draft.status is not DraftStatus.READY:  # it is no roster any more: the person undoes
        await undo_last(draft, world.library)
    made += await _mend_all(world, draft, originals)
    await _require_sent(world, draft)
    return made


async def _upload(world: World, kind: str, pupils: int, number: int) -> Draft:
    from tests.core.worlds import WHO

    from rosterdesk.core.customers.registering import add_customer, grant_uploads

    sender, _ = await add_customer(
        world.school, WHO, world.library.numbering, first_name="Anna", surname="Jansen"
    )
    await grant_uploads(sender, world.school, WHO)
    data = WRITERS[kind](make_pupils(pupils, number))
    files = world.library.files
    draft = await take_upload(sender, world.school.id, f"lijst.{kind}", data, files)
    assert await read_drafts(world.library)
    return await Draft.get(id=draft.id).prefetch_related("sender")


async def _do(world: World, draft: Draft, step: Step) -> None:
    """Correct a cell, here or everywhere, or take a row out, or undo."""
    (table,) = await load_tables(draft, world.library)
    rows = [n for n, cells in zip(table.rows, table.cells, strict=True) if any(cells)]
    row = rows[step.row % len(rows)]
    if step.act == "undo":
        await undo_last(draft, world.library)
    elif step.act == "take out" and len(rows) > 4:
        await delete_row(draft, table.sheet, row, world.library)
    else:
        await correct_cells(draft, table.sheet, row, {step.column: step.typed}, world.library)
        if step.act == "cell everywhere":
            await repeat_last(draft, world.library)


async def _mend_all(world: World, draft: Draft, originals: dict[int, Pupil]) -> int:
    """Type what is right into each row with a remark, or take it out where that is no help."""
    made = 0
    for again in (False, True):
        for line in await _list_marked(world, draft):
            if again or not any(cell.text for cell in line.cells):
                await delete_row(draft, line.sheet, line.row, world.library)
            else:
                right = {c.column: _type(originals[line.row], c.column) for c in line.cells}
                await correct_cells(draft, line.sheet, line.row, right, world.library)
            made += 1
    return made


def _type(pupil: Pupil, column: str) -> str:
    value = getattr(pupil, FIELDS[column])
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else str(value or "")


async def _list_marked(world: World, draft: Draft) -> list[Line]:
    """Return the rows with a remark; where one is about the file, also those that were changed."""
    roster = (await load_draft_roster(draft, world.library.files)).unpack()
    corrections = await load_corrections(draft, world.library.files)
    sheets = make_sheets(await load_tables(draft, world.library), roster, corrections)
    of_file = any(not problem.rows for problem in roster.problems)
    return [
        line
        for sheet in sheets
        for line in sheet.lines
        if line.weight or (of_file and any(cell.corrected for cell in line.cells))
    ]


async def _require_sent(world: World, draft: Draft) -> None:
    """Raise where what is sent is not what the table shows, or has a remark."""
    shown = (await load_draft_roster(draft, world.library.files)).unpack()
    assert shown.problems == (), shown.problems
    sheets = await _require_table(world, draft, shown)
    await _require_same_again(world, draft, shown)
    submission = await send_draft(draft, draft.sender, draft.version, "", world.library)
    sent = await load_roster(submission, world.library.files)
    assert sent == shown
    _require_shown(sheets, sent)


async def _require_table(world: World, draft: Draft, shown: Roster) -> list[Sheet]:
    """Raise where the table says something else than the roster."""
    corrections = await load_corrections(draft, world.library.files)
    sheets = make_sheets(await load_tables(draft, world.library), shown, corrections)
    _require_shown(sheets, shown)
    return sheets


def _require_shown(sheets: list[Sheet], roster: Roster) -> None:
    lines = {(line.sheet, line.row): line for sheet in sheets for line in sheet.lines}
    for pupil in roster.pupils:
        line = lines[pupil.sheet, pupil.row]
        assert line.read
        for cell in line.cells:
            _require_cell(cell, pupil, line)
    assert sum(line.read for line in lines.values()) == len(roster.pupils)


def _require_cell(cell: Cell, pupil: Pupil, line: Line) -> None:
    value: Any = getattr(pupil, cell.field) if cell.field else None
    if value is None:  # nothing was read: there is nothing, or it is said why
        assert cell.shown in ("", cell.text)
        assert not cell.shown or line.all_problems or cell.field is None, cell
    elif isinstance(value, date):
        assert cell.shown == f"{value:%d-%m-%Y}", cell
    elif cell.field == "sex":
        assert cell.shown[:1].upper() in {"F": "FV", "M": "MJ"}.get(value, cell.shown), (
            cell,
            value,
        )
    else:
        assert cell.shown == str(value), (cell, value)


async def _require_same_again(world: World, draft: Draft, shown: Roster) -> None:
    """Raise where the corrected file, read by itself, gives another roster, or a remark."""
    data = await load_copy(world.library.files, draft.mended or draft.file)
    hints = await load_hints(draft.school_id)
    again, _ = await world.library.reader.read_and_scrub(data, draft.file_name, hints)
    roster = again.unpack()
    assert (roster.status, roster.problems) == (RosterStatus.OK, ())
    assert roster.pupils == shown.pupils


async def try_case(case: tuple[str, int, int, list[Step]]) -> int:
    """Try it in a library of its own."""
    from tests.core.worlds import open_world

    from rosterdesk.bot.program.database import APPS
    from rosterdesk.core.storage.database import open_database, sqlite_url

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        async with open_database(sqlite_url(path), APPS), open_world(path) as world:
            return await try_corrections(world, *case)


def _main(wanted: int) -> None:
    counts: Counter[str] = Counter()
    number = 0
    while counts["corrections"] < wanted:

        @seed(number)
        @settings(
            max_examples=10,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
        )
        @given(CASES)
        def run(case: tuple[str, int, int, list[Step]]) -> None:
            counts["corrections"] += asyncio.run(try_case(case))
            counts[case[0]] += 1

        run()
        number += 1
        print(dict(counts), flush=True)


if __name__ == "__main__":
    _main(int(sys.argv[1]))
