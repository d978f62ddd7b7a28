"""What somebody wrote, without the mail that they answer."""

from __future__ import annotations

import re

# Where mail programs begin to quote: a sentence above it, a line, or the old mail's own header.
_QUOTE = re.compile(
    r"^\s*(>"
    r"|(Op|On)\b.{5,200}\b(schreef|wrote)\b"
    r"|-{2,}\s*(Oorspronkelijk|Original|Doorgestuurd|Forwarded)\b"
    r"|_{10,}\s*$"
    r"|\*?(Van|From|Verzonden|Sent)\*?:\s)",
    re.IGNORECASE,
)
_YES = re.compile(r"\b(ja|yes|klopt|correct|akkoord)\b", re.IGNORECASE)
_NO = re.compile(r"\b(nee|neen|no)\b", re.IGNORECASE)
_DOUBT = re.compile(r"\b(niet|geen|nooit|not|never|didn|fout|wrong)\b", re.IGNORECASE)


def cut_quoted(text: str) -> str:
    """Return what was written above the mail that is answered."""
    lines = text.strip().splitlines()
    quoted = next((n for n, line in enumerate(lines) if _begins_quote(lines, n)), len(lines))
    return "\n".join(lines[:quoted]).strip()


def _begins_quote(lines: list[str], number: int) -> bool:
    """A long "On … wrote:" is often folded into two lines."""
    both = " ".join(lines[number : number + 2]) if lines[number][:3] in {"Op ", "On "} else ""
    return bool(_QUOTE.match(lines[number]) or _QUOTE.match(both))


def read_yes(text: str) -> bool | None:
    """Return whether an answer's own words agree: True, False, or None for "ask a person".

    Someone may answer "this was not me!" above a quoted code: only words without any doubt, or
    no words at all beside the code, are a yes.
    """
    said = cut_quoted(text)
    if _NO.search(said) and not _YES.search(said):
        return False
    if _NO.search(said) or _DOUBT.search(said):
        return None
    return True
