"""Cells as plain text: what a person sees in the cell, without what nobody sees."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Any

# C0 and C1 controls, soft hyphen, zero-width and direction marks, lone surrogates, BOM.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\uffff]"
)
_FORMULA_STARTS = tuple("=+-@")
_SPACES = re.compile(r"\s+")
# ="00123" keeps leading zeros when Excel opens a CSV; some systems write every cell so.
_EXCEL_TEXT = re.compile(r'="([^"]*)"')


def clean_text(text: str) -> str:
    """NFC, one space between words, no control or direction marks."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = _UNSEEN.sub("", text)
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
