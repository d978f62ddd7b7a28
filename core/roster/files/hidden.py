"""Rows that a filter or a person hid, in .xls and .ods: read like the others, and said.

They are looked for in the bytes, since calamine does not tell. What is not found there, for a
file that is written in an odd way, is a remark too few and never a person.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from rosterdesk.core.roster.grids import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable

# BOF of a worksheet in BIFF8, and ROW with its bit fDyZero ([MS-XLS] 2.4.21 and 2.4.221).
_SHEET_XLS = re.compile(rb"\x09\x08\x10\x00\x00\x06\x10\x00")
_ROW_XLS = re.compile(
    rb"\x08\x02\x10\x00(..).{10}[\x20-\x3f\x60-\x7f\xa0-\xbf\xe0-\xff]\x01..", re.DOTALL
)
_TABLE_ODS = re.compile(rb"<table:table[\s>]")
_ROW_ODS = re.compile(rb"<table:table-row\b[^>]*>")
_REPEATED = re.compile(rb'\btable:number-rows-repeated="(\d{1,7})"')
HINT_ODS = b"table:visibility="
_HIDDEN_ODS = re.compile(rb'table:visibility="(?:collapse|filter)"')
_MOST_REPEATED = 10_000


def find_hidden_in_xls(data: bytes) -> list[list[Mark]]:
    """Return the marks of each worksheet, in the order in which they stand in the file."""
    return [mark_hidden(_list_rows_xls(each)) for each in _part(data, _SHEET_XLS)]


def find_hidden_in_ods(content: bytes) -> list[list[Mark]]:
    """Return the same for the XML of an OpenDocument."""
    return [mark_hidden(_list_rows_ods(each)) for each in _part(content, _TABLE_ODS)]


def _part(data: bytes, beginning: re.Pattern[bytes]) -> Iterable[bytes]:
    starts = [found.start() for found in beginning.finditer(data)]
    return (data[one:other] for one, other in pairwise([*starts, len(data)]))


def _list_rows_xls(sheet: bytes) -> list[int]:
    return [int.from_bytes(row[1], "little") + 1 for row in _ROW_XLS.finditer(sheet)]


def _list_rows_ods(table: bytes) -> list[int]:
    hidden: list[int] = []
    number = 1
    for row in _ROW_ODS.finditer(table):
        said = _REPEATED.search(row[0])
        times = int(said[1]) if said else 1
        if _HIDDEN_ODS.search(row[0]):
            hidden += range(number, number + min(times, _MOST_REPEATED))
        number += times
    return hidden


def mark_hidden(rows: list[int]) -> list[Mark]:
    return [Mark("rows_hidden", rows)] if rows else []
