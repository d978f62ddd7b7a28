"""A slip that was cut off half way must not swallow the beginning of the next one.

When a connection breaks in the middle of a barcode or an image, the printer still waits for the
rest of it, and takes that from whatever comes next: the next child's slip would lose its name. So
zeros go first, as many as the longest slip: inside a cut-off command they are its missing data,
outside one a printer ignores them (Epson's reference of ESC/POS). Then the half slip is cut off: on
one piece of paper with the next, it would be one child's password in another one's hands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.printer.model.paper import Cut

if TYPE_CHECKING:
    from rosterdesk.printer.model.paper import Paper

_RESET = b"\x1b@"
_CUT_OFF = b"\n\x1dVA\x00"
_LONGEST = 32 * 1024  # bytes: a logo of the greatest height on the widest paper, and some


def clear_half(length: int, paper: Paper) -> bytes:
    """Return what must stand before a slip of that many bytes where a half one may be left."""
    cut = _CUT_OFF if paper.cut is not Cut.NONE else b""
    return bytes(min(2 * length, _LONGEST)) + _RESET + cut
