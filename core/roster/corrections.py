"""Corrections of a file: which cell, what stood there, and what stands there now."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import astuple, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_DAY_FIRST = re.compile(r"\s*(\d{1,2})\s?[-./ ]\s?(\d{1,2})\s?[-./ ]\s?(\d{4})\s*")
_DATES = ("birth_date", "leaves_on")


@dataclass(frozen=True, slots=True)
class Correction:
    """One cell, by its place in the file as people know it; a row that went has no column.

    ``step`` counts what a person did: one value that was mended in forty rows is one step, and
    is undone as one.
    """

    sheet: str | None
    row: int
    column: str | None
    before: str
    after: str
    step: int = 0


@dataclass(frozen=True, slots=True)
class CellTable:
    """The cells of one table of a file as text; ``fields`` are what its columns became."""

    sheet: str | None
    columns: tuple[str, ...]
    fields: tuple[str | None, ...]
    rows: tuple[int, ...]
    cells: tuple[tuple[str, ...], ...]


def pack_corrections(corrections: Iterable[Correction]) -> list[Any]:
    return [astuple(each) for each in corrections]


def unpack_corrections(packed: Iterable[Sequence[Any]]) -> list[Correction]:
    return [Correction(*each) for each in packed]


def pack_tables(tables: Iterable[CellTable]) -> list[Any]:
    return [astuple(each) for each in tables]


def unpack_tables(packed: Iterable[Sequence[Any]]) -> list[CellTable]:
    return [
        CellTable(sheet, tuple(columns), tuple(fields), tuple(rows), tuple(map(tuple, cells)))
        for sheet, columns, fields, rows, cells in packed
    ]


def write_cell(typed: str, field: str | None) -> str:
    """Return what is put in the cell: a date that was typed day first can be read in one way."""
    found = _DAY_FIRST.fullmatch(typed) if field in _DATES else None
    if found:
        with suppress(ValueError):
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    return " ".join(typed.split())
