"""Findings about a printer, and the address and the profile that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from rosterdesk.printer.errors import PrinterAddressError
from rosterdesk.printer.model.address import Answers, Flow, parse_address
from rosterdesk.printer.model.paper import Codes, Cut, Paper
from rosterdesk.printer.model.parameters import PAPER_PARAMETERS, read_paper, write_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

_TALKING = ("tcp", "usb", "serial")


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings. Unknown ones have harmless defaults: narrow paper, all drawn, no knife."""

    place: str  # the printer's URL, without parameters
    answers: Answers = Answers.NONE
    between: int = 0  # seconds without a new connection
    wake: int = 0  # seconds
    baudrate: int | None = None
    # Harmless where the printer never says that its buffer is full.
    flow: Flow = Flow.XONXOFF
    width: int = 58
    code_pages: str | None = "none"  # None: those that all makers number alike
    kanji_off: bool = False
    codes: Codes = Codes.DRAWN
    cut: Cut = Cut.NONE
    feed: int | None = None  # lines; None is what is usual

    @property
    def url(self) -> str:
        """Return the whole address, with nothing in it that is a default."""
        return _join(self.place, [*self._line(), *self._model()])

    def url_with_profile(self, name: str, known: str | None = None) -> str:
        """Return the address that has the rest from the profile of that name.

        ``known`` is that profile, where it comes from elsewhere: what this printer was found to
        do otherwise stands in the address then.
        """
        other = [] if known is None else self._find_otherwise(dict(parse_qsl(known)))
        return _join(self.place, [*self._line(), ("profile", name), *other])

    @property
    def profile(self) -> str:
        """Return what is true of the model, whatever it is connected by: for other desks."""
        return write_parameters(self._model())

    @property
    def paper(self) -> Paper:
        return read_paper(dict(self.paper_parameters()))

    def _line(self) -> list[tuple[str, str]]:
        if not self.place.startswith("serial:"):
            return []
        rate = [("baudrate", str(self.baudrate))] if self.baudrate else []
        return [*rate, ("flow", str(self.flow))]

    def _model(self) -> list[tuple[str, str]]:
        found = self.paper_parameters()
        scheme = parse_address(self.place).scheme
        if scheme in _TALKING and self.answers is not Answers.ALL:
            found.append(("answers", str(self.answers)))
        if self.between and scheme == "tcp":
            found.append(("between", str(self.between)))
        if self.wake and scheme != "cups":
            found.append(("wake", str(self.wake)))
        return found

    def _find_otherwise(self, known: Mapping[str, str]) -> list[tuple[str, str]]:
        scheme = parse_address(self.place).scheme
        found = []
        said = known.get("answers", str(Answers.ALL)).lower()
        # Only printing shows that it answers too early: until then it is as the profile says.
        may_be_early = self.answers is Answers.ALL and said == Answers.EARLY
        if scheme in _TALKING and self.answers != said and not may_be_early:
            found.append(("answers", str(self.answers)))
        if scheme == "tcp" and self.between > float(known.get("between", 0)):
            found.append(("between", str(self.between)))
        return found

    def paper_parameters(self) -> list[tuple[str, str]]:
        """Return what a slip must fit on, as parameters of a URL."""
        found = [("width", str(self.width))]
        if self.code_pages is not None:
            found.append(("codepage", self.code_pages))
        if self.kanji_off:
            found.append(("kanji", "off"))
        found += [("codes", str(self.codes)), ("cut", str(self.cut))]
        if self.feed is not None:
            found.append(("feed", str(self.feed)))
        return found


def _join(place: str, parameters: list[tuple[str, str]]) -> str:
    return f"{place}?{write_parameters(parameters)}" if parameters else place


def add_caution(url: str) -> str:
    """Return the URL of a printer of which nothing is known yet, so that it prints nothing wrong.

    A URL that says something of the paper, or that is none, stays as it is.
    """
    place, _, query = url.partition("?")
    named = {name for name, _ in parse_qsl(query, keep_blank_values=True)}
    if named & PAPER_PARAMETERS or place.startswith("dummy:"):
        return url
    try:
        parse_address(url)
    except PrinterAddressError:
        return url  # whoever tries it says what is wrong with it
    caution = write_parameters(Findings(place).paper_parameters())
    return f"{place}?{f'{query}&' if query else ''}{caution}"
