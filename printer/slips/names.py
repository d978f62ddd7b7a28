"""Names in any script: what a printer's code pages hold, and what must be drawn."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rosterdesk.printer.model.pages import python_codec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.printer.model.paper import Paper

# Cc and Cf are what could command a printer or turn a name around (U+202E); two joiners of Cf
# stay, because Persian and Indic names are misspelt without them.
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS = frozenset("\u200c\u200d")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A name that must be printed as an image, or, without a font for it, cannot be."""

    name: str
    characters: str
    drawable: bool


def clean_text(text: str) -> str:
    """Return the text in NFC on one line, without any control or format character."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    spaced = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
    kept = (c for c in spaced if c in _JOINERS or unicodedata.category(c) not in _DROPPED)
    return _SPACES.sub(" ", "".join(kept)).strip()


def is_printable(text: str, paper: Paper) -> bool:
    return text.isascii() or printable_characters(paper).issuperset(text)


def find_unprintable(text: str, paper: Paper) -> str:
    """Return the characters that would come out as ``?``, each once, in order."""
    known = printable_characters(paper)
    return "".join(dict.fromkeys(c for c in text if c not in known))


def list_unprintable(names: Iterable[str], paper: Paper) -> list[Unprintable]:
    """List, before a run, the names that will be drawn and those that cannot be."""
    from rosterdesk.printer.drawing.composing import (  # noqa: PLC0415 - most runs need no font
        find_line,
    )

    found = []
    for name in map(clean_text, names):
        characters = find_unprintable(name, paper)
        if characters:
            found.append(Unprintable(name, characters, find_line(name) is not None))
    return found


@lru_cache(maxsize=64)
def printable_characters(paper: Paper) -> frozenset[str]:
    high = bytes(range(128, 256))
    pages = (high.decode(python_codec(name), "ignore") for name, _ in paper.code_pages)
    controls = {chr(c) for c in (*range(32), *range(127, 160))}
    return frozenset(map(chr, range(32, 127))).union(*pages) - controls - {"\xad"}
