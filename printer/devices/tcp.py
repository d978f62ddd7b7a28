"""A network printer (raw printing, port 9100).

Each slip has a connection of its own: other computers print there too (python-escpos' Network keeps
one, and knows IPv4 only). Only where the printer takes no new connection for a time after the last
one (``between``) it stays open, and the next one waits until that time is over.
"""

from __future__ import annotations

import contextlib
import socket
from time import monotonic, sleep
from typing import TYPE_CHECKING

from rosterdesk.printer.devices.talking import TalkingDevice
from rosterdesk.printer.errors import NotSentError, Reason
from rosterdesk.printer.model.address import Answers

if TYPE_CHECKING:
    from rosterdesk.printer.model.address import Address

_LINGER = 1.0  # seconds for the printer to end the connection too


class TcpDevice(TalkingDevice):
    failed_write_took_nothing = True

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self._socket: socket.socket | None = None
        self._closed_at = monotonic()  # as far as we know: an earlier process may have had one

    @property
    def one_slip_a_connection(self) -> bool:
        # A printer that does not answer prints when the connection ends.
        return not self.address.between or self.address.answers is Answers.NONE

    def open(self) -> None:
        sleep(max(self._closed_at + self.address.between - monotonic(), 0))
        target = (self.address.target, self.address.port)
        try:
            self._socket = socket.create_connection(target, timeout=self.address.timeout)
            # A question after a slip would wait for the printer's delayed acknowledgement, 40 ms.
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except PermissionError as error:
            raise NotSentError(Reason.NO_PERMISSION) from error
        except OSError as error:
            self.close()
            raise NotSentError(name_trouble(error)) from error

    def is_open(self) -> bool:
        return self._socket is not None

    def write(self, data: bytes, seconds: float) -> int:
        return self._connected(seconds).send(data)

    def read(self, seconds: float) -> bytes:
        try:
            received = self._connected(seconds).recv(64)
        except (TimeoutError, BlockingIOError):
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

    def drop(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
            self._closed_at = monotonic()

    def _connected(self, seconds: float) -> socket.socket:
        if self._socket is None:
            raise ConnectionResetError
        self._socket.settimeout(seconds)
        return self._socket


def name_trouble(error: OSError) -> Reason:
    """Return why a connection could not be made."""
    is_unknown = isinstance(error, socket.gaierror)
    return Reason.NO_SUCH_HOST if is_unknown else Reason.UNREACHABLE


BACKEND = TcpDevice
