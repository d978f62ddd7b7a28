"""A slip that was cut off half way must not swallow the beginning of the next one.

When a connection breaks in the middle of a barcode or an image, the printer still waits for the
rest of it, and takes that from whatever comes next: the next child's slip would lose its name. So
zeros go first, as many as the longest slip: inside a cut-off command they are its missing data,
outside one a printer ignores them (Epson's reference of ESC/POS).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.printer.paper import Cut

if TYPE_CHECKING:
    from rosterdesk.printer.paper import Paper

_RESET = b"\x1b@"
_CUT_OFF = b"\n\x1dVA\x00"
_LONGEST = 32 * 1024  # bytes: a logo of the greatest height on the widest paper, and some


class Half(StrEnum):
    """Whether the printer may hold a half slip: PERHAPS after a start, LIKELY after a failure."""

    NONE = "none"
    PERHAPS = "perhaps"
    LIKELY = "likely"


def clear_half(half: Half, length: int, paper: Paper) -> bytes:
    """Return what must stand before the next slip, which is ``length`` bytes long.

    Where a half slip is likely, it is cut off, so that it does not hang on the next one.
    """
    if half is Half.NONE:
        return b""
    zeros = bytes(min(2 * length, _LONGEST))
    cut = _CUT_OFF if half is Half.LIKELY and paper.cut is not Cut.NONE else b""
    return zeros + _RESET + cut
