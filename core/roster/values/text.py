"""Cells as plain text: what a person sees in the cell, without what nobody sees."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Any

# Controls, soft hyphen, joiners, zero-width and direction marks, fillers and selectors that have
# no width, lone surrogates, BOM, private letters, and the tags that can hide a whole text.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff"
    "\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\uffff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
# These count as printable; so do the marks that stack on a letter: two are a language, ten a joke.
_HIDDEN_IN_PRINT = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]|[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f]{2}"
)
_STACK = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{2})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_FORMULA_STARTS = tuple("=+-@")
_SPACES = re.compile(r"\s+")
# ="00123" keeps leading zeros when Excel opens a CSV; some systems write every cell so.
_EXCEL_TEXT = re.compile(r'="([^"]*)"')


def clean_text(text: str) -> str:
    """NFC, one space between words, no control or direction marks."""
    if not text.isprintable() or _HIDDEN_IN_PRINT.search(text):
        text = _STACK.sub(r"\1", _UNSEEN.sub("", text))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "  " in text or not text.isprintable():
        text = _SPACES.sub(" ", text)
    text = text.strip()
    if text[:1] == "'" and text[1:2] in _FORMULA_STARTS:
        return text[1:]  # neutralised, by us or by another careful program
    if text[:2] == '="' and (quoted := _EXCEL_TEXT.fullmatch(text)):
        return quoted[1].strip()
    return text


def clean_cells(cells: list[Any]) -> list[Any]:
    """The cells with their text cleaned; numbers and dates stay what they are."""
    if _are_clean(cells):
        return cells
    return [clean_text(cell) if isinstance(cell, str) else cell for cell in cells]


def _are_clean(cells: list[Any]) -> bool:
    """One look at all of them together: a hundred thousand looks take as long as the reading."""
    try:
        joined = "|".join(cells)
    except TypeError:
        return False
    edges = ("  ", "| ", " |", "|'", '|="')
    return (
        joined.isprintable()
        and (joined.isascii() or not _HIDDEN_IN_PRINT.search(joined))
        and not joined.startswith((" ", "'", '="'))
        and not joined.endswith(" ")
        and not any(edge in joined for edge in edges)
        and unicodedata.is_normalized("NFC", joined)
    )


def to_text(cell: object) -> str:
    """The cell as a person would type it; '' for an empty one."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.strftime("%d-%m-%Y")
    return "" if cell is None else str(cell)
