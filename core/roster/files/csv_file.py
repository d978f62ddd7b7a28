"""CSV of every dialect that schools' systems write, as they write it and as it gets damaged."""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from rosterdesk.core.roster.distinct import import_pandas
from rosterdesk.core.roster.grids import Grid, Mark, drop_blank_rows, to_cells, to_grid
from rosterdesk.core.roster.model import Reason
from rosterdesk.core.roster.problems import RefusedFile
from rosterdesk.core.roster.text.dialects import Dialect, find_dialect, measure_sample
from rosterdesk.core.roster.text.encodings import decode
from rosterdesk.core.roster.text.records import read_records

if TYPE_CHECKING:
    from rosterdesk.core.roster.grids import Cells
    from rosterdesk.core.roster.hints import Hints
    from rosterdesk.core.roster.limits import Limits
    from rosterdesk.core.roster.text.encodings import Decoded

_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1a\x1c-\x1e\x7f]")
_ENTITY = re.compile(
    r"&(?:[A-Za-z](?:uml|acute|grave|circ|cedil|tilde|ring|slash)|szlig|[AaOo]Elig|#\d{3});"
)
_ANSWERED = re.compile(r"^(?:> ?)+", re.MULTILINE)
_MOST_NULS = 16  # some exports end with a few; more is no text
_MOST_CONTROLS, _CONTROL_SHARE = (
    16,
    0.01,
)  # a few in a text are slips; many are another kind of file
_SAMPLE_CHARACTERS = 100_000
_LONG = 1_000_000  # characters of a text from which pandas reads it sooner, its import counted


@dataclass(slots=True)
class Text:
    """A text and how it is to be read; ``touched`` are its lines, from 0, by what they suffered."""

    text: str
    dialect: Dialect
    decoded: Decoded
    widths: list[int]  # the number of cells of each of the first rows
    touched: dict[str, list[int]] = field(default_factory=dict)


def read_csv(data: bytes, limits: Limits, hints: Hints | None = None) -> Grid:
    opened = open_csv(data, hints)
    grid = _read_fast(opened, limits) or _read_carefully(opened, limits)
    if len(grid.rows) > limits.rows:
        raise RefusedFile("too_large", why="rows", limit=limits.rows)
    if len(grid.columns) > limits.columns:
        raise RefusedFile("too_large", why="columns", limit=limits.columns)
    if opened.decoded.guessed:
        _tell_guessed(grid, opened.decoded.guessed)
    grid.reasons += _explain(opened)
    return grid


def open_csv(data: bytes, hints: Hints | None = None) -> Text:
    """The text without its ``sep=`` line and its stray characters, and how it was written."""
    declared, known = (hints.charset, hints.known_words) if hints else (None, frozenset())
    decoded = decode(data, declared, known)
    text, controls = _remove_controls(decoded.text)
    text, entities = _read_entities(text)
    text = _take_answer_marks(text)
    text, dialect = find_dialect(text, decoded.encoding)
    touched = {
        "character_removed": controls,
        "encoding_mixed": list(decoded.other_lines),
        "letters_mended": entities,
    }
    skipped = dialect.skipped
    lines = {code: [line - skipped for line in found] for code, found in touched.items() if found}
    return Text(text, dialect, decoded, measure_sample(text, dialect.delimiter), lines)


