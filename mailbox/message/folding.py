"""Text in the form in which words are compared. Pure."""

from __future__ import annotations

import re
import unicodedata

_OTHER_LETTERS = str.maketrans(
    {"’": "'", "‘": "'", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "ı": "i"}
)


def fold(text: str) -> str:
    """Return it in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.translate(_OTHER_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def flatten(text: str) -> str:
    """Return it folded, without links and addresses."""
    return re.sub(r"[ \t]+", " ", leave_out_links(fold(text))).strip()


def leave_out_links(text: str) -> str:
    """Return it without links and addresses."""
    return re.sub(r"(https?://|www\.)\S+|\S+@\S+", " ", text)
