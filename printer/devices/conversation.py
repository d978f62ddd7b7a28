"""Asking a printer how it is, and whether a slip is on paper.

Two kinds of question (Epson's reference of ESC/POS):

- ``DLE EOT n`` is answered at once, also off line and in the middle of a slip. Each answer has
  bits 0, 1, 4 and 7 at 0, 1, 1 and 0.
- ``GS r 1`` is answered when its turn comes, after everything sent before it has been printed and
  cut; that makes it the only proof of printing. Its answer has bits 4 and 7 at 0.

And a printer may speak unasked: Automatic Status Back, on by default on several models, is four
bytes. The first has bits 0, 1, 4 and 7 at 0, 0, 1 and 0, so it is like no answer; the other three
look like answers to ``GS r``, and are told from them only by being counted.

The answer of a printer that is well is one byte, 00, and so is what a line says when its printer
loses power. A slip is therefore believed to be on paper by no single answer, but by a series: seven
questions get exactly seven answers, then three get exactly three, each at once and with a silence
after them, and in each silence the printer says in real time that it is well. A series with a byte
too many is not asked anew: a printer that lost its power meanwhile would answer that one rightly.
And a printer that left a question of how it is without an answer was deaf for a moment, so nothing
that it says afterwards is about the slip.

A slip goes to the printer in blocks (``model/blocks.py``), each with seven questions behind it, in
one piece. What loses the bytes that it holds loses the questions among them, and the slip is never
believed; and since few bytes are under way, a question of how it is finds no full buffer.
"""

from __future__ import annotations

from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from rosterdesk.printer.devices.device import Answer, Status
from rosterdesk.printer.errors import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

ASK_STATUS = b"\x10\x04\x01\x10\x04\x02\x10\x04\x04"  # printer, off-line cause, paper
_ASK_STATUS_TWICE = ASK_STATUS + b"\x10\x04\x04\x10\x04\x02\x10\x04\x01"
ASK_PRINTED = b"\x1dr\x01"
SPEAK_WHEN_ASKED = b"\x1da\x00"  # GS a 0: no Automatic Status Back
# Questions of each round. The first ones stand behind the slip and are lost with it: what answers
# in their place is noise, one byte or a few when power goes and comes. Two statuses that lost their
# first byte are three bytes each, a line that answers to every message gives as many each time, a
# burst comes once: none of them fits both.
SERIES = (7, 3)
_TOGETHER = 1.0  # seconds within which a round is answered, once it begins to be
_SILENCE = (
    0.005  # seconds at least after a round; twice as long as its answers took, where they did
)
AFTER_BLOCK = ASK_PRINTED * SERIES[0]
MOST_BLOCKS = 4  # that are under way at once: while one is printed, the next ones are there
# Answers that an earlier process may have left to come: to its last slip, and to what cleared it.
OWED_AT_START = 2 * (MOST_BLOCKS * SERIES[0] + SERIES[1]) + 1
# Seconds between two looks at the cover and the paper while waiting: doubled after each look, so
# that a fault is soon told and a printer that is only busy is not pestered.
_FIRST_LOOK, _LATER_LOOKS = 0.02, 0.5
_ASK_AGAIN = 3  # times within the time-out: a printer that sleeps loses what wakes it
_SIDE_BY_SIDE = 0.05  # seconds: a printer answers questions that stand side by side sooner
_ON_ITS_WAY = 1.0  # seconds between what was owed and the last answer, besides the line's own
_MOST_OWED = 80  # answers; each failure doubles them
_LATE = 0.25  # seconds for the rest of an answer that came after its time
_MOST_LISTENED = 64  # reads: a printer that never stops speaking is not waited for
_WELL = 0x12  # the answer to DLE EOT of a printer that nothing is the matter with
_XON_XOFF = b"\x11\x13"


class Ear:
    """A sorter of a printer's answers; it must hear a whole connection, from the first byte on."""

    def __init__(self) -> None:
        self.at_once: list[int] = []  # answers to DLE EOT
        self.told = 0  # how many of those there were, also of the ones that were forgotten
        self.in_turn: list[int] = []  # answers to GS r
        self.trouble: Reason | None = None  # what the printer told unasked, since it was reset
        self.strange = 0  # bytes that no printer says
        self._unasked: list[int] = []  # what came of four bytes

    def hear(self, data: bytes) -> None:
        for byte in data:
            if byte in _XON_XOFF:
                continue
            if byte & 0x93 == 0x10:
                self.strange += len(self._unasked)  # of four bytes that broke off
                self._unasked = [byte]
            elif byte & 0x93 == 0x12:
                self.at_once.append(byte)
                self.told += 1
            elif byte & 0x90 == 0:
                self._hear_ambiguous(byte)
            else:
                self.strange += 1

    def hear_silence(self) -> None:
        """Take what began like four bytes and went no further for what else it can be: answers."""
        begun, self._unasked = self._unasked[1:], []
        self.in_turn += filter(_fits_in_turn, begun)

    def _hear_ambiguous(self, byte: int) -> None:
        if self._unasked:
            self._unasked.append(byte)
            if len(self._unasked) == 4:
                self.trouble = _judge_unasked(self._unasked) or self.trouble
                self._unasked = []
        elif _fits_in_turn(byte):
            self.in_turn.append(byte)
        else:
            self.strange += 1


