"""A network printer (raw printing, port 9100).

Each slip has a connection of its own: one that stands open for hours may be dead, and the first
write to a dead connection succeeds (python-escpos' Network keeps one, and knows IPv4 only).
"""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING

from rosterdesk.printer.devices.talking import TalkingDevice
from rosterdesk.printer.errors import NotSentError, Reason

if TYPE_CHECKING:
    from rosterdesk.printer.model.address import Address

_LINGER = 1.0  # seconds for the printer to end the connection too


class TcpDevice(TalkingDevice):
    one_slip_a_connection = True
    failed_write_took_nothing = True

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self._socket: socket.socket | None = None

    def open(self) -> None:
        target = (self.address.target, self.address.port)
        try:
            self._socket = socket.create_connection(target, timeout=self.address.timeout)
            # A question after a slip would wait for the printer's delayed acknowledgement, 40 ms.
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            self.close()
            raise NotSentError(Reason.UNREACHABLE) from error

    def is_open(self) -> bool:
        return self._socket is not None

    def write(self, data: bytes, seconds: float) -> int:
        return self._connected(seconds).send(data)

    def read(self, seconds: float) -> bytes:
        try:
            received = self._connected(seconds).recv(64)
        except TimeoutError:
            return b""
        if not received:
            raise ConnectionResetError
        return received

    def hang_up(self) -> None:
        """Say that this was all, and let the printer read it before the connection goes.

        Closing at once, with an answer unread, would reset the connection: some printers then
        throw away what they have not printed yet.
        """
        connection = self._connected(min(self.address.timeout, _LINGER))
        connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(TimeoutError):
            while connection.recv(64):
                pass

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _connected(self, seconds: float) -> socket.socket:
        if self._socket is None:
            raise ConnectionResetError
        self._socket.settimeout(seconds)
        return self._socket


BACKEND = TcpDevice
