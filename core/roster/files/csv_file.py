"""CSV of every dialect that schools' systems write."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from rosterdesk.core.roster.grids import Grid, drop_blank_rows, to_cells, to_grid
from rosterdesk.core.roster.problems import RefusedFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.core.roster.limits import Limits

DELIMITERS = ";,\t|"
_SAMPLE_RECORDS = 60
_SAMPLE_CHARACTERS = 100_000
_SEP_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*(?:\r\n|\n|\r)", re.IGNORECASE)
_BINARY = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_LONGEST_CELL = 131_072
_MOST_NULS = 16  # some exports end with a few; more is no text


@dataclass(frozen=True, slots=True)
class Dialect:
    delimiter: str
    encoding: str
    skipped: int  # records in front of the first one: 1 where there is a sep= line
    newline: str


def read_csv(data: bytes, limits: Limits) -> Grid:
    text, dialect = open_csv(data)
    grid = _read_fast(text, dialect, limits) or _read_ragged(text, dialect, limits)
    if len(grid.rows) > limits.rows:
        raise RefusedFile("too_large", why="rows", limit=limits.rows)
    if len(grid.columns) > limits.columns:
        raise RefusedFile("too_large", why="columns", limit=limits.columns)
    return grid


def open_csv(data: bytes) -> tuple[str, Dialect]:
    """The text without its ``sep=`` line, and how it was written."""
    text, encoding = decode(data)
    if text.count("\0") > _MOST_NULS or _BINARY.search(text, 0, _SAMPLE_CHARACTERS):
        raise RefusedFile("unsupported_type")
    text = text.replace("\0", "")
    newline = next((end for end in ("\r\n", "\n", "\r") if end in text), "\r\n")
    if named := _SEP_LINE.match(text):
        return text[named.end() :], Dialect(named[1], encoding, 1, newline)
    return text, Dialect(find_delimiter(text), encoding, 0, newline)


def decode(data: bytes) -> tuple[str, str]:
    """UTF-16 and UTF-8 by their marks, UTF-8 where it is valid, Windows-1252 otherwise."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", errors="replace"), "utf-8-sig"
    head = data[:400]
    if head[1::2].count(0) > 0.4 * len(head):  # UTF-16 without its mark
        return data.decode("utf-16-le", errors="replace"), "utf-16-le"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode_western(data)


def _decode_western(data: bytes) -> tuple[str, str]:
    """Windows-1252 leaves five bytes undefined; they become the controls that Latin-1 has."""
    text = data.decode("cp1252", errors="replace")
    return text.replace("\ufffd", ""), "cp1252"


def find_delimiter(text: str) -> str:
    """The one that cuts the first records into the most equal number of fields."""
    sample = text[:_SAMPLE_CHARACTERS]
    return max(DELIMITERS, key=lambda delimiter: _rate_delimiter(sample, delimiter))


def _rate_delimiter(sample: str, delimiter: str) -> float:
    widths = [len(row) for row in islice(_iterate(sample, delimiter), _SAMPLE_RECORDS) if any(row)]
    several = [width for width in widths if width > 1]
    if not several:
        return 0.0
    common = max(set(several), key=several.count)
    share = several.count(common) / len(widths)
    return share * math.sqrt(min(common, 20))


def _iterate(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    # universal newlines off: a CR inside quotes belongs to the cell
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _read_fast(text: str, dialect: Dialect, limits: Limits) -> Grid | None:
    """The C parser of pandas; None for what it does not take: rows that differ in length."""
    sample = islice(_iterate(text[:_SAMPLE_CHARACTERS], dialect.delimiter), _SAMPLE_RECORDS)
    if len({len(row) for row in sample if row}) > 1:
        return None
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=dialect.delimiter,
            header=None,
            dtype=object,
            na_filter=False,
            skip_blank_lines=False,
            nrows=limits.rows + 1,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError):
        return None
    rows = np.arange(1, len(frame) + 1) + dialect.skipped
    columns = [to_cells(frame[name].to_numpy(dtype=object)) for name in frame]
    return drop_blank_rows(Grid(None, rows, columns))


def _read_ragged(text: str, dialect: Dialect, limits: Limits) -> Grid:
    """The standard library's reader, which leaves the length of each row to us."""
    try:
        rows = list(islice(_iterate(text, dialect.delimiter), limits.rows + 1))
    except csv.Error as error:
        raise RefusedFile("damaged") from error
    if max(map(len, rows), default=0) > limits.columns:
        raise RefusedFile("too_large", why="columns", limit=limits.columns)
    grid = to_grid(None, rows)
    grid.rows = grid.rows + dialect.skipped
    return grid
