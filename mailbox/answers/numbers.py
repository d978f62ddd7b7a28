"""Citizen service numbers (BSN) in what people write: they never stay on the disk."""

from __future__ import annotations

import re

_NINE_DIGITS = re.compile(r"(?<!\d)(?:\d[ .]?){8}\d(?!\d)")
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)  # Logisch Ontwerp BSN, the "eleven test"


def blank_bsn(text: str) -> str:
    """Return the text with each number that passes the test replaced by "…"."""
    return _NINE_DIGITS.sub(lambda found: "…" if _is_bsn(found[0]) else found[0], text)


def _is_bsn(written: str) -> bool:
    digits = [int(c) for c in written if c.isdigit()]
    total = sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return total % 11 == 0 and any(digits)
