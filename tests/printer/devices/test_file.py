"""Device files: a pipe, and what is none."""

from __future__ import annotations

import errno
import os

import pytest
from tests.printer.slips import make_slip

from rosterdesk.printer.devices.device import Answer, open_device
from rosterdesk.printer.errors import NotSentError, Reason, UnknownOutcomeError

SLIP = make_slip(1)
QUICK = "timeout=0.3&patience=0.5"


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


@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero", "/dev/full"])
def test_a_device_of_memory_is_no_printer(path):
    """It takes every slip and prints none: each would be called sent."""
    for ask in (lambda device: device.send(SLIP), lambda device: device.status()):
        with pytest.raises(NotSentError) as caught:
            ask(open_device(f"file://{path}"))
        assert caught.value.reason is Reason.NOT_FOUND


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
