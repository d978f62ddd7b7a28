"""A printer's URL, taken apart: which device, on which paper, and what it can answer.

Parameters of every printer: ``profile`` (of the ESC/POS profile database), ``width`` (58 or 80),
``codepage`` (names, with commas), ``cut`` (auto, part, full, none), ``density`` (0-8),
``timeout`` (seconds for each step), ``patience`` (seconds for a slip to be on paper) and
``answers`` (all, status, none). A parameter that is not known is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from rosterdesk.core.language import N_
from rosterdesk.printer.errors import PrinterAddressError
from rosterdesk.printer.model.paper import Cut, Paper, choose_paper

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAPER_PARAMETERS = frozenset({"profile", "width", "codepage", "cut", "density"})
_OWN_PARAMETERS: Mapping[str, frozenset[str]] = {
    "dummy": frozenset({"keep"}),
    "tcp": frozenset({"timeout", "patience", "answers"}),
    "usb": frozenset({"timeout", "patience", "answers"}),
    "serial": frozenset({"timeout", "patience", "answers", "baudrate"}),
    "file": frozenset({"timeout"}),
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


class Answers(StrEnum):
    """What a printer tells: ALL, also that a slip is on paper; STATUS, how it is; or NONE."""

    ALL = "all"
    STATUS = "status"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Address:
    scheme: str
    target: str  # host, vendor:product, device file, or queue
    port: int
    paper: Paper
    answers: Answers
    timeout: float  # seconds, for connecting, writing and each answer
    patience: float  # seconds, until a slip must be on paper
    own: Mapping[str, int] = field(default_factory=dict)  # baudrate, keep

    @property
    def device(self) -> tuple[str, str, int]:
        """What two names of one printer have in common."""
        return self.scheme, self.target.lower(), self.port


def parse_address(url: str) -> Address:
    """Raises PrinterAddressError with the sentence that says how such a URL is written."""
    parts = urlsplit(url)
    if parts.scheme not in _OWN_PARAMETERS:
        raise PrinterAddressError(
            N_("A printer's address begins with one of: {kinds}."), kinds=", ".join(_EXAMPLES)
        )
    values = _read_parameters(parts.scheme, parts.query)
    try:
        return Address(
            scheme=parts.scheme,
            target=_read_target(parts.scheme, parts.netloc, unquote(parts.path)),
            port=(parts.port or 9100) if parts.scheme == "tcp" else 0,
            paper=_read_paper(values),
            answers=Answers(values.get("answers", Answers.ALL)),
            timeout=_read_seconds(values, "timeout", 5),
            patience=_read_seconds(values, "patience", 20),
            own=_read_own(values),
        )
    except ValueError as error:
        raise PrinterAddressError(_LIKE, example=_EXAMPLES[parts.scheme]) from error


def _read_parameters(scheme: str, query: str) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    values = dict(pairs)
    unknown = values.keys() - _PAPER_PARAMETERS - _OWN_PARAMETERS[scheme]
    if unknown:
        raise PrinterAddressError(
            N_("A {kind} printer has no parameter “{names}”."),
            kind=scheme,
            names=", ".join(sorted(unknown)),
        )
    if len(values) != len(pairs):
        raise PrinterAddressError(N_("A parameter stands twice in the printer's address."))
    return values


def _read_target(scheme: str, netloc: str, path: str) -> str:
    example = _EXAMPLES[scheme]
    if scheme in {"serial", "file"}:
        if netloc or not path.startswith("/"):
            raise PrinterAddressError(_LIKE, example=example)
        return path
    if scheme == "dummy":
        return path
    host = urlsplit(f"//{netloc}").hostname if scheme == "tcp" else netloc
    if not host or path.strip("/") or "@" in netloc:
        raise PrinterAddressError(_LIKE, example=example)
    if scheme == "usb":
        _read_usb_ids(host)
    if scheme == "cups" and not re.fullmatch(r"\w[\w.-]{0,126}", host):
        raise PrinterAddressError(_LIKE, example=example)
    return host


def _read_usb_ids(target: str) -> tuple[int, int]:
    vendor, _, product = target.partition(":")
    return int(vendor, 16), int(product, 16)


def usb_ids(address: Address) -> tuple[int, int]:
    """Return the vendor's and the product's number."""
    return _read_usb_ids(address.target)


def _read_paper(values: Mapping[str, str]) -> Paper:
    pages = values.get("codepage", "")
    return choose_paper(
        int(values["width"]) if "width" in values else None,
        profile=values.get("profile", "default"),
        code_pages=[page.strip() for page in pages.split(",") if page.strip()],
        cut=Cut(values["cut"]) if "cut" in values else None,
        density=int(values["density"]) if "density" in values else None,
    )


def _read_seconds(values: Mapping[str, str], name: str, default: float) -> float:
    seconds = float(values.get(name, default))
    if not 0 < seconds <= 120:
        raise PrinterAddressError(N_("“{name}” is a number of seconds, 120 at most."), name=name)
    return seconds


def _read_own(values: Mapping[str, str]) -> dict[str, int]:
    own = {name: int(values[name]) for name in ("baudrate", "keep") if name in values}
    if own.get("baudrate", 9600) not in _BAUD_RATES:
        raise PrinterAddressError(
            N_("“baudrate” is one of: {rates}."), rates=", ".join(map(str, _BAUD_RATES))
        )
    return own
