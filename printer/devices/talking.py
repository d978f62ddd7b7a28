"""The parts that printers with a way back share: ask, send a slip whole, ask again."""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from math import inf
from time import monotonic, sleep
from typing import TYPE_CHECKING

from rosterdesk.printer.devices.conversation import (
    AFTER_BLOCK,
    MOST_BLOCKS,
    OWED_AT_START,
    Conversation,
)
from rosterdesk.printer.devices.device import AWAKE, WAKING, Device, Status
from rosterdesk.printer.devices.halves import fill_up
from rosterdesk.printer.errors import NotSentError, Reason, UnknownOutcomeError
from rosterdesk.printer.model.address import Address, Answers
from rosterdesk.printer.model.blocks import part_slip
from rosterdesk.printer.model.length import measure_least_mm

if TYPE_CHECKING:
    from collections.abc import Iterator

_SLOWEST = 500  # bytes a second that a printer takes, where its line is not what makes it slow
# Bytes of a block, with its questions, and of all that are under way at once: as much as the
# simplest printers have room for; on serial lines there are smaller ones. Fewer would need more
# rounds, and each makes an answer that comes on receipt look more like an honest one.
_LONGEST_BLOCK = 1000
_MOST_UNDER_WAY = 4000
_UNASKED = 0.25  # seconds of a line's time: power that is gone for longer takes a question with it
LARGEST_STEP = 256  # bytes that a slow line is given at once, so that the deadline is looked at


