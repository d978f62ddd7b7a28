"""A printer behind a device file, such as ``/dev/usb/lp0``, or a named pipe."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import select
import stat
import struct
from contextlib import contextmanager
from time import monotonic, sleep
from typing import TYPE_CHECKING

from rosterdesk.printer.devices.device import AWAKE, WAKING, Answer, Device, Status
from rosterdesk.printer.errors import NotSentError, Reason, UnknownOutcomeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.printer.model.address import Address

_LPGETSTATUS = 0x060B  # linux/lp.h; answered by usblp and lp
_NO_ERROR, _SELECTED, _PAPER_OUT = 0x08, 0x10, 0x20  # bits of its answer, as in USB's printer class

_MEMORY = 1  # Linux' number of /dev/null, /dev/zero and their like: they take all, and print none

_REASONS = {
    **dict.fromkeys((errno.ENXIO, errno.ENODEV, errno.EIO), Reason.UNREACHABLE),
    **dict.fromkeys((errno.EACCES, errno.EPERM), Reason.NO_PERMISSION),
    errno.EBUSY: Reason.BUSY,
}


class FileDevice(Device):
    """A device file, never a plain file: a slip with its password may not stay on a disk."""

    keeps_halves = True

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self._last_used = -AWAKE  # on the monotonic clock

    def send(self, data: bytes, clearing: bytes = b"") -> None:
        with self._opened() as file:
            reason = _read_status(file).reason
            if reason:
                raise NotSentError(reason)
            self._wake(file)
            try:
                self._write(file, clearing)
            except UnknownOutcomeError as error:  # of what was no slip
                raise NotSentError(error.reason) from error
            self._write(file, data)
        self._last_used = monotonic()

    def _wake(self, file: int) -> None:
        if self.address.wake and monotonic() - self._last_used > AWAKE:
            with contextlib.suppress(UnknownOutcomeError):
                self._write(file, WAKING)
            sleep(self.address.wake)

    def status(self) -> Status:
        with self._opened() as file:
            return _read_status(file)

    @contextmanager
    def _opened(self) -> Iterator[int]:
        file = self._open()
        try:
            yield file
        finally:
            os.close(file)

    def _open(self) -> int:
        try:
            found = os.stat(self.address.target)  # noqa: PTH116 - the numbers are what is needed
            is_device = stat.S_ISCHR(found.st_mode) and os.major(found.st_rdev) != _MEMORY
            if not (is_device or stat.S_ISFIFO(found.st_mode)):
                raise NotSentError(Reason.NOT_FOUND, permanent=True)
            # Without waiting: a printer without paper would hold a plain open or write for ever.
            return os.open(self.address.target, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            raise NotSentError(_REASONS.get(error.errno or 0, Reason.NOT_FOUND)) from error

    def _write(self, file: int, data: bytes) -> None:
        written = 0
        try:
            while written < len(data):
                _await_room(file, self.address.timeout)
                written += os.write(file, data[written:])
        except OSError as error:
            reason = Reason.TIMED_OUT if isinstance(error, TimeoutError) else Reason.CONNECTION_LOST
            if not written:
                raise NotSentError(reason) from error
            raise UnknownOutcomeError(reason) from error


def _await_room(file: int, seconds: float) -> None:
    """Wait until the printer takes more: one that is slow may take long, but never stands still."""
    _, ready, _ = select.select([], [file], [], seconds)
    if not ready:
        raise TimeoutError


def _read_status(file: int) -> Status:
    try:
        answer = fcntl.ioctl(file, _LPGETSTATUS, b"\0" * 4)
    except OSError:
        return Status()
    bits = struct.unpack("i", answer)[0]
    return Status(
        online=Answer.of(bool(bits & _SELECTED and bits & _NO_ERROR)),
        paper=Answer.of(not bits & _PAPER_OUT),
    )


BACKEND = FileDevice
