"""A printer on a serial line: ``serial:///dev/ttyUSB0?baudrate=38400``."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import serial

from rosterdesk.printer.devices.talking import LARGEST_STEP, TalkingDevice
from rosterdesk.printer.errors import NotSentError, Reason
from rosterdesk.printer.model.address import Flow

if TYPE_CHECKING:
    from rosterdesk.printer.model.address import Address

_REASONS = {errno.EACCES: Reason.NO_PERMISSION, errno.EPERM: Reason.NO_PERMISSION}
_REASONS |= dict.fromkeys((errno.EBUSY, errno.EAGAIN), Reason.BUSY)


class SerialDevice(TalkingDevice):
    """The line stays open between slips: opening it makes some printers start anew."""

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self._line: serial.Serial | None = None

    def open(self) -> None:
        flow = self.address.flow
        try:
            self._line = serial.Serial(
                self.address.target,
                self.address.baudrate,
                timeout=self.address.timeout,
                write_timeout=self.address.timeout,
                xonxoff=flow in {Flow.XONXOFF, Flow.BOTH},
                rtscts=flow in {Flow.RTSCTS, Flow.BOTH},
                exclusive=True,
            )
        except (OSError, ValueError) as error:  # pyserial's own error is an OSError
            reason = _REASONS.get(getattr(error, "errno", None) or 0, Reason.UNREACHABLE)
            raise NotSentError(reason) from error

    def is_open(self) -> bool:
        return self._line is not None

    def write(self, data: bytes, seconds: float) -> int:
        line = self._connected()
        line.write_timeout = seconds
        try:
            return int(line.write(data[:LARGEST_STEP]) or 0)
        except serial.SerialTimeoutException as error:
            raise TimeoutError from error

    def read(self, seconds: float) -> bytes:
        line = self._connected()
        line.timeout = seconds
        first = line.read(1)
        return bytes(first) + bytes(line.read(line.in_waiting) if first else b"")

    def is_clear_to_send(self) -> bool:
        """Tell whether the line has a wire by which the printer says that it can take more."""
        try:
            return bool(self._line is not None and self._line.cts)
        except OSError:  # a line without such wires: an adapter, a pseudo-terminal
            return False

    def drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _connected(self) -> serial.Serial:
        if self._line is None:
            raise ConnectionResetError
        return self._line


BACKEND = SerialDevice
