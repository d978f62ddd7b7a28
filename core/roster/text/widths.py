"""The widths of rows: whether they have a cell for each name, and what it means where not.

A row with a cell too many or too few is not read: its values stand under other names. A row that
only lacks its last cells is read if the cells that it has plainly belong under their names.
Where most rows differ from the names, the names are wrong: they are asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rosterdesk.core.roster.columns.headers import DROPPED, UNUSED
from rosterdesk.core.roster.columns.tables import name_column, title_of_class
from rosterdesk.core.roster.fields.left_out import is_total
from rosterdesk.core.roster.people import Note
from rosterdesk.core.roster.problems import PROBLEMS
from rosterdesk.core.roster.values.names import is_prefix
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rosterdesk.core.roster.columns.choose import Choice
    from rosterdesk.core.roster.columns.tables import Table
    from rosterdesk.core.roster.grids import Mark, Mask, Numbers

_MOST = 0.5
_VITAL = ("external_number", "surname", "full_name", "first_name", "class_code", "class_name")
_WITHOUT_WHICH_NOBODY = ("external_number", "surname", "full_name", "first_name")
_POSTCODE = re.compile(r"\d{4}\s?[A-Za-z]{2}")
_MOST_OF_A_TOTAL = 3  # cells
_FEWEST_CELLS = 3  # of a row that may be broken
_FEWEST_OF_A_ROW = 4  # words: a whole row in one cell is no rest of another one
_FEWEST_LETTERS = 3  # of a cell that may be cut off
_LONGEST_NAME, _LONGEST_HOUSE, _LONGEST_SEX = 60, 10, 12


def _is_wordy(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and "@" not in text and not any(map(str.isdigit, text))


_SHAPES: dict[str, Callable[[str], Any]] = {
    "external_number": lambda text: any(map(str.isdigit, text)),
    "first_name": _is_wordy,
    "prefix": lambda text: is_prefix(text.lower()),
    "surname": _is_wordy,
    "full_name": _is_wordy,
    "initials": _is_wordy,
    "birth_date": lambda text: sum(map(str.isdigit, text)) > 3 and "@" not in text,
    "sex": lambda text: len(text) <= _LONGEST_SEX,
    "year": lambda text: len(text) <= _LONGEST_SEX,
    "email": lambda text: "@" in text,
    "phone": lambda text: sum(map(str.isdigit, text)) > 5,
    "house_number": lambda text: text[:1].isdigit() and len(text) <= _LONGEST_HOUSE,
    "postcode": _POSTCODE.fullmatch,
    "city": _is_wordy,
}


@dataclass(slots=True)
class Widths:
    """``wrong`` rows have values under other names; ``short`` ones lack their last cells."""

    written: Numbers
    named: int
    wrong: Mask
    short: Mask
    names_differ: bool = False


def judge_widths(table: Table, choice: Choice) -> Widths | None:
    """None where every row was written with as many cells as there are names."""
    if table.widths is None or not len(table.rows):
        return None
    named = max((i + 1 for i, header in enumerate(table.headers) if header), default=0)
    long = _count_filled_to(table) > named
    short = table.widths < named
    found = Widths(table.widths, named, long.copy(), np.zeros(len(long), dtype=bool))
    if long.mean() > _MOST:
        found.names_differ = (
            _has_more_than_a_note(table, named)
            or any(name is None for name in choice.fields[:named])  # two names joined, perhaps
            or any(code == "column_unlikely" for code, _ in choice.remarks)
            or not agrees(table, choice)
        )
        found.wrong = np.zeros(len(long), dtype=bool)
        return found
    if short.mean() > _MOST and len(set(table.widths.tolist())) == 1:
        found.names_differ = True
        return found
    if not (long.any() or short.any()):
        return None
    aside = _find_asides(table)
    found.short = short & ~aside & _lack_last_cells(table, choice, named, ~long & ~short)
    found.wrong = long | (short & ~found.short & ~aside)
    return found


def list_notes(table: Table, choice: Choice) -> list[Note]:
    """Return what was mended in the rows, and which of them have too many or too few cells."""
    notes = [note for mark in table.marks for note in _note_mark(table, choice, mark)]
    widths = judge_widths(table, choice)
    if widths and not widths.names_differ:
        notes += _note_widths(table, widths, "row_width", widths.wrong)
        notes += _note_widths(table, widths, "row_short", widths.short)
    notes += [*_note_broken(table), *_note_cut_off(table)]
    notes = [note for note in notes if note.rows]
    return sorted(notes, key=lambda note: (note.code != "row_width", min(note.rows, default=0)))


def _note_mark(table: Table, choice: Choice, mark: Mark) -> Iterator[Note]:
    """Yield what was seen of the table's rows; of a cell only where its column is used."""
    rows = frozenset(mark.rows) & frozenset(table.rows.tolist())
    if mark.column is None:
        yield Note(mark.code, rows, mark.values)
        return
    name = choice.fields[mark.column] if mark.column < len(choice.fields) else None
    if name not in (None, DROPPED, UNUSED):
        vital = name in _WITHOUT_WHICH_NOBODY or f"{mark.code}_beside" not in PROBLEMS
        code = mark.code if vital else f"{mark.code}_beside"
        yield Note(code, rows, mark.values, name_column(table, mark.column))


