"""A USB bus with a printer on it, below pyusb."""

from __future__ import annotations

import array
import errno

import usb.backend
import usb.core
import usb.util
from tests.printer.devices.answers import Answerer


class UsbBus(usb.backend.IBackend):
    """A bus with one printer on it, below pyusb: only the wire is replaced."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.answers = b""
        self._answerer = Answerer()
        self.unplugged = False
        self.refusal: int | None = None  # of Linux, when it is opened

    def enumerate_devices(self):
        return [] if self.unplugged else ["printer"]

    def get_device_descriptor(self, _):
        return _record(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=64,
            idVendor=0x04B8,
            idProduct=0x0202,
            bcdDevice=0x100,
            iManufacturer=0,
            iProduct=0,
            iSerialNumber=3,
            bNumConfigurations=1,
            address=1,
            bus=1,
            port_number=1,
            port_numbers=(1,),
            speed=2,
        )

    def get_configuration_descriptor(self, *_):
        return _record(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=32,
            bNumInterfaces=1,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0xC0,
            bMaxPower=0,
            extra_descriptors=[],
        )

    def get_interface_descriptor(self, _dev, intf, alt, _config):
        if intf or alt:
            raise IndexError
        return _record(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=0,
            bAlternateSetting=0,
            bNumEndpoints=2,
            bInterfaceClass=7,
            bInterfaceSubClass=1,
            bInterfaceProtocol=2,
            iInterface=0,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(self, _dev, ep, *_):
        # Not the numbers that python-escpos takes for granted.
        return _record(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=(0x03, 0x84)[ep],
            bmAttributes=2,
            wMaxPacketSize=64,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=[],
        )

    def open_device(self, _):
        if self.refusal is not None:
            raise usb.core.USBError("refused", self.refusal, self.refusal)
        return "open"

    def ctrl_transfer(self, _handle, kind, request, value, _index, buffer, _timeout):
        """String descriptors: the languages, and the serial number."""
        assert (kind, request) == (0x80, 6)
        text = b"\x09\x04" if value & 0xFF == 0 else "J5KF012345".encode("utf-16-le")
        answer = bytes([len(text) + 2, 3]) + text
        buffer[: len(answer)] = array.array("B", answer)
        return len(answer)

    def close_device(self, _):
        pass

    def set_configuration(self, *_):
        pass

    def get_configuration(self, _):
        return 1

    def claim_interface(self, *_):
        pass

    def release_interface(self, *_):
        pass

    def reset_device(self, _):
        pass

    def bulk_write(self, _handle, endpoint, _intf, data, _timeout):
        if self.unplugged:
            raise usb.core.USBError("gone", errno.ENODEV, errno.ENODEV)
        assert endpoint == 0x03
        self.taken.append(bytes(data))
        self.answers += self._answerer.answer(bytes(data))
        return len(data)

    def bulk_read(self, _handle, endpoint, _intf, buffer, _timeout):
        assert endpoint == 0x84
        if not self.answers:
            raise usb.core.USBTimeoutError("nothing", errno.ETIMEDOUT, errno.ETIMEDOUT)
        answers, self.answers = self.answers[: len(buffer)], self.answers[len(buffer) :]
        buffer[: len(answers)] = array.array("B", answers)
        return len(answers)


def _record(**values):
    return type("Descriptor", (), values)()
