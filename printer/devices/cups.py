"""A print queue of this computer (CUPS), through its own program ``lp``.

CUPS calls a job done when the bytes have left, so a slip is never more than "sent". Its spool keeps
jobs for a day unless ``PreserveJobFiles No`` stands in ``cupsd.conf``: without it, slips with their
passwords lie on the disk (docs/printers.md).
"""

from __future__ import annotations

import shutil
import subprocess

from rosterdesk.printer.devices.device import Answer, Device, Status
from rosterdesk.printer.errors import NotSentError, Reason, UnknownOutcomeError
from rosterdesk.printer.programs import make_environment

_AS_IT_IS = ("-o", "raw")
_ON_A4 = ("-o", "media=A4", "-o", "sides=one-sided", "-o", "print-scaling=none")
_TITLE = "rosterdesk"  # never a name: job titles stand in CUPS' logs


class CupsDevice(Device):
    def send(self, data: bytes, clearing: bytes = b"") -> None:
        data = clearing + data
        program = _find_program("lp")
        options = _ON_A4 if self.address.form else _AS_IT_IS
        command = [program, "-d", self.address.target, *options, "-t", _TITLE, "--", "-"]
        try:
            done = self._run(command, data)
        except subprocess.TimeoutExpired as error:
            raise UnknownOutcomeError(Reason.TIMED_OUT) from error
        if done.returncode:
            raise NotSentError(Reason.REFUSED)

    def status(self) -> Status:
        try:
            done = self._run([_find_program("lpstat"), "-l", "-p", self.address.target], b"")
        except subprocess.TimeoutExpired as error:
            raise NotSentError(Reason.NO_ANSWER) from error
        if done.returncode:
            raise NotSentError(Reason.UNREACHABLE)
        return _read_status(done.stdout.decode(errors="replace"))

    def _run(self, command: list[str], data: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 - a fixed program; the queue's name was checked
            command,
            input=data,
            capture_output=True,
            check=False,
            timeout=self.address.timeout,
            env=make_environment(),
        )


def _find_program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NotSentError(Reason.NOT_FOUND, permanent=True)
    return found


def _read_status(said: str) -> Status:
    """Read lpstat's words; the reasons are those of IPP (RFC 8011, 5.4.12)."""
    return Status(
        online=Answer.of("disabled" not in said and "offline-report" not in said),
        paper=Answer.NO if "media-empty" in said else Answer.CANNOT_KNOW,
        cover=Answer.NO if "cover-open" in said else Answer.CANNOT_KNOW,
        paper_low=Answer.YES if "media-low" in said else Answer.CANNOT_KNOW,
    )


BACKEND = CupsDevice
