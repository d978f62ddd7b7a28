"""The sender's own file back, with what must be mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosterdesk.core.language import Language
    from rosterdesk.core.roster.model import Roster


def mark_problems(data: bytes, roster: Roster, language: Language) -> tuple[str, bytes]:
    """The name and the bytes of a workbook with the failed rows only, each with its remarks."""
    raise NotImplementedError
