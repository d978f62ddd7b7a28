"""School codes: a BRIN with the two digits of a location, or what a system calls its branch."""

from __future__ import annotations

import re

BRIN = re.compile(r"(\d{2}[A-Z]{2})[\s_-]*(\d{2})?", re.IGNORECASE)
_LONGEST = 40


def name_school(brin: str, location: str) -> str | None:
    """Return the code of a row's school: 12AB00, 12AB, or as the file calls it; None for none."""
    brin, location = brin.strip(), location.strip()
    found = BRIN.fullmatch(brin or location)
    if found is None:
        return f"{brin} {location}".strip()[:_LONGEST] or None
    digits = found[2] or (location if brin and location.isdecimal() else "")
    if digits or not brin:
        return f"{found[1].upper()}{digits.zfill(2) if digits else ''}"
    return f"{found[1].upper()} {location}".strip()[:_LONGEST]
