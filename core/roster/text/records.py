"""Rows of cells out of a damaged text, no row harming another.

Each line is first read as the dialect says. Where that does not give the number of cells that
most rows have, or a quote swallows the lines after it, the line is read in the other ways in
which programs and people write such lines; the one that gives that number is believed, and the
row is named as mended. A row that no way makes whole keeps its own number of cells.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from rosterdesk.core.roster.problems import RefusedFile
from rosterdesk.core.roster.text.dialects import DELIMITERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rosterdesk.core.roster.text.dialects import Dialect

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")
_NOTHING_QUOTED = re.compile(r'"\s*"')
_MOST_LINES = 20  # of one cell
_COMMON = 0.2  # of the rows, for a number of cells to be one that a table of the file has
_SAMPLE = 2_000
_SWALLOWED = 0.5  # of the delimiters of as many rows

Row = list[str]


@dataclass(slots=True)
class Records:
    """``lines`` has the line, from 0, that each row begins in.

    ``mended`` has the numbers of rows, from 1, by the code that says what was done to them.
    """

    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    mended: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def read_records(text: str, dialect: Dialect, most: int) -> Records:
    """The rows, at most one more than ``most``."""
    lines = [line.rstrip("\r\n") for line in _LINES.findall(text)]
    if lines and not lines[-1]:
        lines.pop()
    if not dialect.is_plain:
        return _read_marked(lines, dialect, most)
    return _Reading(lines, dialect).read(most)


class _Reading:
    def __init__(self, lines: list[str], dialect: Dialect) -> None:
        self.lines = lines
        self.delimiter = dialect.delimiter
        self.ways: tuple[Callable[[str], Row | None], ...] = (
            self._read_strict,
            self._read_escaped,
            self._read_literally,
            self._read_loosely,
        )
        self.widths = self._find_widths()

    def read(self, most: int) -> Records:
        found = Records()
        at = 0
        while at < len(self.lines) and len(found.rows) <= most:
            row, used, code = self._read_at(at)
            found.rows.append(row)
            found.lines.append(at)
            if code:
                found.mended[code].append(len(found.rows))
            at += used
        return found

    def _find_widths(self) -> frozenset[int]:
        """The numbers of cells that rows of this file have: one for each of its tables."""
        sample = [line for line in self.lines[:_SAMPLE] if line.strip()]
        read = (self._read_strict(line) for line in sample)
        counted = Counter(len(row) for row in read if row)
        if not counted:
            return frozenset()
        fewest = max(2, _COMMON * len(sample))
        common = {width for width, count in counted.items() if count >= fewest and width > 1}
        return frozenset(common) or frozenset({max(counted)})

    def _read_at(self, at: int) -> tuple[Row, int, str | None]:
        """The row that begins in a line, the number of its lines, and what was mended."""
        line = self.lines[at]
        if '"' not in line:
            plain = line.split(self.delimiter)
            if len(plain) in self.widths or not line.strip():
                return plain, 1, None
            return self._read_otherwise(line, plain)
        row = self._read_strict(line)
        if row is not None and len(row) in self.widths:
            if row[1:] and any(map(_has_stray_quote, row)):
                return [_NOTHING_QUOTED.sub("", c).strip(' "') for c in row], 1, "quotes_mended"
            return row, 1, None
        if row is None and (joined := self._join(at)):
            return *joined, None
        for read in self.ways:
            row = read(line)
            if row and len(row) in self.widths:
                return row, 1, None if read == self._read_escaped else "quotes_mended"
        return self._read_otherwise(line, self._read_literally(line))

    def _join(self, at: int) -> tuple[Row, int] | None:
        """A row whose cell holds line ends, where it is one: a lone quote swallows whole rows."""
        following = (f"{line}\n" for line in islice(self.lines, at, at + _MOST_LINES))
        reader = csv.reader(following, delimiter=self.delimiter, strict=True, skipinitialspace=True)
        try:
            row = next(reader)
        except (csv.Error, StopIteration):
            return None
        if len(row) not in self.widths:
            return None
        if any(map(self._has_swallowed, row)):
            return None
        return row, reader.line_num

    def _has_swallowed(self, cell: str) -> bool:
        """True for a cell that holds about as many delimiters as the rows behind it would."""
        between = cell.count("\n") * (min(self.widths) - 1)
        return 0 < _SWALLOWED * between <= cell.count(self.delimiter)

    def _read_otherwise(self, line: str, row: Row) -> tuple[Row, int, str | None]:
        """One row that has another delimiter than the others; or as it stands."""
        for other in DELIMITERS:
            if other != self.delimiter and other in line:
                cells = _read_line(line, other)
                if cells and len(cells) in self.widths and len(cells) > len(row):
                    return cells, 1, "delimiter_mended"
        return row, 1, None

    def _read_strict(self, line: str) -> Row | None:
        return _read_line(line, self.delimiter)

    def _read_escaped(self, line: str) -> Row | None:
        if "\\" not in line:
            return None
        reader = csv.reader(
            [line], delimiter=self.delimiter, escapechar="\\", doublequote=False, strict=True
        )
        return _take_first(reader)

    def _read_literally(self, line: str) -> Row:
        """Quotes are no marks here: those at the ends of cells go, and one without its like."""
        cells = (cell.strip().strip('"') for cell in line.split(self.delimiter))
        return [
            cell.replace(*(('"', "") if cell.count('"') % 2 else ('""', '"'))) for cell in cells
        ]

    def _read_loosely(self, line: str) -> Row | None:
        return _take_first(csv.reader([line], delimiter=self.delimiter, skipinitialspace=True))


def _has_stray_quote(cell: str) -> bool:
    """Return whether it has quotes other than a pair around a word of it, as a nickname has."""
    return '"' in cell and (cell.count('"') % 2 == 1 or bool(_NOTHING_QUOTED.search(cell)))


def _read_line(line: str, delimiter: str) -> Row | None:
    """The cells of a line whose quotes are whole; None where they are not."""
    if '"' not in line:
        return line.split(delimiter)
    return _take_first(csv.reader([line], delimiter=delimiter, strict=True, skipinitialspace=True))


def _take_first(reader: Iterator[Row]) -> Row | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        if "field larger" in str(error):
            raise RefusedFile("damaged") from error
        return None


def _read_marked(lines: list[str], dialect: Dialect, most: int) -> Records:
    """Cells between other marks than the double quote; one such mark inside a cell is a letter."""
    opening, closing = map(re.escape, dialect.marks)
    delimiter = re.escape(dialect.delimiter)
    cell = re.compile(
        rf" *+(?:{opening}(.*?){closing} *(?={delimiter}|$)|([^{delimiter}]*))"
        if dialect.delimiter != " "
        else rf"(?:{opening}(.*?){closing}(?=$| )|([^ ]*))"
    )
    found = Records()
    for number, line in enumerate(islice(lines, most + 1)):
        found.rows.append(_split_marked(line, cell))
        found.lines.append(number)
    return found


def _split_marked(line: str, cell: re.Pattern[str]) -> Row:
    row: Row = []
    at = 0
    while found := cell.match(line, at):
        row.append(found[2] if found[1] is None else found[1])
        at = found.end() + 1  # behind the delimiter
        if at > len(line):
            break
    return row
