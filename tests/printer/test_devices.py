"""The backends that a test can reach: a pseudo-terminal, a pipe, a USB bus and an lp of our own."""

from __future__ import annotations

import array
import errno
import os
import stat
import threading
import tty

import pytest
import usb.backend
import usb.core
import usb.util
from tests.printer.slips import make_slip

from rosterdesk.printer.devices.device import Answer, open_device
from rosterdesk.printer.errors import NotSentError, Reason, UnknownOutcomeError

SLIP = make_slip(1)
QUICK = "timeout=0.3&patience=0.5"
ANSWERS = {
    b"\x10\x04\x01": b"\x12",
    b"\x10\x04\x02": b"\x12",
    b"\x10\x04\x04": b"\x12",
    b"\x1dr\x01": b"\x00",
}


def answer_questions(data: bytes) -> bytes:
    return b"".join(ANSWERS.get(data[at : at + 3], b"") for at in range(len(data)))


# serial


class SerialPrinter(threading.Thread):
    """The other end of the line: takes everything, answers what it is asked."""

    def __init__(self, *, answers: bool = True) -> None:
        super().__init__(daemon=True)
        self.end, other = os.openpty()
        tty.setraw(other)
        self.path = os.ttyname(other)
        self.taken = b""
        self._answers = answers
        self._other = other

    def run(self) -> None:
        while True:
            try:
                data = os.read(self.end, 4096)
                self.taken += data
                if self._answers:
                    os.write(self.end, answer_questions(data))
            except OSError:
                return

    def close(self) -> None:
        os.close(self._other)
        os.close(self.end)


def test_a_serial_printer_takes_a_slip_whole_and_confirms_it():
    printer = SerialPrinter()
    printer.start()
    device = open_device(f"serial://{printer.path}?{QUICK}&baudrate=115200")
    try:
        device.send(SLIP)
        assert device.confirm()
        assert SLIP in printer.taken
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


# device files


def test_a_pipe_receives_the_slip_as_it_is(tmp_path):
    path = tmp_path / "lp0"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    device = open_device(f"file://{path}")
    device.send(SLIP)
    assert device.confirm() is False
    assert os.read(reader, 65536) == SLIP
    assert device.status().online is Answer.CANNOT_KNOW
    os.close(reader)


def test_a_file_that_takes_no_more_is_unknown_after_the_time_out(tmp_path):
    """A printer without paper stops reading in the middle of a slip."""
    path = tmp_path / "lp0"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(UnknownOutcomeError) as caught:
        open_device(f"file://{path}?timeout=0.1").send(bytes(200_000))
    assert caught.value.reason is Reason.TIMED_OUT
    os.close(reader)


def test_a_file_that_nobody_reads_was_sent_nothing(tmp_path):
    path = tmp_path / "lp0"
    os.mkfifo(path)
    with pytest.raises(NotSentError) as caught:
        open_device(f"file://{path}").send(SLIP)
    assert caught.value.reason is Reason.UNREACHABLE


def test_a_plain_file_is_no_printer(tmp_path):
    """A slip with its password may not stay on a disk."""
    path = tmp_path / "slips.bin"
    path.write_bytes(b"")
    with pytest.raises(NotSentError) as caught:
        open_device(f"file://{path}").send(SLIP)
    assert caught.value.permanent
    assert path.read_bytes() == b""
    with pytest.raises(NotSentError):
        open_device(f"file://{tmp_path}/none").send(SLIP)


# CUPS


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """An lp and an lpstat on the path; what they are given lands beside them."""

    def install(name: str, script: str) -> None:
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return install


def test_a_queue_is_given_the_slip_raw_and_no_name(queue, tmp_path):
    queue("lp", f'echo "$@" > {tmp_path}/arguments; cat > {tmp_path}/job')
    device = open_device("cups://balie")
    device.send(SLIP)
    assert device.confirm() is False
    assert (tmp_path / "job").read_bytes() == SLIP
    assert (tmp_path / "arguments").read_text().split() == [
        "-d",
        "balie",
        "-o",
        "raw",
        "-t",
        "rosterdesk",
        "--",
        "-",
    ]


def test_a_queue_that_refuses_was_sent_nothing(queue):
    """python-escpos' LP does not look at lp's exit status."""
    queue("lp", "cat > /dev/null; exit 1")
    with pytest.raises(NotSentError) as caught:
        open_device("cups://balie").send(SLIP)
    assert caught.value.reason is Reason.REFUSED


