"""Asking a printer how it is, and whether a slip is on paper.

Two kinds of question (Epson's reference of ESC/POS):

- ``DLE EOT n`` is answered at once, also off line and in the middle of a slip. Each answer has
  bits 0, 1, 4 and 7 at 0, 1, 1 and 0.
- ``GS r 1`` is answered when its turn comes, after everything sent before it has been printed and
  cut; that makes it the only proof of printing. Its answer has bits 4 and 7 at 0.

And a printer may speak unasked: Automatic Status Back, on by default on several models, is four
bytes. The first has bits 0, 1, 4 and 7 at 0, 0, 1 and 0, so it is like no answer; the other three
look like answers to ``GS r``, and are told from them only by being counted.
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
SPEAK_WHEN_ASKED = b"\x1da\x00"  # GS a 0: no Automatic Status Back
# Answers that an earlier process may have left to come: to its last slip, and to what cleared it.
OWED_AT_START = 2
# Seconds between two looks at the cover and the paper while waiting: doubled after each look, so
# that a fault is soon told and a printer that is only busy is not pestered.
_FIRST_LOOK, _LATER_LOOKS = 0.02, 1.0
_ASK_AGAIN = 3  # times within the time-out: a printer that sleeps loses what wakes it
_SIDE_BY_SIDE = 0.05  # seconds: a printer answers questions that stand side by side sooner
_ON_ITS_WAY = 1.0  # seconds between what was owed and the last answer, besides the line's own
_MOST_OWED = 8  # answers; each failure doubles them
_LATE = 0.25  # seconds for the rest of an answer that came after its time
_MOST_LISTENED = 64  # reads: a printer that never stops speaking is not waited for
_XON_XOFF = b"\x11\x13"


class Ear:
    """A sorter of a printer's answers; it must hear a whole connection, from the first byte on."""

    def __init__(self) -> None:
        self.at_once: list[int] = []  # answers to DLE EOT
        self.in_turn: list[int] = []  # answers to GS r
        self.trouble: Reason | None = None  # what the printer told unasked, since it was reset
        self._unasked: list[int] = []  # what came of four bytes

    def hear(self, data: bytes) -> None:
        for byte in data:
            if byte in _XON_XOFF:
                continue
            if byte & 0x93 == 0x10:
                self._unasked = [byte]
            elif byte & 0x93 == 0x12:
                self.at_once.append(byte)
            elif byte & 0x90 == 0:
                self._hear_ambiguous(byte)

    def _hear_ambiguous(self, byte: int) -> None:
        if self._unasked:
            self._unasked.append(byte)
            if len(self._unasked) == 4:
                self.trouble = _judge_unasked(self._unasked) or self.trouble
                self._unasked = []
        elif _fits_in_turn(byte):
            self.in_turn.append(byte)


