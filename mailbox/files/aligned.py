"""Rosters that stand in the text of a mail as columns of blanks. Pure.

A cell may be empty, so where it belongs is told by where the column names begin. One line that
does not fit, and nothing is read: who is missing in a roster is taken to have left.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_CELL = re.compile(r"\S+(?: \S+)*")
_FEWEST = 3  # cells
_MOST_COLUMNS = 100
_LONGEST_LINE = 2_000


def read_aligned(
    lines: Sequence[str], has_heads: Callable[[list[str]], bool]
) -> list[list[str]] | None:
    """Return the column names and the rows below them; None where there are none, or not all."""
    for at, line in enumerate(lines):
        cells = list(_CELL.finditer(line)) if len(line) <= _LONGEST_LINE else []
        if not _FEWEST <= len(cells) <= _MOST_COLUMNS:
            continue
        heads = [cell[0] for cell in cells]
        if has_heads(heads):
            starts = [cell.start() for cell in cells]
            rows = _read_rows(lines[at + 1 :], starts)
            return [heads, *rows] if rows else None
    return None


def _read_rows(lines: Sequence[str], starts: Sequence[int]) -> list[list[str]]:
    """Return the rows up to the first line that is none; nothing where a row stands below it."""
    rows: list[list[str]] = []
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        row = _cut_row(line, starts)
        if row is None:
            return [] if any(map(_is_like_row, lines[number:])) else rows
        rows.append(row)
    return rows


def _cut_row(line: str, starts: Sequence[int]) -> list[str] | None:
    """Return the cells of a line; None where one does not begin where its column does."""
    begins = {cell.start() for cell in _CELL.finditer(line)}
    if len(begins) < _FEWEST or not begins <= set(starts):
        return None
    ends = [*starts[1:], len(line)]
    return [line[begin:end].strip() for begin, end in zip(starts, ends, strict=True)]


def _is_like_row(line: str) -> bool:
    cells = _CELL.findall(line)
    return len(cells) >= _FEWEST and any(map(str.isdigit, line))