class TalkingDevice(Device):
    """A backend gives the five functions below; each may raise OSError, and blocks in bounds."""

    keeps_halves = True
    # Whether a write that raises has taken nothing; where it may have, the slip is unknown.
    failed_write_took_nothing = False

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self._conversation: Conversation | None = None
        self._owed = OWED_AT_START
        self._last_used = -AWAKE  # on the monotonic clock
        self._under_way: list[int] = []  # bytes of each block that was sent and is not yet done
        self._deadline = inf  # until when a slip must be on paper, on the monotonic clock
        self._on_paper_at = 0.0  # when it can be printed at the earliest, on the monotonic clock

    @property
    def one_slip_a_connection(self) -> bool:
        return False

    @abstractmethod
    def open(self) -> None:
        """Connect; raises NotSentError."""

    @abstractmethod
    def is_open(self) -> bool: ...

    @abstractmethod
    def write(self, data: bytes, seconds: float) -> int:
        """Return how many bytes were taken; raises TimeoutError after that many seconds."""

    @abstractmethod
    def read(self, seconds: float) -> bytes:
        """Return what came within that many seconds, or nothing."""

    @abstractmethod
    def drop(self) -> None:
        """Close what is open."""

    def hang_up(self) -> None:
        """End the slip where the printer does not answer."""

    def send(self, data: bytes, clearing: bytes = b"") -> None:
        status = self._connect()
        with self._closing_on_error():
            if status.reason:
                raise NotSentError(status.reason)
            self._prepare(clearing)
            self._write_slip(data)

    def confirm(self) -> bool:
        with self._closing_on_error():
            reason = self._ask_after()
            if reason:
                raise UnknownOutcomeError(reason)
        self._last_used = monotonic()
        if self.one_slip_a_connection:
            self.close()
        return self.address.answers is Answers.ALL and not self.answered_early

    def status(self) -> Status:
        status = self._connect()
        if self.one_slip_a_connection:
            self.close()
        return status

    def find_answers(self) -> Answers:
        """Find what the printer tells, whatever its address says; prints nothing.

        Raises NotSentError where it cannot be reached, or has no paper or an open cover.
        """
        self.close()
        self.open()
        with self._closing_on_error():
            try:
                status = self._talk().ask_status(self.address.timeout)
                if status is None and self._talk().is_strange:
                    raise NotSentError(Reason.NOT_A_PRINTER)
                if status is None:
                    return Answers.NONE
                reason = status.reason or self._await_turn_freed()
            except OSError as error:
                raise NotSentError(self._name_silence(error)) from error
            if reason not in {None, Reason.NO_PROOF, Reason.NO_ANSWER}:
                raise NotSentError(reason)
        return Answers.STATUS if reason else Answers.ALL

    def _await_turn_freed(self) -> Reason | None:
        """Return None once the printer answers in its turn, or what is the matter.

        One that waits for the rest of a command that broke off takes the questions for that.
        """
        timeout = self.address.timeout
        reason = self._talk().await_turn(timeout, timeout)
        if reason is not Reason.NO_PROOF:
            return reason
        end = fill_up()
        line = self._line_seconds(len(end))
        self._not_sending(end)
        return self._talk().await_turn(timeout, timeout + line, line)

    def close(self) -> None:
        if self._conversation is not None:
            self._owed = self._conversation.owed
            self._conversation = None
        self.drop()

    def _connect(self) -> Status:
        """Open the printer where it is not, and ask how it is; raises NotSentError.

        A connection that stood open may be dead: it is opened once more before that is believed.
        """
        if self.one_slip_a_connection:
            self.close()
        if self.is_open():
            with contextlib.suppress(NotSentError), self._closing_on_error():
                return self._ask_status()
        self.open()
        with self._closing_on_error():
            self._wake()
            return self._ask_status()

    def _wake(self) -> None:
        if self.address.wake and monotonic() - self._last_used > AWAKE:
            self._not_sending(WAKING)
            sleep(self.address.wake)
            self._last_used = monotonic()

    def _ask_status(self) -> Status:
        if self.address.answers is Answers.NONE:
            return Status()
        try:
            status = self._talk().ask_status(self.address.timeout)
        except OSError as error:
            raise NotSentError(self._name_silence(error)) from error
        if status is None:
            raise NotSentError(self._name_silence())
        return status

    def _name_silence(self, error: OSError | None = None) -> Reason:
        """Return why it did not say how it is."""
        if self._conversation is not None and self._conversation.is_strange:
            return Reason.NOT_A_PRINTER
        return Reason.CONNECTION_LOST if error else Reason.NO_ANSWER

    def _prepare(self, clearing: bytes) -> None:
        """Fill up half a slip that may be left, and see that all before is done and answered."""
        self._not_sending(clearing)
        if self.address.answers is Answers.NONE:
            return
        reason = None
        try:
            self._talk().ask_for_silence(self.address.timeout)
            if clearing and self._answers_in_turn:
                line = self._line_seconds(len(clearing))
                patience = self.address.patience + line
                reason = self._talk().await_turn(self.address.timeout, patience, line)
            self._talk().begin_slip()
        except OSError as error:
            raise NotSentError(_name_loss(error)) from error
        if reason is not None:
            raise NotSentError(reason)

    def _not_sending(self, data: bytes) -> None:
        """Write what is no slip; raises NotSentError."""
        try:
            self._write_all(data, self._writing_seconds(len(data)))
        except OSError as error:
            raise NotSentError(_name_loss(error)) from error

    @property
    def _answers_in_turn(self) -> bool:
        return self.address.answers in {Answers.ALL, Answers.EARLY}

    def _write_slip(self, data: bytes) -> None:
        length = len(data)
        patience = self.address.patience + self._line_seconds(length)
        self._deadline = monotonic() + self._writing_seconds(length) + patience
        self._on_paper_at = 0.0
        self._under_way = []
        if not self._answers_in_turn:
            self._write_block(data, is_first=True)
            return
        begun = b""
        for block in part_slip(data, self._longest_block):
            self._make_room(len(block))
            self._expect_paper(begun, begun + block)
            self._write_block(block + AFTER_BLOCK, is_first=not begun)
            self._talk().note_block()
            begun += block

    def _expect_paper(self, before: bytes, after: bytes) -> None:
        """Note when the next block can be on paper, at the earliest."""
        # Counted from the first byte: while the rest is still leaving, the printer may print.
        moves = measure_least_mm(after) - measure_least_mm(before)
        begins = max(self._on_paper_at, monotonic())
        self._on_paper_at = begins + moves / self.address.fastest

    @property
    def _longest_block(self) -> int:
        """Return the bytes of a block at most: what a slow line takes long for is asked sooner."""
        rate, most = self.address.bytes_a_second, _LONGEST_BLOCK - len(AFTER_BLOCK)
        return min(most, int(rate * _UNASKED)) if rate else most

    def _make_room(self, length: int) -> None:
        """Wait until the printer has done with what a block more would be too much beside.

        Raises UnknownOutcomeError where it does not.
        """
        most = _LONGEST_BLOCK if self.address.bytes_a_second else _MOST_UNDER_WAY
        while self._under_way and (
            len(self._under_way) >= MOST_BLOCKS
            or sum(self._under_way) + length + len(AFTER_BLOCK) > most
        ):
            line = self._line_seconds(sum(self._under_way))
            try:
                reason = self._talk().await_block(
                    self.address.timeout + line, self._patience(sum(self._under_way))
                )
            except OSError as error:
                raise UnknownOutcomeError(_name_loss(error)) from error
            if reason is not None:
                raise UnknownOutcomeError(reason)
            del self._under_way[0]

    def _write_block(self, data: bytes, *, is_first: bool) -> None:
        deadline = monotonic() + self._writing_seconds(len(data))
        written = 0
        try:
            while written < len(data):
                seconds = max(min(deadline - monotonic(), self._step_seconds()), 0.01)
                written += self.write(data[written:], seconds)
        except OSError as error:
            if is_first and not written and self.failed_write_took_nothing:
                raise NotSentError(_name_loss(error)) from error
            raise UnknownOutcomeError(_name_loss(error)) from error
        self._under_way.append(len(data))

    def _patience(self, length: int) -> float:
        """Return how long so many bytes may take to be on paper; a whole slip has its deadline."""
        # What the computer took may still be on its way down a slow line.
        patience = self.address.patience + self._line_seconds(length)
        return max(min(patience, self._deadline - monotonic()), 0)

    def _ask_after(self) -> Reason | None:
        sent = sum(self._under_way)
        line = self._line_seconds(sent)
        try:
            if self._answers_in_turn:
                reason = self._talk().await_printed(
                    self.address.timeout + line, self._patience(sent)
                )
                self._note_early_answer()
                return reason
            if self.address.answers is Answers.STATUS:
                status = self._talk().ask_status(self.address.timeout + line)
                return Reason.NO_ANSWER if status is None else status.reason
            self.hang_up()
        except OSError as error:
            return _name_loss(error)
        return None

    def _note_early_answer(self) -> None:
        """Believe nothing more of a printer that answered before its paper can be out."""
        answered = self._talk().answered_at
        if self.address.answers is Answers.ALL and answered < self._on_paper_at:
            self.answered_early = True

    def _writing_seconds(self, length: int) -> float:
        """Return how long a printer may take to receive so many bytes, all in all."""
        return self.address.timeout + self._line_seconds(length) + length / _SLOWEST

    def _line_seconds(self, length: int) -> float:
        rate = self.address.bytes_a_second
        return length / rate if rate else 0

    def _step_seconds(self) -> float:
        """Return how long it may take nothing at all."""
        return self.address.timeout + self._line_seconds(LARGEST_STEP)

    def _talk(self) -> Conversation:
        if self._conversation is None:
            self._conversation = Conversation(self._write_all, self.read, self._owed)
        return self._conversation

    def _write_all(self, data: bytes, seconds: float) -> None:
        deadline = monotonic() + seconds
        while data:
            data = data[self.write(data, max(deadline - monotonic(), 0.01)) :]

    @contextlib.contextmanager
    def _closing_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.close()
            raise


def _name_loss(error: OSError) -> Reason:
    return Reason.TIMED_OUT if isinstance(error, TimeoutError) else Reason.CONNECTION_LOST
