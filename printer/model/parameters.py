"""The parameters of a printer's URL, which stand after its ``?``: their names and their values.

Of every printer: ``profile`` (of the ESC/POS profile database), ``width`` (58 or 80),
``codepage`` (names, with commas, also ``CP857:29``; or none), ``kanji`` (off), ``codes`` (drawn,
native), ``cut`` (auto, part, full, none), ``feed`` (lines), ``density`` (0-8), ``timeout`` (seconds
for each step). Of some: ``patience`` (seconds for a slip to be on paper), ``answers`` (all, early,
status, none), ``wake`` and ``between`` (seconds), ``fastest`` (mm of paper a second),
``baudrate``, ``flow`` (none, rtscts, xonxoff, both), ``keep``, ``form`` (cards, letters: of an
office printer), ``fingerprint`` (of its certificate). Of printers that ask for their work: ``mac``
or ``serial`` (whose it is), ``every`` (seconds between two questions), ``version`` (1 or 2, of
Server Direct Print), ``key`` (a number: another one makes another secret). A parameter that is not
known is refused, and so is one without a value.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl, urlencode

from rosterdesk.core.language import N_
from rosterdesk.printer.errors import PrinterAddressError
from rosterdesk.printer.model.length import FASTEST
from rosterdesk.printer.model.paper import Codes, Cut, Paper, choose_paper
from rosterdesk.printer.model.profiles import NO_PROFILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PAPER_PARAMETERS = frozenset(
    {"profile", "width", "codepage", "kanji", "codes", "cut", "feed", "density"}
)
_TALKING = frozenset({"timeout", "patience", "answers", "wake", "fastest"})
_ASKING = frozenset({"patience", "answers", "every", "key"})
OWN_PARAMETERS: Mapping[str, frozenset[str]] = {
    "dummy": frozenset({"keep", "form"}),
    "tcp": _TALKING | {"between"},
    "usb": _TALKING,
    "serial": _TALKING | {"baudrate", "flow"},
    "file": frozenset({"timeout", "wake"}),
    "cups": frozenset({"timeout", "form"}),
    "ipp": frozenset({"timeout", "patience", "answers", "form"}),
    "ipps": frozenset({"timeout", "patience", "answers", "form", "fingerprint"}),
    "cloudprnt": _ASKING | {"mac"},
    "sdp": _ASKING | {"serial", "version"},
}
# What is printed as an image needs nothing but its size; an office printer has sheets.
OFFICE = frozenset({"ipp", "ipps"})
_OF_PAPER = {
    "ipp": frozenset[str](),
    "ipps": frozenset[str](),
    "cloudprnt": frozenset({"width", "cut"}),
}
ASKING = frozenset({"cloudprnt", "sdp"})  # printers that come and ask for their work
_BAUD_RATES = (2400, 4800, 9600, 19200, 38400, 57600, 115200)
BAUD_RATE = 9600
_SLOWEST = 50  # mm a second, of battery printers
_Choice = TypeVar("_Choice", bound=StrEnum)


class _Kanji(StrEnum):
    OFF = "off"


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
    line = set().union(*OWN_PARAMETERS.values()) - OWN_PARAMETERS.get(url.partition(":")[0], set())
    merged = [*own, *(pair for pair in found if pair[0] not in kept | line)]
    return f"{address}?{write_parameters(merged)}" if merged else address


def write_parameters(pairs: Iterable[tuple[str, str]]) -> str:
    return urlencode(list(pairs), safe=",:")


def read_parameters(scheme: str, query: str) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    values = dict(pairs)
    of_paper = _OF_PAPER.get(scheme, PAPER_PARAMETERS)
    unknown = values.keys() - of_paper - OWN_PARAMETERS[scheme]
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


def read_paper(values: Mapping[str, str]) -> Paper:
    """Return the paper that the parameters of a URL describe; raises PrinterAddressError."""
    pages = values.get("codepage")
    return choose_paper(
        read_number(values, "width"),
        profile=values.get("profile", NO_PROFILE),
        code_pages=[page.strip() for page in pages.split(",")] if pages else None,
        kanji_off=read_choice(values, "kanji", _Kanji) is not None,
        codes=read_choice(values, "codes", Codes),
        cut=read_choice(values, "cut", Cut),
        feed=read_number(values, "feed"),
        density=read_number(values, "density"),
    )


def read_fingerprint(values: Mapping[str, str]) -> str:
    digits = values.get("fingerprint", "").replace(":", "").lower()
    if digits and not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise PrinterAddressError(
            N_("“{name}” is the SHA-256 of the printer's certificate."), name="fingerprint"
        )
    return digits


def read_choice(values: Mapping[str, str], name: str, kind: type[_Choice]) -> _Choice | None:
    written = values.get(name)
    if written is None:
        return None
    try:
        return kind(written.lower())
    except ValueError as error:
        raise PrinterAddressError(
            N_("“{name}” is one of: {choices}."), name=name, choices=", ".join(kind)
        ) from error


def read_number(values: Mapping[str, str], name: str) -> int | None:
    written = values.get(name)
    if written is None:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", written):
        raise PrinterAddressError(N_("“{name}” is a whole number."), name=name)
    return int(written)


def read_seconds(values: Mapping[str, str], name: str, default: float) -> float:
    seconds = float(values.get(name, default))
    if not (0 < seconds <= 120 or seconds == default == 0):
        raise PrinterAddressError(N_("“{name}” is a number of seconds, 120 at most."), name=name)
    return seconds


def read_fastest(values: Mapping[str, str]) -> int:
    fastest = read_number(values, "fastest") or FASTEST
    if fastest < _SLOWEST:
        raise PrinterAddressError(
            N_("“{name}” is in mm of paper a second, {least} at least."),
            name="fastest",
            least=_SLOWEST,
        )
    return fastest


def read_baudrate(values: Mapping[str, str]) -> int:
    rate = read_number(values, "baudrate") or BAUD_RATE
    if rate not in _BAUD_RATES:
        raise PrinterAddressError(
            N_("“baudrate” is one of: {rates}."), rates=", ".join(map(str, _BAUD_RATES))
        )
    return rate