class Conversation:
    """Questions and answers over one connection; its functions may raise OSError.

    ``write`` and ``read`` have that many seconds; ``read`` returns ``b""`` if nothing came.
    ``owed`` counts the ``GS r`` that were asked, also over an earlier connection, and not answered:
    a printer answers them when its trouble is mended, and that is no proof of a later slip.
    """

    def __init__(
        self,
        write: Callable[[bytes, float], None],
        read: Callable[[float], bytes],
        owed: int = OWED_AT_START,
    ) -> None:
        self._write = write
        self._read = read
        self._ear = Ear()
        self.owed = owed
        self._unanswered = False  # whether a question of how it is got no whole answer in time

    def ask_status(self, timeout: float) -> Status | None:
        """Return how the printer is, or None where it stayed silent."""
        for _ in range(_ASK_AGAIN):
            status = self._ask_status_once(timeout / _ASK_AGAIN)
            if status is not None:
                return status
        return None

    def ask_for_silence(self, timeout: float) -> None:
        """Tell the printer to speak only when it is asked, and forget what it told so far."""
        self._write(SPEAK_WHEN_ASKED, timeout)
        self._ear.trouble = None

    def await_turn(self, timeout: float, patience: float, transit: float = 0) -> Reason | None:
        """Wait until the printer has done all it was ever sent: None; or return what is the matter.

        As many questions are asked as answers may still come, and one more. They stand side by
        side, so once that many answers are there, the last of them come at once or never. Where
        that were too many, one is asked, and waited for as long as its way takes: ``transit``.
        """
        few = self.owed <= _MOST_OWED
        wanted, quiet = (self.owed + 1, _SIDE_BY_SIDE) if few else (1, transit + _ON_ITS_WAY)
        self._ear.in_turn.clear()
        self._write(ASK_PRINTED * wanted, timeout)
        self.owed += wanted
        reason = self._await_answers(wanted, timeout, patience)
        if reason is not None:
            return reason
        if self.owed > 1:
            self._settle(quiet)
        # What was said before is heard before the answer to this, however slow the line is.
        status = self._ask_status_once(timeout)
        self._ear.in_turn.clear()
        self.owed = 0
        return Reason.NO_ANSWER if status is None else status.reason

    def await_printed(self, timeout: float, patience: float) -> Reason | None:
        """Wait until all that was sent is on paper: None; or return what is the matter."""
        self._ear.in_turn.clear()
        self._write(ASK_PRINTED, patience)
        self.owed += 1
        reason = self._await_answers(1, timeout, patience)
        if reason is not None:
            return reason
        self.owed = 0
        return _judge_in_turn(self._ear.in_turn[0])

    def _await_answers(self, wanted: int, timeout: float, patience: float) -> Reason | None:
        deadline = monotonic() + patience
        pause = _FIRST_LOOK
        alive = False
        while (left := deadline - monotonic()) > 0:
            self._listen(min(left, pause))
            pause = min(2 * pause, _LATER_LOOKS)
            if self._ear.trouble is not None:
                return self._ear.trouble
            if len(self._ear.in_turn) >= wanted:
                return None
            status = self._ask_status_once(min(left, timeout))
            alive = alive or status is not None
            if len(self._ear.in_turn) < wanted and status is not None and status.reason:
                return status.reason
        return Reason.NO_PROOF if alive else Reason.NO_ANSWER

    def _ask_status_once(self, timeout: float) -> Status | None:
        deadline = monotonic() + timeout
        self._settle(0)
        self._ear.at_once.clear()
        self._write(ASK_STATUS, timeout)
        while len(self._ear.at_once) < 3 and (left := deadline - monotonic()) > 0:
            self._listen(left)
        if len(self._ear.at_once) < 3:
            self._unanswered = True
            return None
        if self._unanswered:  # the answers to the question before may have come late
            self._settle(_LATE)
            self._unanswered = False
        return _read_status(self._ear.at_once[-3:])

    def _settle(self, seconds: float) -> None:
        """Hear what is still coming, until there was nothing for so long."""
        for _ in range(_MOST_LISTENED):
            if not self._listen(seconds):
                return

    def _listen(self, seconds: float) -> bool:
        """Return whether anything came."""
        data = self._read(seconds)
        self._ear.hear(data)
        return bool(data)


def _fits_in_turn(byte: int) -> bool:
    """Tell whether it can answer ``GS r 1``: each sensor of the roll is told by two equal bits."""
    return byte & 0x03 in {0x00, 0x03} and byte & 0x0C in {0x00, 0x0C}


def _judge_in_turn(byte: int) -> Reason | None:
    # Bits 2 and 3: the end of the paper. The slip may have run off it, so a person must look.
    return Reason.PAPER_OUT if byte & 0x0C else None


def _judge_unasked(status: list[int]) -> Reason | None:
    """Read Automatic Status Back: the printer, its errors, its paper (Epson, GS a)."""
    printer, errors, paper, _ = status
    if printer & 0x20:
        return Reason.COVER_OPEN
    if paper & 0x0C:
        return Reason.PAPER_OUT
    return Reason.OFFLINE if printer & 0x08 or errors & 0x6C else None


def _read_status(answers: list[int]) -> Status:
    printer, cause, paper = answers
    return Status(
        online=Answer.of(not printer & 0x08),
        paper=Answer.of(not (paper & 0x60 or cause & 0x20)),
        cover=Answer.of(not cause & 0x04),
        paper_low=Answer.of(bool(paper & 0x0C)),
    )