class _StrayError(Exception):
    """More was said than was asked: which of it is the answer cannot be known."""


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
        self._begun: float | None = None  # when the first of the answers in turn was heard
        self.owed = owed
        self._unanswered = b""  # the questions of how it is that got no whole answer in time
        self._asked = 0  # answers at once that were asked for since the slip was begun
        self._blocks = 0  # of the slip, that are under way
        self._strange_before = 0  # bytes, before it was last asked
        self.answered_at = inf  # when the last slip was first said to be on paper (monotonic)

    @property
    def is_strange(self) -> bool:
        """Return whether what it said when it was last asked is what no printer says."""
        return self._ear.strange > self._strange_before

    def ask_status(self, timeout: float) -> Status | None:
        """Return how the printer is, or None where it stayed silent, or spoke like no printer.

        It is asked there and back again: one byte too many makes the two differ, or changes
        neither, and a server that answers anything with anything does not pass.
        """
        self._strange_before = self._ear.strange
        for _ in range(_ASK_AGAIN):
            strange = self._ear.strange
            answers = self._ask_at_once(_ASK_STATUS_TWICE, timeout / _ASK_AGAIN)
            if self._ear.strange > strange or not answers:
                continue
            if len(answers) == 6 and answers[:3] == answers[:2:-1]:
                return _read_status(answers[:3])
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
        self._forget_answers()
        self._write(ASK_PRINTED * wanted, timeout)
        self.owed += wanted
        reason = self._await_answers(wanted, timeout, patience)
        if reason is not None:
            return reason
        if self.owed > 1:
            self._settle(quiet)
        # What was said before is heard before the answer to this, however slow the line is.
        status = self._ask_status_once(timeout)
        self._forget_answers()
        self.owed = 0
        return Reason.NO_ANSWER if status is None else status.reason

    def begin_slip(self) -> None:
        """Count from here on: what came before the first block answers nothing."""
        self._settle(0)
        self._forget_answers()
        self._asked = self._ear.told = self._blocks = 0
        self.answered_at = inf

    def note_block(self) -> None:
        """Note that a block was sent, and ``AFTER_BLOCK`` with it."""
        self._blocks += 1
        self.owed += SERIES[0]

    def await_block(self, timeout: float, patience: float) -> Reason | None:
        """Wait until the first of the blocks under way is done: None; or what is the matter."""
        count = SERIES[0]
        reason = self._await_answers(count, timeout, patience, _TOGETHER)
        if reason is not None:
            return reason
        # Answers of several blocks may come at once: else nothing would be asked between these.
        status = self._ask_status_once(timeout)
        if status is not None and status.reason:
            return status.reason
        if self._ear.trouble is not None:
            return self._ear.trouble
        answers, rest = self._ear.in_turn[:count], self._ear.in_turn[count:]
        self._blocks -= 1
        self.owed -= count
        if len(rest) > self._blocks * count:
            return Reason.GARBLED
        self._ear.in_turn = rest
        self._begun = monotonic() if rest else None
        return next(filter(None, map(_judge_in_turn, answers)), None)

    def await_printed(self, timeout: float, patience: float) -> Reason | None:
        """Wait until all blocks are on paper: None; or return what is the matter."""
        deadline = monotonic() + patience
        while self._blocks > 1:
            reason = self.await_block(timeout, deadline - monotonic())
            if reason is not None:
                return reason
        try:
            return self._prove(timeout, deadline)
        except _StrayError:
            return Reason.GARBLED

    def _prove(self, timeout: float, deadline: float) -> Reason | None:
        """Return None for proof, or what is the matter; raises _StrayError where it is no proof."""
        reason = self._hear_round(SERIES[0], timeout, deadline - monotonic())
        if reason is not None:
            return reason
        # The last round is quick, however much of the patience the printing took.
        reason = self._ask_round(SERIES[1], timeout, max(deadline - monotonic(), timeout))
        if reason is not None:
            return reason
        status = self.ask_status(timeout)
        if status is None or status.reason:
            return Reason.NO_ANSWER if status is None else status.reason
        if len(self._ear.in_turn) != SERIES[-1]:
            raise _StrayError
        if self._ear.trouble is not None or self._ear.told < self._asked:
            return self._ear.trouble or Reason.NO_ANSWER
        self.owed = self._blocks = 0
        return None

    def _ask_round(self, count: int, timeout: float, patience: float) -> Reason | None:
        """Ask so many times, and hear so many answers and no more before the next one at once."""
        self._settle(0)  # what came before the question
        self._forget_answers()
        self._write(ASK_PRINTED * count, max(patience, timeout))
        self.owed += count
        return self._hear_round(count, timeout, patience)

    def _hear_round(self, count: int, timeout: float, patience: float) -> Reason | None:
        """Hear so many answers, and no more; raises _StrayError."""
        reason = self._await_answers(count, timeout, patience, _TOGETHER)
        if reason is not None:
            return reason
        self.answered_at = min(self.answered_at, self._begun or inf)
        # A trickle goes on, and shows in a silence that is longer than what it took so far.
        self._hear_out(max(2 * self._answering(), _SILENCE))
        status = self._ask_status_once(timeout)
        if status is None or status.reason:
            return Reason.NO_ANSWER if status is None else status.reason
        if len(self._ear.in_turn) != count:
            raise _StrayError
        return next(filter(None, map(_judge_in_turn, self._ear.in_turn)), None)

    def _await_answers(
        self, wanted: int, timeout: float, patience: float, together: float = inf
    ) -> Reason | None:
        """Wait for so many answers: None; those that do not come ``together`` are forgotten."""
        deadline = monotonic() + patience
        pause = _FIRST_LOOK
        alive = False
        while (left := deadline - monotonic()) > 0:
            if not self._listen(min(left, pause)):
                self._ear.hear_silence()
            pause = min(2 * pause, _LATER_LOOKS)
            if self._ear.trouble is not None:
                return self._ear.trouble
            if len(self._ear.in_turn) >= wanted:
                return None
            status = self._ask_status_once(min(left, timeout))
            alive = alive or status is not None
            # Before the answers: trouble may be over at the next question, and the slip torn by it.
            if status is not None and status.reason:
                return status.reason
            if self._ear.trouble is not None:
                return self._ear.trouble
            if len(self._ear.in_turn) >= wanted:
                return None
            if self._answering() > together:
                self._forget_answers()
        return Reason.NO_PROOF if alive else Reason.NO_ANSWER

    def _ask_status_once(self, timeout: float) -> Status | None:
        answers = self._ask_at_once(ASK_STATUS, timeout)
        return _read_status(answers[-3:]) if answers else None

    def _ask_at_once(self, questions: bytes, timeout: float) -> list[int] | None:
        """Return what was answered, all of it or more; None where it was less in that time."""
        wanted = len(questions) // 3
        deadline = monotonic() + timeout
        self._settle(0)
        self._hear_late()
        self._asked += wanted
        self._write(questions, timeout)
        while len(self._ear.at_once) < wanted and (left := deadline - monotonic()) > 0:
            self._listen(left)
        if len(self._ear.at_once) < wanted:
            self._unanswered += questions
            return None
        if self._unanswered:  # the answers to the question before may have come late
            self._settle(_LATE)
        answers = list(self._ear.at_once)
        self._hear_late()
        self._unanswered = b""
        return answers

    def _hear_late(self) -> None:
        """Note trouble in answers that came after their time: by the next one it may be over."""
        late = self._ear.at_once
        told = dict.fromkeys(ASK_STATUS[2::3], _WELL)
        for question, answer in zip(self._unanswered[2::3], late, strict=False):
            told[question] |= answer  # each bit is a trouble, or says nothing
        self._ear.trouble = self._ear.trouble or _read_status(list(told.values())).reason
        self._unanswered = self._unanswered[3 * len(late) :]
        late.clear()

    def _settle(self, seconds: float) -> None:
        """Hear what is still coming, until there was nothing for so long."""
        for _ in range(_MOST_LISTENED):
            if not self._listen(seconds):
                return

    def _hear_out(self, seconds: float) -> None:
        """Hear all that comes within that time."""
        deadline = monotonic() + seconds
        while (left := deadline - monotonic()) > 0:
            self._listen(left)

    def _listen(self, seconds: float) -> bool:
        """Return whether anything came."""
        data = self._read(seconds)
        self._ear.hear(data)
        if self._ear.in_turn and self._begun is None:
            self._begun = monotonic()
        return bool(data)

    def _answering(self) -> float:
        """Return for how many seconds answers in turn have been coming."""
        return monotonic() - self._begun if self._begun is not None else 0

    def _forget_answers(self) -> None:
        self._ear.in_turn.clear()
        self._begun = None


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
    has_error = cause & 0x40  # the knife, the head, the mains: told also while it is on line
    return Status(
        online=Answer.of(not (printer & 0x08 or has_error)),
        paper=Answer.of(not (paper & 0x60 or cause & 0x20)),
        cover=Answer.of(not cause & 0x04),
        paper_low=Answer.of(bool(paper & 0x0C)),
    )
