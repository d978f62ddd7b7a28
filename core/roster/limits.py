"""The limits on how much of a hostile file the reader is willing to look at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The defaults hold the largest Dutch school communities many times over.

    ``ratio`` is unpacked to packed size of one member of an archive, judged only above
    ``ratio_from_bytes``: a small sheet of equal rows packs well without being a bomb.
    """

    file_bytes: int = 20_000_000
    unpacked_bytes: int = 500_000_000
    ratio: int = 200
    ratio_from_bytes: int = 20_000_000
    members: int = 1_000
    nesting: int = 2
    rows: int = 200_000
    columns: int = 500
    cells: int = 5_000_000
    seconds: float = 60.0
    memory_bytes: int = 1_500_000_000
