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


def fill_up() -> bytes:
    """Return what ends a command that may have been cut off; it moves no paper."""
    return bytes(LONGEST_COMMAND) + _RESET


def cut_off(paper: Paper) -> bytes:
    """Return what parts a slip from half a one that may hang before it."""
    return _CUT_OFF if paper.cut is not Cut.NONE else _FEED_OFF + bytes([max(paper.feed, 1)])
