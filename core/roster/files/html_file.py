"""Tables of web pages that carry the name .xls, as some school systems export them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from rosterdesk.core.roster.files.hidden import mark_hidden
from rosterdesk.core.roster.grids import to_grid
from rosterdesk.core.roster.problems import RefusedFile
from rosterdesk.core.roster.text.encodings import decode

if TYPE_CHECKING:
    from rosterdesk.core.roster.grids import Grid
    from rosterdesk.core.roster.limits import Limits

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_MOST_SPANNED = 100


def read_html(data: bytes, limits: Limits) -> list[Grid]:
    """A grid for each table; their rows are numbered through, as a spreadsheet would show them."""
    parser = _parse(data, limits)
    grids = []
    for first, rows in parser.filled():
        numbers = range(first, first + len(rows))
        grid = to_grid(None, rows, numbers)
        grid.marks = mark_hidden([number for number in numbers if number in parser.hidden])
        grids.append(grid)
    return grids


def parse_tables(data: bytes, limits: Limits) -> list[tuple[int, list[list[str]]]]:
    """The number of its first row and the rows of each table that holds anything."""
    return _parse(data, limits).filled()


def _parse(data: bytes, limits: Limits) -> _TableParser:
    parser = _TableParser(limits)
    parser.feed(_decode(data))
    parser.close()
    return parser


def _decode(data: bytes) -> str:
    named = _CHARSET.search(data, 0, 4096)
    if named and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(named[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data).text


class _TableParser(HTMLParser):
    """Flat: a table inside a cell becomes a table of its own."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.limits = limits
        self.tables: list[tuple[int, list[list[str]]]] = []
        self.hidden: set[int] = set()  # numbers of rows
        self._row_number = 0
        self._text: list[str] | None = None
        self._span = 1
        self._height = 1
        self._below: dict[int, tuple[int, str]] = {}  # by column: rows still covered, and the text
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self._skipped += 1
        elif tag == "table":
            self._end_cell()
            self._below = {}
            self.tables.append((self._row_number + 1, []))
        elif tag == "tr":
            self._start_row()
            self._note_hidden(dict(attrs))
        elif tag in ("td", "th"):
            self._start_cell(dict(attrs))
        elif tag in ("br", "p", "div") and self._text is not None:
            self._text.append(" ")

    def filled(self) -> list[tuple[int, list[list[str]]]]:
        return [(first, rows) for first, rows in self.tables if any(map(any, rows))]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._skipped = max(0, self._skipped - 1)
        elif tag in ("td", "th", "tr", "table"):
            self._end_cell()
            if tag in ("tr", "table"):
                self._fill_covered()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._skipped:
            self._text.append(data)

    def _start_row(self) -> None:
        self._end_cell()
        self._fill_covered()
        if not self.tables:
            self.tables.append((1, []))
        self._row_number += 1
        if self._row_number > self.limits.rows:
            raise RefusedFile("too_large", why="rows", limit=self.limits.rows)
        self.tables[-1][1].append([])

    def _note_hidden(self, attrs: dict[str, str | None]) -> None:
        if "hidden" in attrs or _HIDDEN.search(attrs.get("style") or ""):
            self.hidden.add(self._row_number)

    def _start_cell(self, attrs: dict[str, str | None]) -> None:
        self._end_cell()
        if not self.tables or not self.tables[-1][1]:
            self._start_row()
        self._text = []
        self._span = _read_span(attrs.get("colspan"), _MOST_SPANNED)
        self._height = _read_span(attrs.get("rowspan"), self.limits.rows)

    def _end_cell(self) -> None:
        if self._text is None:
            return
        row = self.tables[-1][1][-1] if self.tables and self.tables[-1][1] else None
        if row is not None:
            self._fill_covered(row)
            text = "".join(self._text)
            if self._height > 1:
                self._below |= {
                    len(row) + place: (self._height - 1, text if not place else "")
                    for place in range(self._span)
                }
            row.append(text)
            row += [""] * (self._span - 1)
            if len(row) > self.limits.columns:
                raise RefusedFile("too_large", why="columns", limit=self.limits.columns)
        self._text = None

    def _fill_covered(self, row: list[str] | None = None) -> None:
        """Put the cells of rows above that reach down here before the next cell.

        Without a row: those at the end of the row that was just read.
        """
        if row is None:
            if not (self._below and self.tables and self.tables[-1][1]):
                return
            row = self.tables[-1][1][-1]
        while len(row) in self._below:
            left, text = self._below[len(row)]
            if left > 1:
                self._below[len(row)] = (left - 1, text)
            else:
                del self._below[len(row)]
            row.append(text)


def _read_span(text: str | None, most: int) -> int:
    said = text or "1"
    return min(int(said), most) if said.isdecimal() and said.isascii() and int(said) else 1