def _note_widths(table: Table, widths: Widths, code: str, found: Mask) -> Iterator[Note]:
    for cells in np.unique(widths.written[found]):
        rows = table.rows[found & (widths.written == cells)].tolist()
        yield Note(code, frozenset(rows), {"cells": int(cells), "named": widths.named})


def _note_broken(table: Table) -> Iterator[Note]:
    """Yield rows of which the last cell may go on in a line of its own, without a quote."""
    if table.widths is None or not len(table.rows):
        return
    full = int(table.widths.max())
    alone = np.flatnonzero((table.widths[1:-1] == 1) & (table.widths[:-2] == full)) + 1
    for at in alone.tolist() if full >= _FEWEST_CELLS else ():
        before, row = int(table.rows[at - 1]), int(table.rows[at])
        text = next((to_text(c[at]) for c in table.columns if c[at] not in ("", None)), "")
        rest = len(text.split()) < _FEWEST_OF_A_ROW and not is_total(text)
        if row == before + 1 and rest and not title_of_class(text):
            yield Note("row_broken", frozenset({before}))


def _note_cut_off(table: Table) -> Iterator[Note]:
    """Yield the last row of a text that may end in the middle of its last cell."""
    if (table.sheet and table.widths is None) or not len(table.rows):
        return  # a sheet of a workbook
    last = max((i for i, column in enumerate(table.columns) if column.used()), default=0)
    cells = table.columns[last].texts()
    end, count = cells[-1] or "", cells.counts()[cells.codes[-1]]
    longer = (other for other in cells.used() if other != end and other.startswith(end))
    if len(end) >= _FEWEST_LETTERS and count == 1 and any(longer):
        yield Note("row_cut_off", frozenset({int(table.rows[-1])}))


def agrees(table: Table, choice: Choice) -> bool:
    """Return whether the values of most columns are what their names say."""
    for index, name in enumerate(choice.fields):
        fits = _SHAPES.get(name or "")
        values = [to_text(value) for value in table.columns[index].used()] if fits else []
        if fits and values and sum(bool(fits(value)) for value in values) < _MOST * len(values):
            return False
    return True


def _count_filled_to(table: Table) -> Numbers:
    """Return for each row the place of its last filled cell, from 1."""
    filled_to = np.zeros(len(table.rows), dtype=np.intp)
    for index, column in enumerate(table.columns):
        filled_to[column.filled()] = index + 1
    return filled_to


def _find_asides(table: Table) -> Mask:
    """Titles and totals between the rows, which need not have a cell for each name."""
    filled = sum((column.filled().astype(np.intp) for column in table.columns), start=0)
    total = np.zeros(len(table.rows), dtype=bool)
    for column in table.columns:
        total |= column.where(is_total)
    found: Mask = (filled <= 1) | (total & (filled <= _MOST_OF_A_TOTAL))
    return found


def _has_more_than_a_note(table: Table, named: int) -> bool:
    return sum(bool(column.used()) for column in table.columns[named:]) > 1


def _lack_last_cells(table: Table, choice: Choice, named: int, full: Mask) -> Mask:
    """Rows that a program cut behind their last value.

    Such a program writes no row that ends with an empty cell. What it left out was not vital,
    and what it wrote is at home where it stands.
    """
    last = table.columns[named - 1]
    if (full & ~last.filled()).any():
        return np.zeros(len(table.rows), dtype=bool)
    vital = [at for name in _VITAL if (at := choice.find(name)) is not None]
    assert table.widths is not None
    fit = table.widths > max(vital, default=0)
    for index, name in enumerate(choice.fields):
        fits = _SHAPES.get(name or "")
        if fits:
            fit &= ~table.columns[index].filled() | table.columns[index].texts().where(fits)
    return fit
