"""A slip that was cut off half way must not swallow the beginning of the next one.

When a connection breaks in the middle of a barcode or an image, the printer still waits for the
rest of it, and takes that from whatever comes next: the next child's slip would lose its name. So
zeros go first, as many as the longest command: inside a cut-off command they are its missing data,
outside one a printer ignores them (Epson's reference of ESC/POS). Then the half slip is cut off: on
one piece of paper with the next, it would be one child's password in another one's hands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.printer.drawing.rasters import LONGEST_COMMAND
from rosterdesk.printer.model.paper import Cut

if TYPE_CHECKING:
    from rosterdesk.printer.model.paper import Paper

_RESET = b"\x1b@"
_CUT_OFF = b"\n\x1dVA\x00"
_FEED_OFF = b"\x1bd"


def clear_half(paper: Paper) -> bytes:
    """Return what must stand before a slip where a half one may be left in the printer."""
    end = _CUT_OFF if paper.cut is not Cut.NONE else _FEED_OFF + bytes([max(paper.feed, 1)])
    return bytes(LONGEST_COMMAND) + _RESET + end
