"""The way a text divides its rows into cells: delimiter, quotes, escapes, found by trying them."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIMITERS = ";,\t|"
_RARE_DELIMITERS = "~^:\x1f "
_SAMPLE_RECORDS = 60
_SAMPLE_CHARACTERS = 100_000
_SEP_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*(?:\r\n|\n|\r)", re.IGNORECASE)
_LONGEST_CELL = 131_072
# Marks that stand around cells in place of the double quote.
_MARKS = (("'", "'"), ("`", "`"), ("‘", "’"), ("“", "”"), ("„", "”"), ("”", "”"), ("`", "'"))
_MOST_MARKED = 0.6  # of the filled cells, for a mark to be one that stands around cells
_FEW_COLUMNS = 3  # what a rare delimiter must make, at least


@dataclass(frozen=True, slots=True)
class Dialect:
    """``marks`` open and close a cell; ``skipped`` counts records in front of the first one."""

    delimiter: str
    encoding: str = "utf-8"
    skipped: int = 0  # 1 where there is a sep= line
    newline: str = "\r\n"
    marks: tuple[str, str] = ('"', '"')

    @property
    def is_plain(self) -> bool:
        return self.marks[0] == '"'


def find_dialect(text: str, encoding: str) -> tuple[str, Dialect]:
    """The text without its ``sep=`` line, and how it was written."""
    newline = next((end for end in ("\r\n", "\n", "\r") if end in text), "\r\n")
    if named := _SEP_LINE.match(text):
        text = text[named.end() :]
        return text, Dialect(named[1], encoding, 1, newline, find_marks(text, named[1]))
    delimiter = find_delimiter(text)
    return text, Dialect(delimiter, encoding, 0, newline, find_marks(text, delimiter))


def find_delimiter(text: str) -> str:
    """The one that cuts the first records into the most equal number of fields."""
    sample = text[:_SAMPLE_CHARACTERS]
    rated = {delimiter: _rate_delimiter(sample, delimiter) for delimiter in DELIMITERS}
    best = max(rated, key=rated.__getitem__)
    if rated[best] > 1.0:
        return best
    for delimiter in _RARE_DELIMITERS:
        if delimiter in sample and _is_even(sample, delimiter):
            return delimiter
    return best


def find_marks(text: str, delimiter: str) -> tuple[str, str]:
    """The marks around most of the filled cells; the double quote where there are none."""
    lines = text[:_SAMPLE_CHARACTERS].splitlines()[:_SAMPLE_RECORDS]
    if not any(opening in line for line in lines[:1] for opening, _ in _MARKS):
        return '"', '"'  # names stand between them too
    cells = [cell.strip() for line in lines for cell in line.split(delimiter)]
    filled = [cell for cell in cells if cell and cell != '""']
    for opening, closing in _MARKS:
        marked = sum(
            len(cell) > 1 and cell[0] == opening and cell[-1] == closing for cell in filled
        )
        if filled and marked > _MOST_MARKED * len(filled):
            return opening, closing
    return '"', '"'


def iterate(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    # universal newlines off: a CR inside quotes belongs to the cell
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)


def measure_sample(text: str, delimiter: str) -> list[int]:
    """The number of cells of each of the first records that hold any."""
    records = islice(iterate(text[:_SAMPLE_CHARACTERS], delimiter), _SAMPLE_RECORDS)
    return [len(row) for row in records if any(row)]


def _rate_delimiter(sample: str, delimiter: str) -> float:
    widths = measure_sample(sample, delimiter)
    several = [width for width in widths if width > 1]
    if not several:
        return 0.0
    common = max(set(several), key=several.count)
    share = several.count(common) / len(widths)
    return share * math.sqrt(min(common, 20))


def _is_even(sample: str, delimiter: str) -> bool:
    widths = measure_sample(sample, delimiter)
    common = max(set(widths), key=widths.count) if widths else 0
    return common >= _FEW_COLUMNS and widths.count(common) >= 0.8 * len(widths)
