"""What printers with a way back have in common: ask, send a slip whole, ask again."""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from time import monotonic
from typing import TYPE_CHECKING

from rosterdesk.printer.devices.conversation import Conversation
from rosterdesk.printer.devices.device import Device, Status
from rosterdesk.printer.errors import NotSentError, Reason, UnknownOutcomeError
from rosterdesk.printer.model.address import Answers

if TYPE_CHECKING:
    from collections.abc import Iterator


class TalkingDevice(Device):
    """A backend gives the five functions below; each may raise OSError, and blocks in bounds."""

    keeps_halves = True
    one_slip_a_connection = False
    # Whether a write that raises has taken nothing; where it may have, the slip is unknown.
    failed_write_took_nothing = False

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

    def hang_up(self) -> None:
        """End the slip where the printer does not answer."""

    def send(self, data: bytes) -> None:
        self._connect()
        with self._closing_on_error():
            reason = self._ask_status().reason
            if reason:
                raise NotSentError(reason)
            self._write_slip(data)

    def confirm(self) -> bool:
        with self._closing_on_error():
            reason = self._ask_after()
            if reason:
                raise UnknownOutcomeError(reason)
        if self.one_slip_a_connection:
            self.close()
        return self.address.answers is Answers.ALL

    def status(self) -> Status:
        self._connect()
        with self._closing_on_error():
            status = self._ask_status()
        if self.one_slip_a_connection:
            self.close()
        return status

    def _connect(self) -> None:
        if self.one_slip_a_connection:
            self.close()
        if not self.is_open():
            self.open()

    def _ask_status(self) -> Status:
        if self.address.answers is Answers.NONE:
            return Status()
        try:
            status = self._talk().ask_status(self.address.timeout)
        except OSError as error:
            raise NotSentError(Reason.CONNECTION_LOST) from error
        if status is None:
            raise NotSentError(Reason.NO_ANSWER)
        return status

    def _write_slip(self, data: bytes) -> None:
        deadline = monotonic() + self.address.timeout
        written = 0
        try:
            while written < len(data):
                written += self.write(data[written:], max(deadline - monotonic(), 0.01))
        except OSError as error:
            if not written and self.failed_write_took_nothing:
                raise NotSentError(_name_loss(error)) from error
            raise UnknownOutcomeError(_name_loss(error)) from error

    def _ask_after(self) -> Reason | None:
        try:
            if self.address.answers is Answers.ALL:
                return self._talk().await_printed(self.address.timeout, self.address.patience)
            if self.address.answers is Answers.STATUS:
                status = self._talk().ask_status(self.address.timeout)
                return Reason.NO_ANSWER if status is None else status.reason
            self.hang_up()
        except OSError as error:
            return _name_loss(error)
        return None

    def _talk(self) -> Conversation:
        return Conversation(self._write_all, self.read)

    def _write_all(self, data: bytes) -> None:
        while data:
            data = data[self.write(data, self.address.timeout) :]

    @contextlib.contextmanager
    def _closing_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.close()
            raise


def _name_loss(error: OSError) -> Reason:
    return Reason.TIMED_OUT if isinstance(error, TimeoutError) else Reason.CONNECTION_LOST
