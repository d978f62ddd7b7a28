"""A printer on a serial line: a pseudo-terminal."""

from __future__ import annotations

import os
import threading
import tty

import pytest
from tests.printer.devices.answers import Answerer
from tests.printer.slips import make_slip

from rosterdesk.printer.devices.conversation import AFTER_BLOCK
from rosterdesk.printer.devices.device import Answer, open_device
from rosterdesk.printer.devices.serial import SerialDevice
from rosterdesk.printer.errors import NotSentError, Reason
from rosterdesk.printer.model.address import Flow

SLIP = make_slip(1)
QUICK = "timeout=0.3&patience=0.5"
PATIENT = "timeout=90&patience=30&fastest=999999"  # for what goes well, however busy the machine is


class SerialPrinter(threading.Thread):
    """The other end of the line: takes everything, answers what it is asked."""

    def __init__(self, *, answers: bool = True) -> None:
        super().__init__(daemon=True)
        self.end, other = os.openpty()
        tty.setraw(other)
        self.path = os.ttyname(other)
        self.taken = b""
        self._answerer = Answerer() if answers else None
        self._other = other

    def run(self) -> None:
        while True:
            try:
                data = os.read(self.end, 4096)
                self.taken += data
                if self._answerer:
                    os.write(self.end, self._answerer.answer(data))
            except OSError:
                return

    def close(self) -> None:
        """End it before its end of the line is closed: the next test's may get the same number."""
        os.close(self._other)
        self.join(5)
        os.close(self.end)


def test_a_serial_printer_takes_a_slip_whole_and_confirms_it():
    printer = SerialPrinter()
    printer.start()
    device = open_device(f"serial://{printer.path}?{PATIENT}&baudrate=115200")
    try:
        device.send(SLIP)
        assert device.confirm()
        assert SLIP in printer.taken.replace(AFTER_BLOCK, b"")
        assert device.status().paper is Answer.YES
    finally:
        device.close()
        printer.close()


def test_a_silent_serial_printer_is_sent_nothing():
    """python-escpos would call its paper plenty."""
    printer = SerialPrinter(answers=False)
    printer.start()
    device = open_device(f"serial://{printer.path}?{QUICK}")
    try:
        with pytest.raises(NotSentError) as caught:
            device.send(SLIP)
        assert caught.value.reason is Reason.NO_ANSWER
        assert SLIP not in printer.taken
    finally:
        device.close()
        printer.close()


def test_a_serial_line_that_is_not_there_is_an_error():
    with pytest.raises(NotSentError) as caught:
        open_device("serial:///dev/ttyNONE0").send(SLIP)
    assert caught.value.reason is Reason.UNREACHABLE


def test_a_serial_line_that_another_program_has_is_busy():
    printer = SerialPrinter()
    printer.start()
    first = open_device(f"serial://{printer.path}?{PATIENT}&baudrate=115200")
    try:
        first.send(SLIP)
        with pytest.raises(NotSentError) as caught:
            open_device(f"serial://{printer.path}?{QUICK}&baudrate=115200").send(SLIP)
        assert caught.value.reason is Reason.BUSY
    finally:
        first.close()
        printer.close()


def test_a_line_without_wires_for_flow_control_is_told_by_characters():
    """A pseudo-terminal has none; what wires do was not tried here, since none are at hand."""
    printer = SerialPrinter()
    printer.start()
    device = open_device(f"serial://{printer.path}?{PATIENT}")
    assert isinstance(device, SerialDevice)
    assert device.address.flow is Flow.XONXOFF
    try:
        assert device.status().ready
        assert not device.is_clear_to_send()
    finally:
        device.close()
        printer.close()
