"""A USB printer by its numbers: ``usb://04b8:0202`` (``lsusb`` shows them)."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any

import usb.core
import usb.util

from rosterdesk.printer.devices.talking import TalkingDevice
from rosterdesk.printer.errors import NotSentError, Reason
from rosterdesk.printer.library import Error, Usb
from rosterdesk.printer.model.address import usb_ids

if TYPE_CHECKING:
    from rosterdesk.printer.model.address import Address


_REASONS = {
    errno.EACCES: Reason.NO_PERMISSION,
    errno.EPERM: Reason.NO_PERMISSION,
    errno.EBUSY: Reason.BUSY,
}


class UsbDevice(TalkingDevice):
    """The device stays open between slips: opening it resets it, with what it has not printed."""

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self._printer: Usb | None = None
        self._out = self._in = 0

    def open(self) -> None:
        vendor, product = usb_ids(self.address)
        number = self.address.serial_number
        printer = Usb(vendor, product, {"serial_number": number} if number else None)
        try:
            printer.open()
            self._out = _find_endpoint(printer.device, usb.util.ENDPOINT_OUT)
            self._in = _find_endpoint(printer.device, usb.util.ENDPOINT_IN)
        except usb.core.NoBackendError as error:  # libusb is not on this computer
            raise NotSentError(Reason.NOT_FOUND, permanent=True) from error
        except (Error, OSError, AssertionError) as error:
            raise NotSentError(_name_cause(error)) from error
        self._printer = printer

    def is_open(self) -> bool:
        return self._printer is not None

    def write(self, data: bytes, seconds: float) -> int:
        try:
            return int(self._connected().write(self._out, data, _milliseconds(seconds)))
        except usb.core.USBTimeoutError as error:
            raise TimeoutError from error

    def read(self, seconds: float) -> bytes:
        try:
            return bytes(self._connected().read(self._in, 64, _milliseconds(seconds)))
        except usb.core.USBTimeoutError:
            return b""

    def drop(self) -> None:
        if self._printer is not None:
            self._printer.close()
            self._printer = None

    def _connected(self) -> Any:
        if self._printer is None:
            raise ConnectionResetError
        return self._printer.device


def _find_endpoint(device: Any, direction: int) -> int:
    """Return the first bulk endpoint that way; printers number them as they like."""
    for endpoint in device.get_active_configuration()[(0, 0)]:
        kind = usb.util.endpoint_type(endpoint.bmAttributes)
        way = usb.util.endpoint_direction(endpoint.bEndpointAddress)
        if kind == usb.util.ENDPOINT_TYPE_BULK and way == direction:
            return int(endpoint.bEndpointAddress)
    raise NotSentError(Reason.NOT_FOUND, permanent=True)


def _name_cause(error: Exception) -> Reason:
    """Return why it cannot be opened: libusb's own error may be the cause of python-escpos'."""
    cause: BaseException | None = error
    while cause is not None:
        reason = _REASONS.get(getattr(cause, "errno", None) or 0)
        if reason is not None:
            return reason
        cause = cause.__cause__ or cause.__context__
    return Reason.UNREACHABLE


def _milliseconds(seconds: float) -> int:
    return max(int(seconds * 1000), 1)  # 0 would wait for ever


BACKEND = UsbDevice
