"""An office printer: never *confirmed* what it did not print, never sent what it may have."""

from __future__ import annotations

import socket
from datetime import timedelta
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from tests.printer.devices.ipp_printer import Fault, IppPrinter
from tests.printer.slips import EXAMPLE

from rosterdesk.core.clock import now
from rosterdesk.core.language import Language
from rosterdesk.printer.devices.device import Answer, open_device
from rosterdesk.printer.devices.ipp_messages import read_message
from rosterdesk.printer.devices.owner import Outcome, Printer, Result
from rosterdesk.printer.errors import NotSentError, PrinterAddressError, Reason
from rosterdesk.printer.model.address import Form, parse_address
from rosterdesk.printer.sheets.sheet import SheetContent, build_sheet
from rosterdesk.printer.slips.layout import Layout

if TYPE_CHECKING:
    from pathlib import Path

SHEET = build_sheet(
    SheetContent("De Boekenberg", "De Regenboog", "2B", "7KQ4M", Language.NL, [EXAMPLE]), Layout()
)
PATIENT = "timeout=90&patience=30"  # for what goes well, however busy the machine is


async def print_sheet(printer: IppPrinter, query: str = PATIENT) -> Outcome:
    async with Printer("kantoor", f"{printer.url}?{query}") as owner:
        return await owner.print_slip(SHEET)


async def test_a_printer_that_stacked_the_sheets_has_confirmed_them():
    with IppPrinter() as printer:
        outcome = await print_sheet(printer)
    assert outcome == Outcome(Result.CONFIRMED)
    assert printer.documents == [SHEET]
    assert printer.asked == 2


@pytest.mark.parametrize(
    ("fault", "result", "reason"),
    [
        (Fault.PAPER_OUT, Result.NOT_SENT, Reason.PAPER_OUT),
        (Fault.COVER_OPEN, Result.NOT_SENT, Reason.COVER_OPEN),
        (Fault.NOT_ACCEPTING, Result.NOT_SENT, Reason.OFFLINE),
        (Fault.NO_PDF, Result.NOT_SENT, Reason.NO_PDF),
        (Fault.BUSY, Result.NOT_SENT, Reason.BUSY),
        (Fault.NO_ANSWER, Result.UNKNOWN, Reason.CONNECTION_LOST),
        (Fault.ABORTED, Result.UNKNOWN, Reason.REFUSED),
        (Fault.CANCELED, Result.UNKNOWN, Reason.REFUSED),
        (Fault.FORGETS, Result.UNKNOWN, Reason.NO_PROOF),
        (Fault.CUPS, Result.SENT, None),
    ],
)
async def test_what_goes_wrong_is_told_for_what_it_is(fault, result, reason):
    with IppPrinter(fault) as printer:
        outcome = await print_sheet(printer)
    assert outcome == Outcome(result, reason)
    assert len(printer.documents) == (result is not Result.NOT_SENT)


async def test_paper_that_ends_in_the_middle_of_a_job_is_unknown_with_that_reason():
    with IppPrinter(Fault.STOPS) as printer:
        outcome = await print_sheet(printer, "timeout=90&patience=1")
    assert outcome == Outcome(Result.UNKNOWN, Reason.PAPER_OUT)


@pytest.mark.parametrize("cut_after", [0, 1, 400, 1000, len(SHEET) // 2, len(SHEET)])
async def test_a_line_that_breaks_in_the_document_is_unknown(cut_after):
    with IppPrinter(Fault.CUT_OFF, cut_after) as printer:
        outcome = await print_sheet(printer)
    assert outcome == Outcome(Result.UNKNOWN, Reason.CONNECTION_LOST)


async def test_a_printer_that_is_not_there_was_sent_nothing():
    with IppPrinter() as printer:
        pass
    outcome = await print_sheet(printer)
    assert outcome == Outcome(Result.NOT_SENT, Reason.UNREACHABLE)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", Reason.NOT_A_PRINT_SERVICE),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", Reason.NOT_A_PRINT_SERVICE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", Reason.NOT_A_PRINT_SERVICE),
        (b"SSH-2.0-OpenSSH_9.6\r\n", Reason.NOT_A_PRINT_SERVICE),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", Reason.UNREACHABLE),
        (b"", Reason.UNREACHABLE),
    ],
)
def test_what_is_no_print_service_is_told_from_a_printer_that_is_off(answer, reason):
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=_answer_once, args=(server, answer))
        thread.start()
        device = open_device(f"ipp://127.0.0.1:{server.getsockname()[1]}?{PATIENT}")
        with pytest.raises(NotSentError) as caught:
            device.status()
        thread.join()
    assert caught.value.reason is reason


def _answer_once(server: socket.socket, answer: bytes) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):  # what is left unread would reset the connection
            pass


def test_its_status_is_in_the_words_of_other_printers():
    with IppPrinter() as printer:
        status = open_device(printer.url).status()
    assert status.ready
    assert (status.online, status.paper, status.cover) == (Answer.YES,) * 3


@pytest.mark.parametrize("data", [b"", b"\x02\x00", bytes(9), bytes(8) + b"\x01\x21\x00\x09ab"])
def test_an_answer_that_breaks_off_is_none(data):
    with pytest.raises(ValueError, match="breaks off"):
        read_message(data)


def test_addresses_of_office_printers():
    address = parse_address("ipp://192.0.2.8")
    assert (address.port, address.path, address.form) == (631, "/ipp/print", Form.CARDS)
    assert parse_address("ipp://Office.example:8631/printers/a?form=letters").form is Form.LETTERS
    assert parse_address("cups://kantoor?form=cards").form is Form.CARDS
    assert parse_address("cups://bon").form is None
    letters = parse_address("ipp://192.0.2.8?form=letters")
    assert not address.is_same_printer(letters)  # two names, for two kinds of paper
    assert address.is_same_printer(parse_address("ipp://192.0.2.8:631/ipp/print?form=cards"))
    for wrong in ("ipp://192.0.2.8?width=80", "ipp://a b", "ipp://h/../x y", "tcp://h?form=cards"):
        with pytest.raises(PrinterAddressError):
            parse_address(wrong)


async def test_over_tls_a_printer_is_known_by_its_certificate(tmp_path: Path):
    """One that it made itself is no one's that this computer trusts, and is told by its SHA-256."""
    certificate, fingerprint = make_certificate(tmp_path)
    with IppPrinter(certificate=certificate) as printer:
        right = f"fingerprint={fingerprint}&{PATIENT}"
        assert await print_sheet(printer, right) == Outcome(Result.CONFIRMED)
        for query in (PATIENT, f"fingerprint={'00' * 32}&{PATIENT}"):
            outcome = await print_sheet(printer, query)
            assert outcome == Outcome(Result.NOT_SENT, Reason.NOT_TRUSTED)
    assert printer.documents == [SHEET]


def make_certificate(folder: Path) -> tuple[Path, str]:
    """Return a file with a certificate and its key, and the certificate's SHA-256."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "printer")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .sign(key, SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "printer.pem"
    file.write_bytes(made.public_bytes(Encoding.PEM) + pem)
    return file, made.fingerprint(SHA256()).hex(":")
