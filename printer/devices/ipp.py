"""An office printer on the network (IPP, RFC 8010 and 8011): it takes PDF and tells of its jobs.

It is asked before anything is sent, so that a sheet is not lost on a printer without paper. RFC
8011 calls a job completed once its sheets have been stacked; a print server of CUPS says so as
soon as the bytes have left it, and is therefore not believed.
"""

from __future__ import annotations

import hashlib
import http.client
import ssl
from dataclasses import dataclass
from time import monotonic, sleep
from typing import TYPE_CHECKING

from rosterdesk.printer.devices.device import Answer, Device, Status
from rosterdesk.printer.devices.ipp_messages import (
    Attributes,
    Operation,
    read_message,
    write_message,
)
from rosterdesk.printer.devices.tcp import name_trouble
from rosterdesk.printer.errors import NotSentError, Reason, UnknownOutcomeError
from rosterdesk.printer.model.address import Answers

if TYPE_CHECKING:
    from rosterdesk.printer.model.address import Address

_PDF = "application/pdf"
_NAME = "rosterdesk"  # of jobs and of their owner: never a person's
_LOOK = 0.5  # seconds between two questions after a job
_FIRST_REFUSAL = 0x0400  # status codes from here on: nothing was taken
_STOPPED, _CANCELED, _ABORTED, _COMPLETED = 5, 7, 8, 9
_ASKED_OF_PRINTER = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "document-format-supported",
    "cups-version",
)
_ASKED_OF_JOB = ("job-state", "job-state-reasons", "job-impressions-completed")
_EMPTY = ("media-empty", "media-needed")
_OPEN = ("cover-open", "door-open", "interlock-open")


@dataclass(frozen=True, slots=True)
class _Job:
    number: int
    is_proof: bool  # whether its end says that it is on paper


class NotTrustedError(OSError):
    """The printer shows another certificate than that of the settings."""


