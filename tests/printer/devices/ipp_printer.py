"""An office printer that speaks IPP, written from RFC 8010 and 8011 and not from our own client.

Strict: a request that the RFC does not allow fails the test. It keeps each document that came in
whole, and can be told to fail.
"""

from __future__ import annotations

import ssl
import struct
import sys
import threading
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

PRINT_JOB, GET_JOB, GET_PRINTER = 0x0002, 0x0009, 0x000B
OK, NOT_FOUND, BUSY = 0x0000, 0x0406, 0x0507
PENDING, PROCESSING, STOPPED, CANCELED, ABORTED, COMPLETED = 3, 5, 6, 7, 8, 9


class Fault(StrEnum):
    PAPER_OUT = "paper out"  # before anything is sent
    COVER_OPEN = "cover open"
    NOT_ACCEPTING = "takes no jobs"
    NO_PDF = "takes no PDF"
    BUSY = "refuses the job"
    CUT_OFF = "hangs up in the middle of the document"
    NO_ANSWER = "takes the document and hangs up"
    ABORTED = "breaks the job off"
    CANCELED = "somebody cancels at the printer"
    STOPS = "the paper ends in the middle of the job"
    FORGETS = "knows nothing of the job afterwards"
    CUPS = "is a print server"


class _QuietServer(ThreadingHTTPServer):
    """A line that a killed process leaves is no fault of the printer's."""

    def handle_error(self, request, client_address) -> None:
        if not isinstance(sys.exception(), (ConnectionError, ssl.SSLError)):
            super().handle_error(request, client_address)


@dataclass
class Request:
    operation: int
    attributes: dict[str, list[bytes]]
    document: bytes


@dataclass
class IppPrinter:
    """``documents`` came in whole; ``asked`` counts the questions after a job."""

    fault: Fault | None = None
    cut_after: int = 0  # bytes of the whole request
    looks: int = 2  # questions after a job until it is done
    documents: list[bytes] = field(default_factory=list)
    asked: int = 0
    certificate: Path | None = None  # with its key: it speaks TLS

    def __enter__(self) -> Self:
        printer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                printer.serve(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = _QuietServer(("127.0.0.1", 0), Handler)
        if self.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        scheme = "ipps" if self.certificate is not None else "ipp"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_address[1]}/ipp/print"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        assert handler.headers["Content-Type"] == "application/ipp"
        assert handler.path == "/ipp/print"
        length = int(handler.headers["Content-Length"])
        if self.fault is Fault.CUT_OFF and length > 2000:
            handler.rfile.read(min(self.cut_after, length))
            handler.close_connection = True
            handler.connection.close()
            return
        request = read_request(handler.rfile.read(length))
        if request.operation == PRINT_JOB:
            assert request.attributes["document-format"] == [b"application/pdf"]
            assert request.document.startswith(b"%PDF-")
            assert request.document.rstrip().endswith(b"%%EOF")
            if self.fault is not Fault.BUSY:
                self.documents.append(request.document)
            if self.fault is Fault.NO_ANSWER:
                handler.close_connection = True
                handler.connection.close()
                return
        body = self.answer(request)
        handler.send_response(200)
        handler.send_header("Content-Type", "application/ipp")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def answer(self, request: Request) -> bytes:
        if request.operation == GET_PRINTER:
            return write_answer(OK, 0x04, self._describe())
        if request.operation == PRINT_JOB:
            if self.fault is Fault.BUSY:
                return write_answer(BUSY, 0x02, [])
            return write_answer(OK, 0x02, [(0x21, "job-id", 7), (0x23, "job-state", PENDING)])
        assert request.operation == GET_JOB
        assert request.attributes["job-id"] == [struct.pack(">i", 7)]
        if self.fault is Fault.FORGETS:
            return write_answer(NOT_FOUND, 0x02, [])
        self.asked += 1
        state = COMPLETED if self.asked >= self.looks else PROCESSING
        ends = {Fault.ABORTED: ABORTED, Fault.CANCELED: CANCELED, Fault.STOPS: STOPPED}
        return write_answer(
            OK, 0x02, [(0x23, "job-state", ends.get(self.fault, state) if self.fault else state)]
        )

    def _describe(self) -> list[tuple[int, str, object]]:
        empty = self.fault is Fault.PAPER_OUT or (self.fault is Fault.STOPS and self.documents)
        reason = "media-empty-error" if empty else "none"
        reason = "cover-open" if self.fault is Fault.COVER_OPEN else reason
        formats = ["image/pwg-raster", "application/octet-stream"]
        described: list[tuple[int, str, object]] = [
            (0x23, "printer-state", 5 if reason != "none" else 3),
            (0x44, "printer-state-reasons", reason),
            (0x22, "printer-is-accepting-jobs", self.fault is not Fault.NOT_ACCEPTING),
            *(
                (0x49, "document-format-supported" if not n else "", f)
                for n, f in enumerate(formats)
            ),
        ]
        if self.fault is not Fault.NO_PDF:
            described.append((0x49, "", "application/pdf"))
        if self.fault is Fault.CUPS:
            described.append((0x41, "cups-version", "2.4.2"))
        return described


def read_request(data: bytes) -> Request:
    """Take a request apart, as RFC 8010 (3.1) has it: group by group, the first two in order."""
    assert data[:2] in {b"\x01\x01", b"\x02\x00"}
    operation = int.from_bytes(data[2:4], "big")
    assert int.from_bytes(data[4:8], "big") > 0
    assert data[8] == 0x01, "the operation's attributes come first"
    found: dict[str, list[bytes]] = {}
    order: list[str] = []
    at, name = 9, ""
    while data[at] != 0x03:
        if data[at] < 0x10:
            at += 1
            continue
        spelt = int.from_bytes(data[at + 1 : at + 3], "big")
        name = data[at + 3 : at + 3 + spelt].decode() or name
        at += 3 + spelt
        length = int.from_bytes(data[at : at + 2], "big")
        found.setdefault(name, []).append(data[at + 2 : at + 2 + length])
        order.append(name)
        at += 2 + length
    assert order[:3] == ["attributes-charset", "attributes-natural-language", "printer-uri"]
    assert found["requesting-user-name"] == [b"rosterdesk"]
    return Request(operation, found, data[at + 1 :])


def write_answer(status: int, group: int, attributes: list[tuple[int, str, object]]) -> bytes:
    parts = [struct.pack(">HHI", 0x0200, status, 1), b"\x01"]
    parts += [_write(0x47, "attributes-charset", "utf-8")]
    parts += [_write(0x48, "attributes-natural-language", "en"), bytes([group])]
    parts += [_write(*each) for each in attributes]
    return b"".join([*parts, b"\x03"])


def _write(tag: int, name: str, value: object) -> bytes:
    if tag in {0x21, 0x23}:
        data = struct.pack(">i", value)
    else:
        data = bytes([bool(value)]) if tag == 0x22 else str(value).encode()
    spelt = name.encode()
    return struct.pack(">BH", tag, len(spelt)) + spelt + struct.pack(">H", len(data)) + data
