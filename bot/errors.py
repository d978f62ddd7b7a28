from __future__ import annotations

from rosterdesk.core.errors import RosterdeskError


class ProgramError(RosterdeskError):
    """The program was asked, or set up, in a way that cannot work."""

    package = "rosterdesk.bot"
