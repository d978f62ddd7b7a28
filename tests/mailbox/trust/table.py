"""The table of docs/mail.md, as a postmaster uses it: from reasons to a level."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rosterdesk.core.models import Trust
from rosterdesk.mailbox.trust.reasons import REASONS

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGE = Path(__file__).resolve().parents[3] / "docs" / "mail.md"
_ROW = re.compile(
    r"^\| (?P<reasons>.*`.*) \| (?P<known>[ABCD]) \| (?P<stranger>[ABCD]) \|$", re.MULTILINE
)
_CODE = re.compile(r"`([a-z_]+)`")
_PROOFS = {"dkim_pass", "dmarc_pass"}


@dataclass(frozen=True)
class Row:
    codes: frozenset[str]
    wants_proof: bool | None
    known: Trust
    stranger: Trust

    def fits(self, reasons: set[str]) -> bool:
        proved = bool(reasons & _PROOFS)
        if self.wants_proof is not None and self.wants_proof is not proved:
            return False
        return self.wants_proof is False or bool(self.codes & reasons)


def read_codes(text: str) -> frozenset[str]:
    return frozenset(_CODE.findall(text)) & frozenset(REASONS)


def _read(match: re.Match[str]) -> Row:
    text = match["reasons"]
    wants = {"proved": True, "no proof": False}
    begins = next((proof for words, proof in wants.items() if text.startswith(words)), None)
    return Row(read_codes(text), begins, Trust(match["known"]), Trust(match["stranger"]))


ROWS = [_read(match) for match in _ROW.finditer(PAGE.read_text(encoding="utf-8"))]


def predict(reasons: Iterable[str], *, authorised: bool) -> Trust:
    """Return what the first line that fits says of a mail for which these reasons are printed."""
    row = next(each for each in ROWS if each.fits(set(reasons)))
    return row.known if authorised else row.stranger