def test_a_queue_that_hangs_is_unknown(queue):
    queue("lp", "exec sleep 30")
    with pytest.raises(UnknownOutcomeError):
        open_device("cups://balie?timeout=0.2").send(SLIP)


@pytest.mark.parametrize(
    ("said", "online", "paper"),
    [
        ("printer balie is idle.  enabled since Mon", Answer.YES, Answer.CANNOT_KNOW),
        ("printer balie disabled since Mon -\n\tAlerts: media-empty", Answer.NO, Answer.NO),
    ],
)
def test_the_status_of_a_queue_is_what_lpstat_says(queue, said, online, paper):
    queue("lpstat", f"printf '{said}'")
    status = open_device("cups://balie").status()
    assert (status.online, status.paper) == (online, paper)


@pytest.mark.parametrize("program", ["lp", "lpstat"])
def test_a_program_of_cups_inherits_no_secret(queue, tmp_path, monkeypatch, program):
    monkeypatch.setenv("ROSTERDESK_BOT_TOKEN", "123456:planted-secret")
    monkeypatch.setenv("PGPASSWORD", "planted-secret")
    queue(program, f"env > {tmp_path}/inherited; cat > /dev/null")
    device = open_device("cups://balie")
    device.send(SLIP) if program == "lp" else device.status()
    inherited = (tmp_path / "inherited").read_text()
    assert "PATH=" in inherited
    assert "planted-secret" not in inherited


def test_without_cups_there_is_no_queue(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotSentError) as caught:
        open_device("cups://balie").send(SLIP)
    assert caught.value.permanent


# USB


class UsbBus(usb.backend.IBackend):
    """A bus with one printer on it, below pyusb: only the wire is replaced."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.answers = b""
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
        self.answers += answer_questions(bytes(data))
        return len(data)

    def bulk_read(self, _handle, endpoint, _intf, buffer, _timeout):
        assert endpoint == 0x84
        if not self.answers:
            raise usb.core.USBTimeoutError("nothing", errno.ETIMEDOUT, errno.ETIMEDOUT)
        answers, self.answers = self.answers[: len(buffer)], b""
        buffer[: len(answers)] = array.array("B", answers)
        return len(answers)


def _record(**values):
    return type("Descriptor", (), values)()


@pytest.fixture
def bus(monkeypatch):
    found = UsbBus()
    monkeypatch.setattr("usb.backend.libusb1.get_backend", lambda *_, **__: found)
    return found


def test_a_usb_printer_takes_a_slip_in_one_write_and_confirms_it(bus):
    device = open_device(f"usb://04b8:0202?{QUICK}")
    device.send(SLIP)
    assert device.confirm()
    assert bus.taken.count(SLIP) == 1
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
    device = open_device(f"usb://04b8:0202/J5KF012345?{QUICK}")
    device.send(SLIP)
    assert device.confirm()
    device.close()
    with pytest.raises(NotSentError) as caught:
        open_device("usb://04b8:0202/ANOTHER").send(SLIP)
    assert caught.value.reason is Reason.UNREACHABLE


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EACCES, Reason.NO_PERMISSION),
        (errno.EBUSY, Reason.BUSY),
        (errno.ENXIO, Reason.UNREACHABLE),
        (errno.ENOENT, Reason.NOT_FOUND),
    ],
)
def test_why_a_device_file_cannot_be_opened_is_said(number, reason, monkeypatch, tmp_path):
    """The kernel's answer is played: tests may run as root, whom no permission stops."""
    path = tmp_path / "lp0"
    os.mkfifo(path)

    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("os.open", refuse)
    with pytest.raises(NotSentError) as caught:
        open_device(f"file://{path}").send(SLIP)
    assert caught.value.reason is reason


def test_a_serial_line_that_another_program_has_is_busy():
    printer = SerialPrinter()
    printer.start()
    first = open_device(f"serial://{printer.path}?{QUICK}&baudrate=115200")
    try:
        first.send(SLIP)
        with pytest.raises(NotSentError) as caught:
            open_device(f"serial://{printer.path}?{QUICK}&baudrate=115200").send(SLIP)
        assert caught.value.reason is Reason.BUSY
    finally:
        first.close()
        printer.close()
