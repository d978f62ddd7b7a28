"""Mending a draft: cells of it changed, rows taken out, columns named, and all of it undone again.

Each time the whole file is read anew: what the table shows then is what the library will see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.drafts.copies import load_copy, refuse_changed
from rosterdesk.core.drafts.reading import (
    keep_mended,
    load_corrections,
    load_draft_roster,
    read_corrected,
)
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.intake.mapping import NothingToMapError, normalise_columns, require_sense
from rosterdesk.core.language import N_
from rosterdesk.core.models import Draft, DraftStatus
from rosterdesk.core.roster.corrections import Correction, pack_corrections, write_cell
from rosterdesk.core.storage.database import after_commit, wake, writing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from rosterdesk.core.library import Library
    from rosterdesk.core.roster.corrections import CellTable
    from rosterdesk.core.roster.hints import DateOrder

LONGEST_CELL = 300
MOST_CORRECTIONS = 20_000
READABLE = (DraftStatus.READY, DraftStatus.UNCLEAR, DraftStatus.REFUSED)


class NoSuchCellError(RosterdeskError):
    """The file has no such cell."""


async def load_tables(draft: Draft, library: Library) -> list[CellTable]:
    """Return the cells of the draft as they are now, corrections and all."""
    data = await load_copy(library.files, draft.mended or draft.file)
    roster = await load_draft_roster(draft, library.files)
    return await library.reader.list_cells(data, roster.frame)


async def correct_cells(
    draft: Draft, sheet: str | None, row: int, typed: Mapping[str, str], library: Library
) -> int:
    """Put what was typed into the cells of a row, by the names of their columns, as one step.

    Returns how many cells changed. Raises NoSuchCellError and ChangedMeanwhileError.
    """
    table = _find_table(await load_tables(draft, library), sheet, row)
    cells = dict(zip(table.columns, table.cells[table.rows.index(row)], strict=True))
    fields = dict(zip(table.columns, table.fields, strict=True))
    if not typed.keys() <= cells.keys():
        raise _describe_no_cell()
    after = {name: write_cell(text[:LONGEST_CELL], fields[name]) for name, text in typed.items()}
    made = [
        Correction(sheet, row, name, cells[name], text)
        for name, text in after.items()
        if text != cells[name]
    ]
    if made:
        await _add(draft, made, library)
    return len(made)


async def repeat_last(draft: Draft, library: Library) -> int:
    """Do the last correction wherever in its column the same stood; return in how many cells."""
    last = find_repeatable(await load_corrections(draft, library.files))
    if last is None:
        return 0
    alike = list_alike(await load_tables(draft, library), last)
    if alike:
        await _add(draft, alike, library)
    return len(alike)


def find_repeatable(corrections: Sequence[Correction]) -> Correction | None:
    """Return the correction that was done last, where it was one cell with something in it."""
    last = [each for each in corrections if each.step == corrections[-1].step]
    return last[0] if len(last) == 1 and last[0].column and last[0].before else None


def list_alike(tables: Iterable[CellTable], done: Correction) -> list[Correction]:
    """Return the same correction for each other cell of the column in which the same stands."""
    return [
        Correction(table.sheet, row, done.column, done.before, done.after)
        for table in tables
        if done.column in table.columns
        for row, cells in zip(table.rows, table.cells, strict=True)
        if cells[table.columns.index(done.column)] == done.before
    ]


async def delete_row(draft: Draft, sheet: str | None, row: int, library: Library) -> None:
    """Take a row out of the file: it holds nobody who belongs in it."""
    table = _find_table(await load_tables(draft, library), sheet, row)
    cells = table.cells[table.rows.index(row)]
    said = " · ".join(cell for cell in cells if cell)[:LONGEST_CELL]
    await _add(draft, [Correction(sheet, row, None, said, "")], library)


async def undo_last(draft: Draft, library: Library) -> list[Correction]:
    """Take back what was done last; return that.

    Also where the file became unclear by it, or no roster any more.
    """
    corrections = await load_corrections(draft, library.files)
    if not corrections:
        return []
    last = corrections[-1].step
    kept = [each for each in corrections if each.step != last]
    await _read(draft, kept, library, READABLE)
    return [each for each in corrections if each.step == last]


def _find_table(tables: list[CellTable], sheet: str | None, row: int) -> CellTable:
    for table in tables:
        if table.sheet == sheet and row in table.rows:
            return table
    raise _describe_no_cell()


def _describe_no_cell() -> NoSuchCellError:
    return NoSuchCellError(N_("The file has no such cell."))


async def _add(draft: Draft, made: list[Correction], library: Library) -> None:
    corrections = await load_corrections(draft, library.files)
    step = corrections[-1].step + 1 if corrections else 1
    corrections += [
        Correction(each.sheet, each.row, each.column, each.before, each.after, step)
        for each in made
    ]
    if len(corrections) > MOST_CORRECTIONS:
        raise NoSuchCellError(N_("That is too much to mend here: mend it in the file itself."))
    await _read(draft, corrections, library)


async def _read(
    draft: Draft,
    corrections: list[Correction],
    library: Library,
    allowed: Collection[DraftStatus] = (DraftStatus.READY,),
) -> None:
    if draft.status not in allowed:
        raise refuse_changed()
    data = await load_copy(library.files, draft.file)
    roster, mended = await read_corrected(draft, data, corrections, library)
    packed = pack_corrections(corrections)
    if not await keep_mended(
        draft, roster, mended, library.files, corrections=packed, status=draft.status
    ):
        raise refuse_changed()


async def name_columns(
    draft: Draft,
    columns: Mapping[str, str | None],
    date_order: DateOrder | None,
    library: Library,
) -> None:
    """Take the sender's answer on what columns are; the file is read again with it.

    Raises NonsenseAnswerError where a column cannot be that, and NothingToMapError where nothing
    is asked any more.
    """
    roster = await load_draft_roster(draft, library.files)
    require_sense(roster.frame, columns)
    same = Draft.filter(id=draft.id, status=DraftStatus.UNCLEAR, version=draft.version)
    async with writing():
        changed = await same.update(
            status=DraftStatus.RECEIVED,
            attempts=0,
            mapping={**draft.mapping, **normalise_columns(columns)},
            date_order=date_order or draft.date_order,
            version=draft.version + 1,
        )
        if not changed:
            raise NothingToMapError(N_("Somebody answered this already."))
        after_commit(wake)
