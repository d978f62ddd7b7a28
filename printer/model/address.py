"""A printer's URL, taken apart: which device, on which paper, and what it can answer.

What stands after its ``?`` is read in ``parameters.py``.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from rosterdesk.core.language import N_
from rosterdesk.printer.errors import PrinterAddressError
from rosterdesk.printer.model.hosts import name_machine, read_host
from rosterdesk.printer.model.length import FASTEST
from rosterdesk.printer.model.paper import Codes, Paper
from rosterdesk.printer.model.parameters import (
    ASKING,
    BAUD_RATE,
    OFFICE,
    OWN_PARAMETERS,
    read_baudrate,
    read_choice,
    read_fastest,
    read_fingerprint,
    read_number,
    read_paper,
    read_parameters,
    read_seconds,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from urllib.parse import SplitResult

_EXAMPLES = {
    "dummy": "dummy:",
    "tcp": "tcp://192.0.2.7:9100",
    "usb": "usb://04b8:0202",
    "serial": "serial:///dev/ttyUSB0?baudrate=38400",
    "file": "file:///dev/usb/lp0",
    "cups": "cups://desk",
    "ipp": "ipp://192.0.2.8/ipp/print",
    "ipps": "ipps://192.0.2.8/ipp/print",
    "cloudprnt": "cloudprnt://desk?mac=00:11:62:00:00:01",
    "sdp": "sdp://desk?serial=X9Q1000001",
}
_LIKE = N_("Write the printer's address like {example}.")
_PORTS = {"tcp": 9100, "ipp": 631, "ipps": 631}
_QUEUES = ("/printers/", "/classes/")  # of a print server, CUPS: each is a printer of its own
_PATIENCE = {"ipp": 120.0, "ipps": 120.0, "cloudprnt": 60.0, "sdp": 60.0}  # 60: Star's guide
_LAST_PORT = 65535
_BITS = 10  # on the line for each byte: a start bit, eight, a stop bit


class Answers(StrEnum):
    """The answers of a printer.

    ALL (even that a slip is on paper), EARLY (that sooner than it can be), STATUS (its state alone)
    or NONE.
    """

    ALL = "all"
    EARLY = "early"
    STATUS = "status"
    NONE = "none"


class Flow(StrEnum):
    """The way in which a printer on a serial line reports a full buffer."""

    NONE = "none"
    RTSCTS = "rtscts"
    XONXOFF = "xonxoff"
    BOTH = "both"  # where its cable has the wires, and nobody knows which one it uses


class Form(StrEnum):
    """The paper of an office printer, A4: cards to cut out, eight a page, or a letter a child."""

    CARDS = "cards"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Address:
    scheme: str
    target: str  # host, vendor:product, device file, or queue
    port: int
    paper: Paper
    answers: Answers
    timeout: float  # seconds, for connecting, each step of writing and each answer
    patience: float  # seconds, until a slip that was sent must be on paper
    serial_number: str | None = None  # of a USB printer, where several have the same numbers
    wake: float = 0  # seconds that a sleeping printer needs, and loses what it is sent meanwhile
    between: float = 0  # seconds after a connection in which the printer takes no other one
    baudrate: int = BAUD_RATE
    flow: Flow = Flow.XONXOFF
    fastest: int = FASTEST  # mm of paper a second: an answer that comes sooner is no proof
    keep: int | None = None  # slips, of a printer of memory only
    form: Form | None = None  # of an office printer; None: it prints slips
    path: str = ""  # of a printer that is spoken to over HTTP
    fingerprint: str = ""  # SHA-256 of its certificate, where it made that itself
    identity: str = ""  # the MAC or serial number of a printer that asks for its work
    every: float = 0  # seconds between two of its questions
    version: int = 2  # of Server Direct Print
    key: int = 1  # the number of its secret

    @property
    def bytes_a_second(self) -> float | None:
        """Return the speed of the line; None where it is faster than any printer."""
        return self.baudrate / _BITS if self.scheme == "serial" else None

    @property
    def asks(self) -> bool:
        """Return whether the printer comes and asks for its work."""
        return self.scheme in ASKING

    def is_same_printer(self, other: Address) -> bool:
        """Tell whether both are one printer, however they are spelt."""
        if (
            self.asks
            and self.scheme == other.scheme
            and (self.target.casefold() == other.target.casefold())
        ):
            return True  # one address to ask at
        if self._device != other._device or self.scheme == "dummy":
            return False
        if self.form != other.form:  # whole documents: those of two names do not mingle
            return False
        return None in {self.serial_number, other.serial_number} or (
            self.serial_number == other.serial_number
        )

    @property
    def host_kind(self) -> tuple[str, int, str, Form | None] | None:
        """Return all of a network printer but its host; None for one that has none.

        Raw printing and IPP of one host may be two printers: a print server has many.
        """
        if self.scheme not in _PORTS:
            return None
        return *self._network, self.form

    @property
    def _network(self) -> tuple[str, int, str]:
        scheme = "ipp" if self.scheme in OFFICE else self.scheme
        is_queue = self.path.startswith(_QUEUES)
        return scheme, self.port, self.path.rstrip("/").casefold() if is_queue else ""

    @property
    def _device(self) -> tuple[object, ...]:
        if self.scheme in {"file", "serial"}:
            return "device", os.path.realpath(self.target)
        if self.asks:
            return self.scheme, self.identity
        if self.scheme in _PORTS:
            return *self._network, name_machine(self.target)
        return self.scheme, self.target.casefold()


def parse_address(url: str) -> Address:
    """Return the address read; raises PrinterAddressError with a sentence on the right form."""
    _check_signs(url)
    try:
        parts = urlsplit(url)
    except ValueError as error:  # brackets without an address in them
        meant = _EXAMPLES.get(url.partition(":")[0].lower(), _EXAMPLES["tcp"])
        raise PrinterAddressError(_LIKE, example=meant) from error
    if parts.scheme in {"http", "https"}:
        raise PrinterAddressError(_LIKE, example=_EXAMPLES["ipp" + parts.scheme[4:]])
    if parts.scheme not in OWN_PARAMETERS:
        raise PrinterAddressError(
            N_("A printer's address begins with one of: {kinds}."), kinds=", ".join(_EXAMPLES)
        )
    values = read_parameters(parts.scheme, parts.query)
    if parts.scheme in {"dummy", "cloudprnt"}:  # memory and our own picture take every command
        values.setdefault("codes", str(Codes.NATIVE))
    try:
        target, serial_number = _read_target(parts.scheme, parts.netloc, unquote(parts.path))
        return Address(
            scheme=parts.scheme,
            target=target,
            port=_read_port(parts),
            paper=read_paper(values),
            answers=read_choice(values, "answers", Answers) or Answers.ALL,
            timeout=read_seconds(values, "timeout", 5),
            patience=read_seconds(values, "patience", _PATIENCE.get(parts.scheme, 20)),
            serial_number=serial_number,
            wake=read_seconds(values, "wake", 0),
            between=read_seconds(values, "between", 0),
            baudrate=read_baudrate(values),
            # Without a word of it a small buffer would lose half a slip; no answer looks like XOFF.
            flow=read_choice(values, "flow", Flow) or Flow.XONXOFF,
            fastest=read_fastest(values),
            keep=read_number(values, "keep"),
            form=read_choice(values, "form", Form)
            or (Form.CARDS if parts.scheme in OFFICE else None),
            path=(parts.path or "/ipp/print") if parts.scheme in OFFICE else "",
            fingerprint=read_fingerprint(values),
            identity=_read_identity(parts.scheme, values),
            every=read_seconds(values, "every", 5) if parts.scheme in ASKING else 0,
            version=int(read_choice(values, "version", _Version) or 2),
            key=read_number(values, "key") or 1,
        )
    except ValueError as error:
        raise PrinterAddressError(_LIKE, example=_EXAMPLES[parts.scheme]) from error


def _check_signs(url: str) -> None:
    """Refuse what urlsplit would drop without a word, or what a printer has no use for."""
    if not url.isprintable():
        raise PrinterAddressError(N_("The printer's address holds a sign that cannot be seen."))
    if "#" in url:
        raise PrinterAddressError(N_("Leave “#” and what follows it out of a printer's address."))


def name_secret(address: Address) -> tuple[str, int]:
    """Return what the secret of a printer that asks is made from: its own name, and a number."""
    return f"{address.scheme} {address.target.casefold()}", address.key


def _read_target(scheme: str, netloc: str, path: str) -> tuple[str, str | None]:
    """Return the target in one spelling, and a USB printer's serial number."""
    if scheme in {"serial", "file"}:
        _require(not netloc and path.startswith("/"), scheme)
        return os.path.normpath(f"/{path.lstrip('/')}"), None
    if scheme == "dummy":
        return path, None
    _require("@" not in netloc and (scheme in {"usb", *OFFICE} or not path.strip("/")), scheme)
    if scheme == "usb":
        vendor, product = _read_usb_ids(netloc)
        _require("/" not in path.strip("/"), scheme)
        return f"{vendor:04x}:{product:04x}", path.strip("/") or None
    if scheme in {"cups", *ASKING}:
        _require(re.fullmatch(r"\w[\w.-]{0,126}", netloc) is not None, scheme)
        return netloc, None
    _require(re.fullmatch(r"(/[\w.~-]+)*/?", path) is not None, scheme)
    _require(bool(netloc), scheme)
    bracketed = re.fullmatch(r"\[([^\]]+)\](?::\d*)?", netloc)
    return read_host(unquote(bracketed[1]) if bracketed else _leave_port_out(netloc)), None


