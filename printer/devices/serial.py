"""A printer on a serial line: ``serial:///dev/ttyUSB0?baudrate=38400``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import serial

from rosterdesk.printer.devices.talking import TalkingDevice
from rosterdesk.printer.errors import NotSentError, Reason

if TYPE_CHECKING:
    from rosterdesk.printer.model.address import Address

_BAUD_RATE = 9600
_CHUNK = 256  # bytes: a quarter of a second at 9600 baud, so that the deadline is looked at


class SerialDevice(TalkingDevice):
    """The line stays open between slips: opening it makes some printers start anew."""

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self._line: serial.Serial | None = None

    def open(self) -> None:
        try:
            self._line = serial.Serial(
                self.address.target,
                self.address.own.get("baudrate", _BAUD_RATE),
                timeout=self.address.timeout,
                write_timeout=self.address.timeout,
                exclusive=True,
            )
        except (serial.SerialException, ValueError) as error:
            raise NotSentError(Reason.UNREACHABLE) from error

    def is_open(self) -> bool:
        return self._line is not None

    def write(self, data: bytes, seconds: float) -> int:
        line = self._connected()
        line.write_timeout = seconds
        try:
            return int(line.write(data[:_CHUNK]) or 0)
        except serial.SerialTimeoutException as error:
            raise TimeoutError from error

    def read(self, seconds: float) -> bytes:
        line = self._connected()
        line.timeout = seconds
        first = line.read(1)
        return bytes(first) + bytes(line.read(line.in_waiting) if first else b"")

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _connected(self) -> serial.Serial:
        if self._line is None:
            raise ConnectionResetError
        return self._line


BACKEND = SerialDevice
