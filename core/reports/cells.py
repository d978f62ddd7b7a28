"""Text that is safe in a spreadsheet: shown as it is, never executed."""

from __future__ import annotations

import re

# What makes Excel, LibreOffice and Google Sheets take a cell for a formula, also in full width
# (OWASP, CSV Injection).
_FORMULA_STARTS = tuple("=+-@＝＋－＠")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_LONGEST = 32_767  # characters in a cell of Excel


def clean(text: str) -> str:
    """Return the text on one line, without what XML and spreadsheets cannot hold."""
    return _CONTROLS.sub(" ", text).strip()[:_LONGEST]


def neutralise(text: str) -> str:
    """Return the text with an apostrophe in front where a spreadsheet would calculate it."""
    cleaned = clean(text)
    return f"'{cleaned}"[:_LONGEST] if cleaned.startswith(_FORMULA_STARTS) else cleaned
