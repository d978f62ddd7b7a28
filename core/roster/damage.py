"""Letters that were damaged before the file came: repaired where that is certain, else said.

``Ã«`` and ``&euml;`` can be read back. A letter that became ``?`` or U+FFFD is gone: it comes back
only where one known word has letters in its place, and a value without it is not used.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from rosterdesk.core.roster.grids import Cells, Mark
from rosterdesk.core.roster.people import Note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.core.roster.columns.tables import Table
    from rosterdesk.core.roster.grids import Mask
    from rosterdesk.core.roster.people import Part

_NAMES = ("external_number", "first_name", "first_names", "surname", "full_name")
_ENTITY = re.compile(r"&(?:#\d{2,5}|#x[0-9a-f]{2,4}|[a-z]{2,8});", re.IGNORECASE)
# What UTF-8's first bytes of Latin letters become in Windows-1252, and a second one behind.
_MISREAD = re.compile("[ÂÃÄÅâ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_LOST = re.compile(r"\ufffd|(?<=[^\W\d_])\?(?=[^\W\d_]|\s|$)|(?<![^\W\d_])\?(?=[^\W\d_])")
_MARKS = "&?\ufffdÂÃÄÅâ"
_SUSPECT = re.compile(f"[{_MARKS}]")
_WORD = re.compile(r"[^\s,;()-]+")


def mend_table(table: Table, known: frozenset[str]) -> Table:
    """The table with repaired letters; ``known`` are words of names, in lower case."""
    marks = list(table.marks)
    columns = list(table.columns)
    for index, cells in enumerate(columns):
        for code, cells_now, rows in _mend_cells(cells, known):
            columns[index] = cells_now
            marks.append(Mark(code, table.rows[rows].tolist(), index))
    return replace(table, columns=columns, marks=marks) if len(marks) > len(table.marks) else table


def mend_part(part: Part, known: frozenset[str]) -> None:
    """The same for the people of an exchange format."""
    for name, cells in list(part.fields.items()):
        for code, cells_now, rows in _mend_cells(cells, known):
            part.fields[name] = cells_now
            lost = code == "letters_lost" and name not in _NAMES
            found = frozenset(part.rows[rows].tolist())
            part.notes.append(
                Note(f"{code}_beside" if lost else code, found, column=part.headers.get(name))
            )


def _mend_cells(cells: Cells, known: frozenset[str]) -> Iterator[tuple[str, Cells, Mask]]:
    """Yield what was done, the cells after it, and the rows it was done to; lost ones are empty."""
    if not _may_be_damaged(cells.distinct):
        return
    read = [_mend(value, known) for value in cells.distinct]
    now = Cells(cells.codes, [value for value, _ in read])
    for code in ("letters_mended", "letters_lost"):
        found = np.array([said == code for _, said in read], dtype=bool)[cells.codes]
        if found.any():
            yield code, now, found


def _may_be_damaged(values: list[Any]) -> bool:
    """One look at all of them together: a hundred thousand looks take as long as the reading."""
    try:
        joined = "\n".join(values)
    except TypeError:
        joined = "\n".join(value for value in values if isinstance(value, str))
    marks = _MARKS[:2] if joined.isascii() else _MARKS
    return any(mark in joined for mark in marks)


def _mend(value: Any, known: frozenset[str]) -> tuple[Any, str | None]:
    if not isinstance(value, str) or not _SUSPECT.search(value):
        return value, None
    text = html.unescape(value) if _ENTITY.search(value) else value
    if _MISREAD.search(text):
        from ftfy import fix_encoding  # noqa: PLC0415 - most files need none of it

        text = fix_encoding(text)
    if _LOST.search(text):
        text = _WORD.sub(lambda word: _recall(word[0], known), text)
    if _LOST.search(text):
        return "", "letters_lost"
    return (text, "letters_mended") if text != value else (value, None)


def _recall(word: str, known: frozenset[str]) -> str:
    """The word with its lost letters, where exactly one known word has letters in their places."""
    if not _LOST.search(word) or not known:
        return word
    pattern = re.compile(".".join(map(re.escape, re.split(r"[?\ufffd]", word.lower()))))
    found = {other for other in known if pattern.fullmatch(other)}
    if len(found) != 1:
        return word
    letters = found.pop()
    capitals = all(letter.isupper() for letter in word if letter.isalpha())
    upper = letters.upper() if capitals else letters[0].upper() + letters[1:]
    letters = upper if len(upper) == len(letters) else letters  # ß has a capital of two letters
    return "".join(new if old in "?\ufffd" else old for old, new in zip(word, letters, strict=True))
