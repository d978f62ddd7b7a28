"""Class, year and role: what Wise allows, and what EDEXML calls them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from rosterdesk.core.roster.values.text import to_text

LONGEST_CODE = 10  # Wise, KLAS_CODE
LONGEST_NAME = 30  # Wise, KLAS_NAAM
_FORBIDDEN = re.compile(r"""["'+&<>/|\\]+""")  # Wise, KLAS_CODE
_GROUP_WORD = re.compile(r"^(?:groep|klas|gr\.?|kl\.?|class|group)[\s:]+(?=\S)", re.IGNORECASE)
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
_TEACHERS = ("docent", "leerkracht", "leraar", "lerares", "teacher", "medewerker", "personeel")
_NOT_PEOPLE_HERE = ("ouder", "parent", "guardian", "verzorger", "relative")
_NOT_ENROLLED = frozenset({"aangemeld", "vooraanmelding", "wachtlijst", "uitgeschreven"})


def read_class(cell: Any) -> str:
    """The class as text; a class '5-6' that a spreadsheet took for the fifth of June comes back."""
    if isinstance(cell, date):
        return f"{cell.day}-{cell.month}"
    return to_text(cell)


def make_class_code(text: str) -> str:
    """At most ten characters without the forbidden ones, or the text itself where that fails."""
    code = _FORBIDDEN.sub("-", text).strip("- ")
    if len(code) > LONGEST_CODE:
        code = _GROUP_WORD.sub("", code)
    return code


def is_not_enrolled(text: str) -> bool:
    """ParnasSys keeps those who are coming in a group of their own."""
    return text.lower() in _NOT_ENROLLED


def read_year(cell: Any) -> tuple[int | None, bool]:
    """The year 0-9 (None where there is none) and True where it could not be read."""
    text = to_text(cell).lower()
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


def read_role(text: str) -> str | None:
    """'pupil', 'teacher', or None for a parent and others who get no card from a roster."""
    word = text.lower()
    if any(name in word for name in _TEACHERS):
        return "teacher"
    return None if any(name in word for name in _NOT_PEOPLE_HERE) else "pupil"
