"""Names as people see them."""

from __future__ import annotations

import unicodedata

from rosterdesk.core.roster.values.state_numbers import blank_state_numbers

_LONGEST_FILE_NAME = 120
# What makes a name read otherwise than it is: bidi controls (Unicode Annex 9), path characters.
_FORBIDDEN = {"/", "\\", '"', "<", ">", "|", "*", "?"}


def clean_file_name(name: str) -> str:
    """Return the name fit for showing: no path, control mark or state number; bounded."""
    base = blank_state_numbers(name.replace("\\", "/").rpartition("/")[2])
    kept = "".join(
        c
        for c in unicodedata.normalize("NFC", base)
        if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"} and c not in _FORBIDDEN
    ).strip(" .")
    if len(kept) > _LONGEST_FILE_NAME:
        stem, dot, ending = kept.rpartition(".")
        kept = (
            f"{stem[: _LONGEST_FILE_NAME - 10]}…{dot}{ending[:8]}"
            if dot
            else kept[:_LONGEST_FILE_NAME]
        )
    return kept or "roster"