def _leave_port_out(netloc: str) -> str:
    return netloc.rpartition(":")[0] or netloc


def _read_identity(scheme: str, values: Mapping[str, str]) -> str:
    """Return the MAC as twelve small digits, or the serial number in capitals."""
    if scheme == "cloudprnt":
        mac = read_mac(values.get("mac", ""))
        _require(mac is not None, scheme)
        return mac or ""
    if scheme == "sdp":
        serial = values.get("serial", "").strip().upper()
        _require(re.fullmatch(r"[0-9A-Z-]{4,30}", serial) is not None, scheme)
        return serial
    return ""


def read_mac(written: str) -> str | None:
    """Return twelve small digits of a MAC address, however it is spelt; None where it is none."""
    digits = re.sub(r"[:.-]", "", written.strip()).lower()
    return digits if re.fullmatch(r"[0-9a-f]{12}", digits) else None


def _require(well: bool, scheme: str) -> None:
    if not well:
        raise PrinterAddressError(_LIKE, example=_EXAMPLES[scheme])


def _read_port(parts: SplitResult) -> int:
    """Return the port, 0 for a printer that has none; raises ValueError for what is no number."""
    if parts.scheme not in _PORTS:
        return 0
    written = parts.netloc.rpartition(":")[2]
    if written.isdecimal() and parts.netloc != written and not 1 <= int(written) <= _LAST_PORT:
        raise PrinterAddressError(
            N_("A port goes from 1 to 65535: leave it out for the usual one.")
        )
    return parts.port or _PORTS[parts.scheme]


def _read_usb_ids(target: str) -> tuple[int, int]:
    found = re.fullmatch(r"(?:0x)?([0-9a-f]{1,4}):(?:0x)?([0-9a-f]{1,4})", target, re.IGNORECASE)
    if found is None:
        raise PrinterAddressError(_LIKE, example=_EXAMPLES["usb"])
    return int(found[1], 16), int(found[2], 16)


def usb_ids(address: Address) -> tuple[int, int]:
    """Return the vendor's and the product's number."""
    return _read_usb_ids(address.target)


class _Version(StrEnum):
    ONE = "1"
    TWO = "2"
