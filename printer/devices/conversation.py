"""Asking a printer how it is, and whether a slip is on paper.

Two kinds of question (Epson's reference of ESC/POS):

- ``DLE EOT n`` is answered at once, also off line and in the middle of a slip. Each answer has
  bits 0, 1, 4 and 7 at 0, 1, 1 and 0.
- ``GS r 1`` is answered when its turn comes, after everything sent before it has been printed and
  cut; that makes it the only proof of printing. Its answer has bits 4 and 7 at 0.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from rosterdesk.printer.devices.device import Answer, Status
from rosterdesk.printer.errors import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

ASK_STATUS = b"\x10\x04\x01\x10\x04\x02\x10\x04\x04"  # printer, off-line cause, paper
ASK_PRINTED = b"\x1dr\x01"
# Seconds between two looks at the cover and the paper while waiting: doubled after each look, so
# that a fault is soon told and a printer that is only busy is not pestered.
_FIRST_LOOK, _LATER_LOOKS = 0.02, 1.0


class Conversation:
    """Questions and answers over one connection; both functions may raise OSError.

    ``read`` returns what came within that many seconds, ``b""`` if nothing did.
    """

    def __init__(self, write: Callable[[bytes], None], read: Callable[[float], bytes]) -> None:
        self._write = write
        self._read = read
        self._at_once: list[int] = []
        self._in_turn: int | None = None

    def ask_status(self, timeout: float) -> Status | None:
        """Return how the printer is, or None where it stayed silent."""
        self._at_once.clear()
        self._write(ASK_STATUS)
        deadline = monotonic() + timeout
        while len(self._at_once) < 3 and (left := deadline - monotonic()) > 0:
            self._listen(left)
        return _read_status(self._at_once[:3]) if len(self._at_once) >= 3 else None

    def await_printed(self, timeout: float, patience: float) -> Reason | None:
        """Wait until all that was sent is on paper: None; or return what is the matter."""
        self._in_turn = None
        self._write(ASK_PRINTED)
        deadline = monotonic() + patience
        pause = _FIRST_LOOK
        while (left := deadline - monotonic()) > 0:
            self._listen(min(left, pause))
            pause = min(2 * pause, _LATER_LOOKS)
            if self._in_turn is not None:
                return _judge_in_turn(self._in_turn)
            status = self.ask_status(min(left, timeout))
            if self._in_turn is None and status is not None and status.reason:
                return status.reason
        return Reason.NO_ANSWER

    def _listen(self, seconds: float) -> None:
        for byte in self._read(seconds):
            if byte & 0x93 == 0x12:
                self._at_once.append(byte)
            elif byte & 0x90 == 0:
                self._in_turn = byte


def _judge_in_turn(byte: int) -> Reason | None:
    # Bits 2 and 3: the end of the paper. The slip may have run off it, so a person must look.
    return Reason.PAPER_OUT if byte & 0x0C else None


def _read_status(answers: list[int]) -> Status:
    printer, cause, paper = answers
    return Status(
        online=Answer.of(not printer & 0x08),
        paper=Answer.of(not (paper & 0x60 or cause & 0x20)),
        cover=Answer.of(not cause & 0x04),
        paper_low=Answer.of(bool(paper & 0x0C)),
    )