class IppDevice(Device):
    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self._job: _Job | None = None

    def send(self, data: bytes, clearing: bytes = b"") -> None:
        del clearing  # each job is whole, or is thrown away by the printer
        self._job = None
        printer = self._ask_printer()
        if reason := _read_status(printer).reason:
            raise NotSentError(reason)
        if _PDF not in printer.list("document-format-supported"):
            raise NotSentError(Reason.NO_PDF, permanent=True)
        job = self._print(data).number("job-id")
        if job is not None:
            self._job = _Job(job, is_proof=not printer.list("cups-version"))

    def confirm(self) -> bool:
        if self._job is None or self.address.answers is Answers.NONE:
            return False
        deadline, printed = monotonic() + self.address.patience, 0
        while monotonic() < deadline:
            job = self._ask_job(self._job.number)
            state, pages = job.number("job-state"), job.number("job-impressions-completed") or 0
            if state == _COMPLETED:
                return self._job.is_proof and self.address.answers is Answers.ALL
            if state in {_CANCELED, _ABORTED}:
                raise UnknownOutcomeError(Reason.REFUSED)
            if pages > printed:  # a school takes longer than one page does
                deadline, printed = monotonic() + self.address.patience, pages
            sleep(_LOOK)
        raise UnknownOutcomeError(self._find_trouble())

    def status(self) -> Status:
        return _read_status(self._ask_printer())

    def _ask_printer(self) -> Attributes:
        """Return what the printer says of itself; raises NotSentError."""
        try:
            status, found = self._exchange(
                Operation.GET_PRINTER_ATTRIBUTES, requested=_ASKED_OF_PRINTER
            )
        except TimeoutError as error:
            raise NotSentError(Reason.NO_ANSWER) from error
        except (NotTrustedError, ssl.SSLCertVerificationError) as error:
            raise NotSentError(Reason.NOT_TRUSTED) from error
        except OSError as error:
            raise NotSentError(name_trouble(error)) from error
        except (http.client.HTTPException, ValueError) as error:
            raise NotSentError(Reason.NOT_A_PRINT_SERVICE) from error
        if status >= _FIRST_REFUSAL:
            raise NotSentError(Reason.NOT_FOUND)
        return found

    def _print(self, data: bytes) -> Attributes:
        """Send the document; raises NotSentError only where the printer says that it took none."""
        try:
            status, found = self._exchange(Operation.PRINT_JOB, document=data)
        except TimeoutError as error:
            raise UnknownOutcomeError(Reason.TIMED_OUT) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise UnknownOutcomeError(Reason.CONNECTION_LOST) from error
        if status >= _FIRST_REFUSAL:
            raise NotSentError(Reason.BUSY if status in _BUSY else Reason.REFUSED)
        return found

    def _ask_job(self, number: int) -> Attributes:
        try:
            status, found = self._exchange(
                Operation.GET_JOB_ATTRIBUTES, job=number, requested=_ASKED_OF_JOB
            )
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise UnknownOutcomeError(Reason.CONNECTION_LOST) from error
        if status >= _FIRST_REFUSAL:  # it has forgotten the job
            raise UnknownOutcomeError(Reason.NO_PROOF)
        return found

    def _find_trouble(self) -> Reason:
        try:
            return _read_status(self._ask_printer()).reason or Reason.TIMED_OUT
        except NotSentError as error:
            return error.reason

    def _make_connection(self) -> http.client.HTTPConnection:
        host, port, seconds = self.address.target, self.address.port, self.address.timeout
        if self.address.scheme == "ipp":
            return http.client.HTTPConnection(host, port, timeout=seconds)
        context = _make_context(self.address.fingerprint)
        return http.client.HTTPSConnection(host, port, timeout=seconds, context=context)

    def _connect(self, connection: http.client.HTTPConnection) -> None:
        """Connect before anything is said, so that a stranger's printer hears nothing."""
        connection.connect()
        if self.address.fingerprint:
            assert isinstance(connection.sock, ssl.SSLSocket)
            shown = connection.sock.getpeercert(binary_form=True) or b""
            if hashlib.sha256(shown).hexdigest() != self.address.fingerprint:
                raise NotTrustedError

    def _exchange(
        self,
        operation: Operation,
        *,
        requested: tuple[str, ...] = (),
        job: int | None = None,
        document: bytes = b"",
    ) -> tuple[int, Attributes]:
        """Return the status code and the attributes; raises OSError, HTTPException, ValueError."""
        host, port, path = self.address.target, self.address.port, self.address.path
        shown = f"[{host}]" if ":" in host else host
        message = write_message(
            operation,
            uri=f"{self.address.scheme}://{shown}:{port}{path}",
            user=_NAME,
            requested=requested,
            job=job,
            document_format=_PDF if document else None,
        )
        connection = self._make_connection()
        try:
            self._connect(connection)
            connection.request(
                "POST", path, message + document, {"Content-Type": "application/ipp"}
            )
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status >= http.client.INTERNAL_SERVER_ERROR:  # it is one, and cannot now
            raise ConnectionError(answer.status)
        if answer.status != http.client.OK:
            raise ValueError(answer.status)
        return read_message(body)


def _make_context(fingerprint: str) -> ssl.SSLContext:
    """Return what checks a certificate by this computer's own list, or leaves that to us.

    Office printers make their own certificate: it is known by its fingerprint.
    """
    context = ssl.create_default_context()
    if fingerprint:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _read_status(printer: Attributes) -> Status:
    reasons = printer.list("printer-state-reasons")
    refuses = printer.list("printer-is-accepting-jobs") == [False]
    stopped = printer.number("printer-state") == _STOPPED
    return Status(
        online=Answer.of(not (refuses or stopped)),
        paper=Answer.of(not _holds(reasons, _EMPTY)),
        cover=Answer.of(not _holds(reasons, _OPEN)),
        paper_low=Answer.of(_holds(reasons, ("media-low",))),
    )


def _holds(reasons: list[object], wanted: tuple[str, ...]) -> bool:
    """Tell whether one of the reasons is told, as an error or a warning."""
    said = {str(reason).removesuffix("-error") for reason in reasons}
    return any(each in said or f"{each}-warning" in said for each in wanted)


_BUSY = {0x0507, 0x050B}  # server-error-busy, server-error-too-many-jobs
BACKEND = IppDevice
