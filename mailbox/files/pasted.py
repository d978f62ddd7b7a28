"""Rosters that somebody pasted into a mail: a table of its HTML, or lines of its text.

A table counts only where one of its rows has the column names of pupils: what mail programs and
signatures lay out in tables has none. Below the beginning of an older mail nothing is looked for,
unless the mail only sends that on.
"""

from __future__ import annotations

import csv
import io
import re
from html import unescape

from rosterdesk.core.roster.columns.headers import find_field
from rosterdesk.mailbox.files.aligned import read_aligned
from rosterdesk.mailbox.message.marks import is_forward

LONGEST = 2_000_000  # characters: what is longer is looked at no further
_MOST_ROWS = 100_000
_MOST_CELLS = 500
_TAG = re.compile(r"<(/?)(table|tr|td|th|script|style)\b([^<>]*)>", re.IGNORECASE)
_SPAN = re.compile(r"colspan\s*=\s*[\"']?(\d{1,2})", re.IGNORECASE)
_OLD_HTML = re.compile(
    r"<blockquote|gmail_quote|divRplyFwdMsg|appendonsend|OutlookMessageHeader"
    r"|>\s*\*?(?:Van|From)\s*:|-{3,}\s?(?:Oorspronkelijk|Original|Doorgestuurd|Forwarded)",
    re.IGNORECASE,
)
_OLD_TEXT = re.compile(
    r"^(?:>|\*?(?:Van|From)\*?:\s|-{3,}\s?(?:Oorspronkelijk|Original|Doorgestuurd|Forwarded)"
    r"|(?:Op|On)\b.{5,200}\b(?:schreef|wrote)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_NAMES = {"first_name", "first_names", "surname", "full_name"}
_OF_PUPILS = {"external_number", "birth_date", "class_code", "class_name", "year"}
_MARKS = ("\t", ";", "|")
_DIGITS = re.compile(r"\d{1,15}")
_DAY = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")

Rows = list[list[str]]


def find_pasted(html: str, text: str, subject: str) -> bytes | None:
    """Return the roster that stands in the mail itself, as CSV; None where there is none."""
    if len(html) > LONGEST or len(text) > LONGEST:
        return None  # a part of a roster is none
    whole = is_forward(subject)
    found = _join(_read_tables(html if whole else _cut(html, _OLD_HTML)))
    if found is None:
        lines = (text if whole else _cut(text, _OLD_TEXT)).splitlines()
        aligned = [line.replace("\xa0", " ").rstrip() for line in lines[:_MOST_ROWS]]
        lines = [line.strip(" \r\xa0") for line in lines]
        found = _read_lines(lines) or read_aligned(aligned, has_heads) or _read_cells(lines)
    return _write(found) if found else None


def has_heads(cells: list[str]) -> bool:
    """Return whether these are the column names of a roster."""
    fields = {find_field(cell) for cell in cells if 0 < len(cell) <= 60}
    return bool(fields & _NAMES) and bool(fields & _OF_PUPILS)


def _join(tables: list[Rows]) -> Rows | None:
    """Return the rows of all tables with column names, and of those that go on below one."""
    joined: Rows = []
    for rows in tables:
        if found := _cut_roster(rows):
            joined += found
        elif joined and any(len(row) == len(joined[0]) and all(row[:2]) for row in rows):
            joined += [row for row in rows if any(row)]
    return joined or None


def _cut_roster(rows: Rows) -> Rows | None:
    """Return the rows from the column names on, with people below; None where there are none."""
    at = next((n for n, row in enumerate(rows) if has_heads(row)), None)
    if at is None:
        return None
    below = [row for row in rows[at + 1 :] if any(row)]
    return [rows[at], *below] if any(sum(map(bool, row)) >= 2 for row in below) else None


def _cut(text: str, old: re.Pattern[str]) -> str:
    begin = old.search(text)
    return text[: begin.start()] if begin else text


def _read_tables(html: str) -> list[Rows]:
    """Return the rows of each table; one inside a cell is a table of its own."""
    tables: list[Rows] = []
    cell: int | None = None  # where the text of the open cell begins
    span, skipped = 1, False
    for tag in _TAG.finditer(html):
        closes, name = bool(tag[1]), tag[2].lower()
        if name in ("script", "style"):
            skipped = not closes
            continue
        if skipped:
            continue
        if cell is not None:
            _add_cell(tables, html[cell : tag.start()], span)
            cell = None
        if closes:
            continue
        if name == "table":
            tables.append([])
        elif name == "tr":
            _add_row(tables)
        else:
            found = _SPAN.search(tag[3])
            cell, span = tag.end(), int(found[1]) if found else 1
    return tables


def _add_row(tables: list[Rows]) -> None:
    if not tables:
        tables.append([])
    if sum(map(len, tables)) < _MOST_ROWS:
        tables[-1].append([])


def _add_cell(tables: list[Rows], html: str, span: int) -> None:
    if not tables or not tables[-1]:
        _add_row(tables)
    if tables[-1] and len(tables[-1][-1]) < _MOST_CELLS:
        words = " ".join(unescape(re.sub(r"<[^<>]*>", " ", html)).split())
        tables[-1][-1] += [words, *[""] * min(span - 1, _MOST_CELLS)]


def _read_lines(lines: list[str]) -> Rows | None:
    """Read lines whose cells stand between marks, up to the last one that has any."""
    for mark in _MARKS:
        split = [_clean(line.split(mark)) for line in lines]
        at = next((n for n, cells in enumerate(split) if has_heads(cells)), None)
        if at is None:
            continue
        last = max(n for n, cells in enumerate(split) if len(cells) > 1)
        if found := _cut_roster(split[at : last + 1]):
            return found
    return None


def _clean(cells: list[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in cells]


def _read_cells(lines: list[str]) -> Rows | None:
    """Read one cell a line, as Outlook writes a table in plain text.

    How many there are in a row is told by the column names, and that no cell is missing by the
    days and the numbers: they stand in the same place in each row.
    """
    begin = next((n for n, line in enumerate(lines) if _is_head(line)), None)
    if begin is None:
        return None
    if lines[begin + 1 : begin + 2] == [""]:  # an empty line between two cells
        return _read_cells(lines[begin::2]) if not any(lines[begin + 1 : begin + 6 : 2]) else None
    end = next((n for n in range(begin, len(lines)) if not _is_head(lines[n])), len(lines))
    heads = lines[begin:end]
    if not has_heads(heads):
        return None
    cut = [lines[n : n + len(heads)] for n in range(end, len(lines), len(heads))]
    rows = [row for row in cut if len(row) == len(heads)][:_MOST_ROWS]
    found = rows[: _count_alike(rows)]
    rest = lines[end + len(found) * len(heads) :]
    return _cut_roster([heads, *found]) if not any(map(_DAY.fullmatch, rest)) else None


def _is_head(line: str) -> bool:
    return (
        0 < len(line) <= 40 and not line.endswith((".", ",", "!", "?")) and bool(find_field(line))
    )


def _count_alike(rows: Rows) -> int:
    """Return how many of the first rows have days and numbers where the first one has them."""
    if not rows or sum(map(bool, rows[0])) < 2:
        return 0
    first = [_shape(cell) for cell in rows[0]]
    return next((n for n, row in enumerate(rows) if not _is_alike(row, first)), len(rows))


def _is_alike(row: list[str], shapes: list[re.Pattern[str] | None]) -> bool:
    pairs = [(cell, shape) for cell, shape in zip(row, shapes, strict=True) if cell]
    return len(pairs) >= 2 and all(shape in (None, _shape(cell)) for cell, shape in pairs)


def _shape(cell: str) -> re.Pattern[str] | None:
    return next((each for each in (_DAY, _DIGITS) if each.fullmatch(cell)), None)


def _write(rows: Rows) -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows(rows)
    return written.getvalue().encode()
