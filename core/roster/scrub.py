"""The original without what may not be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosterdesk.core.roster.model import Roster


def scrub_file(data: bytes, roster: Roster) -> bytes:
    """The file in its own format without the dropped columns; unchanged if nothing was dropped."""
    if not roster.dropped:
        return data
    raise NotImplementedError
