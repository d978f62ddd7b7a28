"""Letters that were damaged before the file came: repaired where that is certain, else said.

``Ã«`` and ``&euml;`` can be read back. A letter that became ``?`` or U+FFFD is gone: it comes back
only where one known name has it in that place, and a name without it is not used.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from rosterdesk.core.roster.grids import Cells

if TYPE_CHECKING:
    from rosterdesk.core.roster.hints import Hints
    from rosterdesk.core.roster.people import People

_NAMES = ("first_name", "first_names", "prefix", "surname", "full_name")
_CLASSES = ("class_code", "class_name")
_PLACES = ("street", "city")
_ENTITY = re.compile(r"&(?:#\d{2,5}|#x[0-9a-f]{2,4}|[a-z]{2,8});", re.IGNORECASE)
# What UTF-8's first bytes of Latin letters become in Windows-1252, and a second one behind.
_MISREAD = re.compile("[ÂÃÄÅâ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
LOST = re.compile(r"\ufffd|(?<=[^\W\d_])\?(?=[^\W\d_]|\s|$)|(?<![^\W\d_])\?(?=[^\W\d_])")
_WORD = re.compile(r"[^\s,;()-]+")


def mend_damage(people: People, hints: Hints) -> None:
    for name in (*_NAMES, *_CLASSES, *_PLACES):
        if not people.has(name):
            continue
        cells = people.cells(name)
        read = [_mend(value, hints.known_words) for value in cells.distinct]
        mended = [code == "letters_mended" for _, code in read]
        lost = np.array([code == "letters_lost" for _, code in read])
        if any(mended):
            people.replace_cells(name, Cells(cells.codes, [value for value, _ in read]))
            people.remark("letters_mended", np.array(mended)[cells.codes], name)
        if lost.any() and name in _PLACES:
            people.remark("letters_lost_beside", lost[cells.codes], name)
            people.replace_cells(name, people.cells(name).blank_where(lost[cells.codes]))
        elif lost.any():
            people.remark("letters_lost", lost[cells.codes], name)


def _mend(value: Any, known: frozenset[str]) -> tuple[Any, str | None]:
    if not isinstance(value, str) or (value.isascii() and "?" not in value and "&" not in value):
        return value, None
    text = html.unescape(value) if _ENTITY.search(value) else value
    if _MISREAD.search(text):
        from ftfy import fix_encoding  # noqa: PLC0415 - most files need none of it

        text = fix_encoding(text)
    if LOST.search(text):
        text = _WORD.sub(lambda word: _recall(word[0], known), text)
    if LOST.search(text):
        return value, "letters_lost"
    return (text, "letters_mended") if text != value else (value, None)


def _recall(word: str, known: frozenset[str]) -> str:
    """The word with its lost letters, where exactly one known word has letters in their places."""
    if not LOST.search(word) or not known:
        return word
    pattern = re.compile(".".join(map(re.escape, re.split(r"[?\ufffd]", word.lower()))))
    found = {other for other in known if pattern.fullmatch(other)}
    if len(found) != 1:
        return word
    letters = found.pop()
    return "".join(new if old in "?\ufffd" else old for old, new in zip(word, letters, strict=True))
