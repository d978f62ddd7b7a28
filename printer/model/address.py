"""A printer's URL, taken apart: which device, on which paper, and what it can answer.

Parameters of every printer: ``profile`` (of the ESC/POS profile database), ``width`` (58 or 80),
``codepage`` (names, with commas, also ``CP857:29``; or none), ``kanji`` (off), ``codes`` (drawn,
native), ``cut`` (auto, part, full, none), ``feed`` (lines), ``density`` (0-8), ``timeout`` (seconds
for each step). Of some: ``patience`` (seconds for a slip to be on paper), ``answers`` (all, status,
none), ``wake`` and ``between`` (seconds), ``baudrate``, ``flow`` (none, rtscts, xonxoff), ``keep``.
A parameter that is not known is refused, and so is one without a value.
"""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from rosterdesk.core.language import N_
from rosterdesk.printer.errors import PrinterAddressError
from rosterdesk.printer.model.paper import Codes, Cut, Paper, choose_paper
from rosterdesk.printer.model.profiles import NO_PROFILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PAPER_PARAMETERS = frozenset(
    {"profile", "width", "codepage", "kanji", "codes", "cut", "feed", "density"}
)
_TALKING = frozenset({"timeout", "patience", "answers", "wake"})
_OWN_PARAMETERS: Mapping[str, frozenset[str]] = {
    "dummy": frozenset({"keep"}),
    "tcp": _TALKING | {"between"},
    "usb": _TALKING,
    "serial": _TALKING | {"baudrate", "flow"},
    "file": frozenset({"timeout", "wake"}),
    "cups": frozenset({"timeout"}),
}
_EXAMPLES = {
    "dummy": "dummy:",
    "tcp": "tcp://192.0.2.7:9100",
    "usb": "usb://04b8:0202",
    "serial": "serial:///dev/ttyUSB0?baudrate=38400",
    "file": "file:///dev/usb/lp0",
    "cups": "cups://desk",
}
_LIKE = N_("Write the printer's address like {example}.")
_BAUD_RATES = (2400, 4800, 9600, 19200, 38400, 57600, 115200)
_BAUD_RATE = 9600
_Choice = TypeVar("_Choice", bound=StrEnum)
_BITS = 10  # on the line for each byte: a start bit, eight, a stop bit


class Answers(StrEnum):
    """The answers of a printer: ALL (even that a slip is on paper), STATUS (its state) or NONE."""

    ALL = "all"
    STATUS = "status"
    NONE = "none"


class Flow(StrEnum):
    """The way in which a printer on a serial line reports a full buffer."""

    NONE = "none"
    RTSCTS = "rtscts"
    XONXOFF = "xonxoff"


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
    baudrate: int = _BAUD_RATE
    flow: Flow = Flow.NONE
    keep: int | None = None  # slips, of a printer of memory only

    @property
    def bytes_a_second(self) -> float | None:
        """Return the speed of the line; None where it is faster than any printer."""
        return self.baudrate / _BITS if self.scheme == "serial" else None

    def is_same_printer(self, other: Address) -> bool:
        """Tell whether both are one printer, however they are spelt."""
        if self._device != other._device or self.scheme == "dummy":
            return False
        return None in {self.serial_number, other.serial_number} or (
            self.serial_number == other.serial_number
        )

    @property
    def _device(self) -> tuple[str, str, int]:
        if self.scheme in {"file", "serial"}:
            return "device", os.path.realpath(self.target), 0
        return self.scheme, self.target.casefold(), self.port


def parse_address(url: str) -> Address:
    """Return the address read; raises PrinterAddressError with a sentence on the right form."""
    try:
        parts = urlsplit(url)
    except ValueError as error:  # brackets without an address in them
        raise PrinterAddressError(_LIKE, example=_EXAMPLES["tcp"]) from error
    if parts.scheme not in _OWN_PARAMETERS:
        raise PrinterAddressError(
            N_("A printer's address begins with one of: {kinds}."), kinds=", ".join(_EXAMPLES)
        )
    values = _read_parameters(parts.scheme, parts.query)
    if parts.scheme == "dummy":  # memory takes every command
        values.setdefault("codes", str(Codes.NATIVE))
    try:
        target, serial_number = _read_target(parts.scheme, parts.netloc, unquote(parts.path))
        return Address(
            scheme=parts.scheme,
            target=target,
            port=(parts.port or 9100) if parts.scheme == "tcp" else 0,
            paper=read_paper(values),
            answers=_read_choice(values, "answers", Answers) or Answers.ALL,
            timeout=_read_seconds(values, "timeout", 5),
            patience=_read_seconds(values, "patience", 20),
            serial_number=serial_number,
            wake=_read_seconds(values, "wake", 0),
            between=_read_seconds(values, "between", 0),
            baudrate=_read_baudrate(values),
            flow=_read_choice(values, "flow", Flow) or Flow.NONE,
            keep=_read_number(values, "keep"),
        )
    except ValueError as error:
        raise PrinterAddressError(_LIKE, example=_EXAMPLES[parts.scheme]) from error


