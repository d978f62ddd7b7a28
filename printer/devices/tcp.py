"""A network printer (raw printing, port 9100).

Each slip has a connection of its own: one that stands open for hours may be dead, and the first
write to a dead connection succeeds (python-escpos' Network keeps one, and knows IPv4 only).
"""

from __future__ import annotations

import contextlib
import socket
from time import monotonic
from typing import TYPE_CHECKING

from rosterdesk.printer.address import Answers
from rosterdesk.printer.conversation import Conversation
from rosterdesk.printer.device import Device, Status
from rosterdesk.printer.errors import NotSentError, Reason, UnknownOutcomeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.printer.address import Address


class TcpDevice(Device):
    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self._socket: socket.socket | None = None

    def send(self, data: bytes) -> None:
        self.close()
        self._socket = self._connect()
        with self._closing_on_error():
            self._ask_before()
            self._write_slip(self._socket, data)

    def confirm(self) -> bool:
        with self._closing_on_error():
            confirmed = self._ask_after()
        self.close()
        return confirmed

    def status(self) -> Status:
        self.close()
        self._socket = self._connect()
        try:
            return self._ask_status()
        finally:
            self.close()

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _connect(self) -> socket.socket:
        target = (self.address.target, self.address.port)
        try:
            return socket.create_connection(target, timeout=self.address.timeout)
        except OSError as error:
            raise NotSentError(Reason.UNREACHABLE) from error

    def _ask_before(self) -> None:
        if self.address.answers is Answers.NONE:
            return
        reason = self._ask_status().reason
        if reason:
            raise NotSentError(reason)

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

    def _write_slip(self, connection: socket.socket, data: bytes) -> None:
        connection.settimeout(self.address.timeout)
        deadline = monotonic() + self.address.timeout
        written = 0
        try:
            while written < len(data):
                written += connection.send(data[written:])
                if written < len(data) and monotonic() > deadline:
                    raise TimeoutError
        except OSError as error:
            if not written:
                raise NotSentError(_name_loss(error)) from error
            raise UnknownOutcomeError(_name_loss(error)) from error

    def _ask_after(self) -> bool:
        try:
            if self.address.answers is Answers.ALL:
                reason = self._talk().await_printed(self.address.timeout, self.address.patience)
            elif self.address.answers is Answers.STATUS:
                reason = self._look_after()
            else:
                self._hang_up()
                reason = None
        except OSError as error:
            raise UnknownOutcomeError(_name_loss(error)) from error
        if reason:
            raise UnknownOutcomeError(reason)
        return self.address.answers is Answers.ALL

    def _look_after(self) -> Reason | None:
        status = self._talk().ask_status(self.address.timeout)
        return Reason.NO_ANSWER if status is None else status.reason

    def _hang_up(self) -> None:
        """Say that this was all, and let the printer read it before the connection goes."""
        connection = self._opened()
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(min(self.address.timeout, 1.0))
        with contextlib.suppress(TimeoutError):
            while connection.recv(64):
                pass

    def _talk(self) -> Conversation:
        connection = self._opened()
        return Conversation(connection.sendall, self._read)

    def _read(self, seconds: float) -> bytes:
        connection = self._opened()
        connection.settimeout(seconds)
        try:
            received = connection.recv(64)
        except TimeoutError:
            return b""
        finally:
            connection.settimeout(self.address.timeout)
        if not received:
            raise ConnectionResetError
        return received

    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise ConnectionResetError
        return self._socket

    @contextlib.contextmanager
    def _closing_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.close()
            raise


def _name_loss(error: OSError) -> Reason:
    return Reason.TIMED_OUT if isinstance(error, TimeoutError) else Reason.CONNECTION_LOST


BACKEND = TcpDevice
