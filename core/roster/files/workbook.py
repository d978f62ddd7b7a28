"""XLSX, XLS and ODS through calamine; what it refuses through second readers."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, cast

import python_calamine

from rosterdesk.core.roster.files.containers import goes_round
from rosterdesk.core.roster.files.formats import mark_amounts, pad_amounts, read_formats
from rosterdesk.core.roster.files.mending import mend_document
from rosterdesk.core.roster.files.second_readers import open_by_other_means
from rosterdesk.core.roster.grids import Grid, to_grid
from rosterdesk.core.roster.problems import RefusedFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rosterdesk.core.roster.grids import Mark
    from rosterdesk.core.roster.limits import Limits

_VISIBLE = python_calamine.SheetVisibleEnum.Visible
_WORKSHEET = python_calamine.SheetTypeEnum.WorkSheet


def read_workbook(data: bytes, limits: Limits, marks: Sequence[list[Mark]] = ()) -> list[Grid]:
    """The filled sheets in their order; formulas give the values they last had.

    ``marks`` are those of each worksheet, filled or not.
    """
    grids = []
    left = limits.cells
    widths, since_1904 = read_formats(data)
    unused = iter(marks)
    for name, hidden, sheet in open_sheets(data):
        own_marks = next(unused, [])
        numbers, rows = _read_rows(sheet, left, limits)
        if name in widths:
            pad_amounts(rows, numbers, sheet.start[1] if sheet.start else 0, widths[name])
        if since_1904:
            mark_amounts(rows)
        _fill_merged(sheet, numbers, rows)
        left -= sum(map(len, rows))
        if rows:
            grid = to_grid(name, rows, numbers)
            grid.hidden, grid.marks = hidden, own_marks
            grids.append(grid)
    return grids


def open_sheets(data: bytes) -> Iterator[tuple[str, bool, Any]]:
    """Name, hidden, and calamine's sheet, or that of a second reader for the rest of the file.

    Raises:
        RefusedFile: encrypted or damaged.

    """
    data = mend_document(data)
    if goes_round(data):
        raise RefusedFile("damaged")
    opened = set()
    try:
        for name, hidden, sheet in _open_by_calamine(data):
            yield name, hidden, sheet
            opened.add(name)
    except RefusedFile as refused:
        if refused.refusal.code != "damaged" or not data.startswith(b"PK"):
            raise
        yield from (each for each in open_by_other_means(data) if each[0] not in opened)


def _open_by_calamine(data: bytes) -> Iterator[tuple[str, bool, Any]]:
    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as book:
            for known in book.sheets_metadata:
                if known.typ == _WORKSHEET:
                    sheet = book.get_sheet_by_name(known.name)
                    yield known.name, known.visible != _VISIBLE, sheet
    except python_calamine.PasswordError as error:
        raise RefusedFile("encrypted") from error
    except (python_calamine.CalamineError, ValueError, OSError, KeyError) as error:
        raise RefusedFile("damaged") from error


def _fill_merged(sheet: Any, numbers: list[int], rows: list[list[object]]) -> None:
    """A cell that is merged downwards counts for each row that it covers."""
    places = None
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom == top:
            continue
        places = places or {number: index for index, number in enumerate(numbers)}
        value = rows[places[top + 1]][left] if top + 1 in places else ""
        for row in range(top + 2, min(bottom + 2, numbers[-1] + 1)) if value else ():
            if row in places and not rows[places[row]][left]:
                rows[places[row]][left] = value


def _read_rows(sheet: Any, cells_left: int, limits: Limits) -> tuple[list[int], list[list[object]]]:
    """Row numbers and cells of the rows that hold anything: phantom rows are passed over."""
    if sheet.width > limits.columns:
        raise RefusedFile("too_large", why="columns", limit=limits.columns)
    numbers, rows = [], []
    for number, row in enumerate(_iterate_rows(sheet, limits), start=1):
        if any(row):
            numbers.append(number)
            rows.append(row)
            if len(rows) > limits.rows:
                raise RefusedFile("too_large", why="rows", limit=limits.rows)
    if sheet.width * len(rows) > cells_left:
        raise RefusedFile("too_large", why="cells", limit=limits.cells)
    return numbers, rows


def _iterate_rows(sheet: Any, limits: Limits) -> Iterable[list[object]]:
    """All at once is four times as fast as one by one, for a sheet that is not mostly phantom."""
    if sheet.total_height * sheet.width > limits.cells:
        return cast("Iterable[list[object]]", sheet.iter_rows())
    blank: list[list[object]] = [[] for _ in range(sheet.start[0] if sheet.start else 0)]
    return [*blank, *sheet.to_python(skip_empty_area=True)]