def fill_in_profile(url: str, profiles: Mapping[str, str]) -> str:
    """Return the URL with the parameters of the library's own profile in place of its name.

    What stands in the URL itself goes before what the profile says.
    """
    address, _, query = url.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    named = [value for key, value in pairs if key == "profile" and value in profiles]
    if len(named) != 1:
        return url
    own = [pair for pair in pairs if pair != ("profile", named[0])]
    kept = {key for key, _ in own}
    found = parse_qsl(profiles[named[0]], keep_blank_values=True)
    # What is true of the model may be of no use on this line: answers, through a print queue.
    line = set().union(*_OWN_PARAMETERS.values()) - _OWN_PARAMETERS.get(
        url.partition(":")[0], set()
    )
    merged = [*own, *(pair for pair in found if pair[0] not in kept | line)]
    return f"{address}?{write_parameters(merged)}" if merged else address


def write_parameters(pairs: Iterable[tuple[str, str]]) -> str:
    return urlencode(list(pairs), safe=",:")


def _read_parameters(scheme: str, query: str) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    values = dict(pairs)
    unknown = values.keys() - PAPER_PARAMETERS - _OWN_PARAMETERS[scheme]
    if unknown:
        raise PrinterAddressError(
            N_("A {kind} printer has no parameter “{names}”."),
            kind=scheme,
            names=", ".join(sorted(unknown)),
        )
    if len(values) != len(pairs):
        raise PrinterAddressError(N_("A parameter stands twice in the printer's address."))
    for name, value in pairs:
        if not value.strip():
            raise PrinterAddressError(N_("“{name}” needs a value, or leave it out."), name=name)
    return values


def _read_target(scheme: str, netloc: str, path: str) -> tuple[str, str | None]:
    """Return the target in one spelling, and a USB printer's serial number."""
    if scheme in {"serial", "file"}:
        _require(not netloc and path.startswith("/"), scheme)
        return os.path.normpath(path), None
    if scheme == "dummy":
        return path, None
    _require("@" not in netloc and (scheme == "usb" or not path.strip("/")), scheme)
    if scheme == "usb":
        vendor, product = _read_usb_ids(netloc)
        return f"{vendor:04x}:{product:04x}", path.strip("/") or None
    if scheme == "cups":
        _require(re.fullmatch(r"\w[\w.-]{0,126}", netloc) is not None, scheme)
        return netloc, None
    return _read_host(netloc), None


def _require(well: bool, scheme: str) -> None:
    if not well:
        raise PrinterAddressError(_LIKE, example=_EXAMPLES[scheme])


def _read_host(netloc: str) -> str:
    """Return a host name, or an address as RFC 5952 has it, with its interface (fe80::7%eth0)."""
    bracketed = re.fullmatch(r"\[([^\]]+)\](?::\d*)?", netloc)
    host = unquote(bracketed[1]) if bracketed else netloc.rpartition(":")[0] or netloc
    try:
        return str(ipaddress.ip_address(host))  # the interface's name is not in capitals only
    except ValueError:
        _require(re.fullmatch(r"[\w-]+(\.[\w-]+)*\.?", host) is not None, "tcp")
        return host.lower().rstrip(".")


def _read_usb_ids(target: str) -> tuple[int, int]:
    found = re.fullmatch(r"(?:0x)?([0-9a-f]{1,4}):(?:0x)?([0-9a-f]{1,4})", target, re.IGNORECASE)
    if found is None:
        raise PrinterAddressError(_LIKE, example=_EXAMPLES["usb"])
    return int(found[1], 16), int(found[2], 16)


def usb_ids(address: Address) -> tuple[int, int]:
    """Return the vendor's and the product's number."""
    return _read_usb_ids(address.target)


def read_paper(values: Mapping[str, str]) -> Paper:
    """Return the paper that the parameters of a URL describe; raises PrinterAddressError."""
    pages = values.get("codepage")
    return choose_paper(
        _read_number(values, "width"),
        profile=values.get("profile", NO_PROFILE),
        code_pages=[page.strip() for page in pages.split(",")] if pages else None,
        kanji_off=_read_choice(values, "kanji", _Kanji) is not None,
        codes=_read_choice(values, "codes", Codes),
        cut=_read_choice(values, "cut", Cut),
        feed=_read_number(values, "feed"),
        density=_read_number(values, "density"),
    )


class _Kanji(StrEnum):
    OFF = "off"


def _read_choice(values: Mapping[str, str], name: str, kind: type[_Choice]) -> _Choice | None:
    written = values.get(name)
    if written is None:
        return None
    try:
        return kind(written.lower())
    except ValueError as error:
        raise PrinterAddressError(
            N_("“{name}” is one of: {choices}."), name=name, choices=", ".join(kind)
        ) from error


def _read_number(values: Mapping[str, str], name: str) -> int | None:
    written = values.get(name)
    if written is None:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", written):
        raise PrinterAddressError(N_("“{name}” is a whole number."), name=name)
    return int(written)


def _read_seconds(values: Mapping[str, str], name: str, default: float) -> float:
    seconds = float(values.get(name, default))
    if not (0 < seconds <= 120 or seconds == default == 0):
        raise PrinterAddressError(N_("“{name}” is a number of seconds, 120 at most."), name=name)
    return seconds


def _read_baudrate(values: Mapping[str, str]) -> int:
    rate = _read_number(values, "baudrate") or _BAUD_RATE
    if rate not in _BAUD_RATES:
        raise PrinterAddressError(
            N_("“baudrate” is one of: {rates}."), rates=", ".join(map(str, _BAUD_RATES))
        )
    return rate
