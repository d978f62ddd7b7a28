"""Class and year: what Wise allows, and what EDEXML calls them."""

from __future__ import annotations

import re
from base64 import b32encode
from hashlib import blake2s
from typing import Any

from rosterdesk.core.roster.values.text import to_text

LONGEST_CODE = 10  # Wise, KLAS_CODE
LONGEST_NAME = 30  # Wise, KLAS_NAAM
_FORBIDDEN = re.compile(r"""["'+&<>/|\\]+""")  # Wise, KLAS_CODE
_GROUP_WORD = re.compile(r"^(?:groep|klas|gr\.?|kl\.?|class|group)[\s:]+(?=\S)", re.IGNORECASE)
# What differs between ways to write one class: 'Groep 5a', 'gr.5A', '5-a', '5 A'.
_SPELLING = re.compile(r"^(?:(?:jaar)?groep|klas|gr|kl|class|group)(?:[\s:.-]+(?=\S)|(?=\d))")
_JOINT = re.compile(r"(?<=\d)[\s._-]+(?=[^\W\d_])|(?<=[^\W\d_])[\s._-]+(?=\d)")
_FRACTION = re.compile(r"(?<=\d)[.,]0+$")
_YEAR = re.compile(r"(?:groep|klas|leerjaar|jaar|gr\.?|grade|year)?\s*(\d{1,2})(?:e|ste|de)?")
# A digit before everything else: 3b, groep 5, 1HV2. Not 5/6, 56 or 1-2, which are two years.
_CLASS_YEAR = re.compile(
    r"(?:(?:groep|klas|gr\.?|kl\.?|class|group)\s*)?([1-8])(?:\s?[a-z]{1,4}\d?[a-z]?)?",
    re.IGNORECASE,
)
# EDEXML 2.1, jaargroep: 11-16 are years 1-6 of secondary; letters have no year.
_SECONDARY = range(11, 17)
_YEARLESS = frozenset({"b", "d", "s", "v", "c", "n", "h", "pk", "kg", "other"})
LEFT_YEARS = frozenset({"h"})
_KEPT = 6  # characters of a long name, before three that tell it from others like it


def make_class_code(text: str) -> str:
    """Return at most ten characters without the forbidden ones.

    A longer name gives a code that is always the same and hardly any other name's: 'Zonnebloemen'
    is 'Zonneb-' and three characters made of the whole name.
    """
    code = _FORBIDDEN.sub("-", text).strip("- ")
    if len(code) > LONGEST_CODE:
        code = _GROUP_WORD.sub("", code)
    if len(code) <= LONGEST_CODE:
        return code
    digest = b32encode(blake2s(text.casefold().encode(), digest_size=5).digest()).decode().lower()
    return f"{code[:_KEPT].rstrip('- ')}-{digest[:3]}"


def is_long_class(text: str) -> bool:
    """True where the code had to be made of a part of the name."""
    code = _FORBIDDEN.sub("-", text).strip("- ")
    return len(_GROUP_WORD.sub("", code) if len(code) > LONGEST_CODE else code) > LONGEST_CODE


def fold_class(text: str) -> str:
    """Return the class without what differs between ways to write it: 'Groep 5-A' -> '5a'."""
    return _JOINT.sub("", _SPELLING.sub("", text.casefold().strip(" .:-")))


def shorten_class_name(text: str) -> str:
    """Return at most thirty characters."""
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1].rstrip()}…"


def read_year(cell: Any) -> tuple[int | None, bool]:
    """The year 0-9 (None where there is none) and True where it could not be read."""
    text = _FRACTION.sub("", to_text(cell).lower())
    if not text or text in _YEARLESS:
        return None, False
    found = _YEAR.fullmatch(text)
    if not found:
        return None, True
    year = int(found[1])
    if year in _SECONDARY:
        return year - 10, False
    return (year, False) if year <= 9 else (None, True)


def derive_year(class_text: str | None) -> int | None:
    """The year that a class is named after; None where its name could mean another thing."""
    found = _CLASS_YEAR.fullmatch(class_text or "")
    return int(found[1]) if found else None
