"""The reader that intake needs; ``worker`` has the one of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from rosterdesk.core.language import Language
    from rosterdesk.core.roster.corrections import CellTable, Correction
    from rosterdesk.core.roster.hints import Hints
    from rosterdesk.core.roster.model import Roster
    from rosterdesk.core.roster.packed import PackedRoster
    from rosterdesk.core.roster.sheets import Sheet


class Reader(Protocol):
    """A reader that turns bytes into a roster, in a place where it can be killed."""

    async def read_and_scrub(
        self,
        data: bytes,
        file: str,
        hints: Hints,
        answered: Callable[[], Awaitable[None]] | None = None,
    ) -> tuple[PackedRoster, bytes]:
        """Return the roster and the file without what may not be kept.

        ``answered`` is called before anything of the file is in this process.
        """

    async def correct(
        self,
        data: bytes,
        roster: Roster,
        corrections: Sequence[Correction],
        hints: Hints,
    ) -> tuple[PackedRoster, bytes]:
        """Return the roster of the file with the corrections, and that file."""

    async def list_cells(self, data: bytes, roster: Roster) -> list[CellTable]:
        """Return the cells of a file that was kept, table by table."""

    async def list_sheets(self, data: bytes) -> list[Sheet]:
        """Return the sheets of a file that is no roster, as lines of text."""

    async def mark_problems(
        self, data: bytes, roster: Roster, language: Language
    ) -> tuple[str, bytes]:
        """Return the name and the bytes of the sender's own file with remarks."""
