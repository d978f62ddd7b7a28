"""Printers on USB, on a bus of our own."""

from __future__ import annotations

import errno

import pytest
from tests.printer.devices.usbbus import UsbBus
from tests.printer.slips import make_slip

from rosterdesk.printer.devices.conversation import AFTER_BLOCK
from rosterdesk.printer.devices.device import open_device
from rosterdesk.printer.errors import NotSentError, Reason, UnknownOutcomeError

SLIP = make_slip(1)
QUICK = "timeout=0.3&patience=0.5"
IN_NO_TIME = "fastest=999999"  # as this bus prints


@pytest.fixture
def bus(monkeypatch):
    found = UsbBus()
    monkeypatch.setattr("usb.backend.libusb1.get_backend", lambda *_, **__: found)
    return found


def test_a_usb_printer_takes_a_slip_once_and_confirms_it(bus):
    device = open_device(f"usb://04b8:0202?{QUICK}&{IN_NO_TIME}")
    device.send(SLIP)
    assert device.confirm()
    assert b"".join(bus.taken).replace(AFTER_BLOCK, b"").count(SLIP) == 1
    device.close()


def test_a_usb_printer_that_is_not_there_is_an_error(bus):
    bus.unplugged = True
    with pytest.raises(NotSentError) as caught:
        open_device("usb://04b8:0202").send(SLIP)
    assert caught.value.reason is Reason.UNREACHABLE


def test_a_usb_printer_pulled_out_after_a_slip_is_unknown(bus):
    device = open_device(f"usb://04b8:0202?{QUICK}")
    device.send(SLIP)
    bus.unplugged = True
    with pytest.raises(UnknownOutcomeError) as caught:
        device.confirm()
    assert caught.value.reason is Reason.CONNECTION_LOST


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EACCES, Reason.NO_PERMISSION),
        (errno.EBUSY, Reason.BUSY),
        (errno.EIO, Reason.UNREACHABLE),
    ],
)
def test_why_a_usb_printer_cannot_be_opened_is_said(bus, number, reason):
    """No permission and another program are told from a cable that is out."""
    bus.refusal = number
    with pytest.raises(NotSentError) as caught:
        open_device("usb://04b8:0202").send(SLIP)
    assert caught.value.reason is reason


def test_of_two_usb_printers_the_one_with_the_serial_number_is_meant(bus):
    device = open_device(f"usb://04b8:0202/J5KF012345?{QUICK}&{IN_NO_TIME}")
    device.send(SLIP)
    assert device.confirm()
    device.close()
    with pytest.raises(NotSentError) as caught:
        open_device("usb://04b8:0202/ANOTHER").send(SLIP)
    assert caught.value.reason is Reason.UNREACHABLE