def _remove_controls(text: str) -> tuple[str, list[int]]:
    """The text as it was typed, and the lines that held what nobody can type.

    Control-Z is how DOS ended a text.
    """
    text = text.rstrip("\0").removesuffix("\x1a") if text[-1:] in "\0\x1a" else text
    nuls = text.count("\0")
    if nuls:
        text = text.replace("\0", "")
    found = [each.start() for each in _CONTROL.finditer(text)] if not text.isprintable() else []
    most = max(min(_MOST_CONTROLS, len(text) // 20), int(_CONTROL_SHARE * len(text)))
    if nuls > _MOST_NULS or len(found) > most:
        raise RefusedFile("unsupported_type")
    if not found:
        return text, []
    return _CONTROL.sub("", text), _list_lines(text, found)


def _read_entities(text: str) -> tuple[str, list[int]]:
    """The text with letters where HTML's names of them stand, whose ends divide cells in two."""
    if "&" not in text:
        return text, []
    found = [each.start() for each in _ENTITY.finditer(text)]
    if not found:
        return text, []
    return _ENTITY.sub(lambda each: html.unescape(each[0]), text), _list_lines(text, found)


def _take_answer_marks(text: str) -> str:
    """The text without the '>' that mail programs put before each line of what is answered."""
    if not text.startswith(">"):
        return text
    lines = [line for line in text.splitlines() if line]
    return _ANSWERED.sub("", text) if all(line[0] == ">" for line in lines) else text


def _list_lines(text: str, places: list[int]) -> list[int]:
    """The numbers, from 0, of the lines that the places are in."""
    end = next((each for each in ("\r\n", "\n", "\r") if each in text), "\n")
    lines, line, before = set(), 0, 0
    for place in places:
        line += text.count(end, before, place)
        before = place
        lines.add(line)
    return sorted(lines)


def _read_fast(opened: Text, limits: Limits) -> Grid | None:
    """Return the grid of a wholly regular text, and None for any other."""
    text, dialect = opened.text, opened.dialect
    if opened.touched or not dialect.is_plain or len(set(opened.widths)) > 1:
        return None
    parse = _parse_long if len(text) > _LONG else _parse_short
    parsed = parse(text, dialect.delimiter, limits.rows + 1)
    if parsed is None:
        return None
    columns = [to_cells(column) for column in parsed]
    count = len(columns[0]) if columns else 0
    lines = count <= limits.rows and _count_lines(text, dialect.newline)
    if lines and (lines != count or not _is_whole(text, dialect, columns)):
        return None
    return drop_blank_rows(Grid(None, np.arange(1, count + 1) + dialect.skipped, columns))


def _parse_long(text: str, delimiter: str, most: int) -> list[Any] | None:
    """Return the columns by the C parser of pandas, whose import a long text earns.

    It takes a quote that is closed in the middle of a cell without a word, so those are seen here.
    """
    if '"' in text and '"' in _compile_quoted(delimiter).sub("", text):
        return None
    pd = import_pandas()
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=delimiter,
            header=None,
            dtype=object,
            na_filter=False,
            skip_blank_lines=False,
            skipinitialspace=True,
            nrows=most,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError):
        return None
    return [frame[name].to_numpy(dtype=object) for name in frame]


def _compile_quoted(delimiter: str) -> re.Pattern[str]:
    """Return the pattern of a cell that is wholly between quotes."""
    end = rf"{re.escape(delimiter)}\r\n"
    return re.compile(rf'(?<![^{end} ])"[^"]*"(?=[{end}]|\Z)')


def _parse_short(text: str, delimiter: str, most: int) -> list[Any] | None:
    """Return the columns by Python's parser; None where rows differ in their number of cells."""
    source = io.StringIO(text, newline="")
    parser = csv.reader(source, delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        rows = list(islice(parser, most))
    except csv.Error:
        return None
    widths = {len(row) for row in rows if row}
    if len(widths) != 1:
        return None
    blank = [""] * widths.pop()
    return list(zip(*(row or blank for row in rows), strict=True))


def _count_lines(text: str, newline: str) -> int:
    ended = text.endswith(newline) or not text
    return text.count(newline) + (not ended)


def _is_whole(text: str, dialect: Dialect, columns: list[Cells]) -> bool:
    """Return whether each delimiter of the text is between two cells of a full row, or inside one.

    Anything that the parser did silently shows here: rows that were filled up, quotes that
    swallowed rows, quotes that were no quotes.
    """
    delimiter = dialect.delimiter
    inside = 0
    if '"' in text:
        for column in columns:
            joined = "\0".join(column.distinct)
            if '"' in joined or "\\" in joined:
                return False
            if delimiter in joined:
                counted = [value.count(delimiter) for value in column.distinct]
                inside += int(np.array(counted)[column.codes].sum())
    elif "\\" in text:
        return False
    filled = len(columns[0]) - _count_blank_lines(text, dialect.newline)
    return text.count(delimiter) - inside == (len(columns) - 1) * filled


def _count_blank_lines(text: str, newline: str) -> int:
    if newline * 2 not in text and not text.startswith(newline):
        return 0
    return sum(not line for line in text.removesuffix(newline).split(newline))


def _read_carefully(opened: Text, limits: Limits) -> Grid:
    """Row by row, each with its own number of cells."""
    found = read_records(opened.text, opened.dialect, limits.rows)
    if max(map(len, found.rows), default=0) > limits.columns:
        raise RefusedFile("too_large", why="columns", limit=limits.columns)
    skipped = opened.dialect.skipped
    numbers = range(1 + skipped, len(found.rows) + 1 + skipped)
    grid = to_grid(None, found.rows, numbers)
    widths = np.array([len(row) for row in found.rows], dtype=np.intp)
    grid.widths = widths[grid.rows - 1 - skipped]
    for code, rows in found.mended.items():
        grid.marks.append(Mark(code, [row + skipped for row in rows]))
    for code, lines in opened.touched.items():
        at = np.searchsorted(found.lines, lines, side="right")
        grid.marks.append(Mark(code, sorted({int(row) + skipped for row in at})))
    return grid


def _tell_guessed(grid: Grid, label: str) -> None:
    """The rows with letters that only the guess gave."""
    found = np.zeros(len(grid.rows), dtype=bool)
    for column in grid.columns:
        found |= column.where(lambda cell: isinstance(cell, str) and not cell.isascii())
    rows = grid.rows[found].tolist()
    grid.marks.append(Mark("encoding_guessed", rows, values={"encoding": label}))


def _explain(opened: Text) -> list[Reason]:
    dialect, decoded = opened.dialect, opened.decoded
    widths = opened.widths
    common = max(set(widths), key=widths.count) if widths else 0
    shown = {"\t": "tab", " ": "space"}.get(dialect.delimiter, dialect.delimiter)
    why = f"{widths.count(common)} of the first {len(widths)} rows have {common} cells"
    marks = "" if dialect.is_plain else " ".join(dialect.marks)
    reasons = [
        Reason("encoding", decoded.guessed or decoded.encoding, decoded.why),
        Reason("delimiter", shown, "sep= line" if dialect.skipped else why),
    ]
    if marks:
        reasons.append(Reason("quotes", marks, "they stand around most of the filled cells"))
    return reasons
