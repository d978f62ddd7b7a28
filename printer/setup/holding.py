"""The printer that is being set up, held open between two strips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.printer.devices.owner import Outcome, Printer, Result
from rosterdesk.printer.errors import Reason
from rosterdesk.printer.setup.findings import Findings

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self


phrases = Phrases("rosterdesk.printer")

# Three bytes that move 30 mm or more: the answer to them shows on the slowest line whether the
# printer waits for its paper.
_FEED = b"\x1bd\x0a"
_AT_THE_PRINTER = frozenset({Reason.PAPER_OUT, Reason.COVER_OPEN, Reason.OFFLINE, Reason.JAMMED})


def find_fault(outcome: Outcome, *, again: bool) -> Reason | None:
    """Return what a person must mend before the strip is printed again; None if it need not be.

    ``again``: it was the matter at this strip before. What is told of paper and cover is believed
    however often; that a printer does not answer, once: its strip may lie there whole.
    """
    if outcome.result is Result.NOT_SENT:
        return outcome.reason or Reason.BROKEN
    if outcome.result is Result.UNKNOWN and (not again or outcome.reason in _AT_THE_PRINTER):
        return outcome.reason or Reason.BROKEN
    return None


def describe_fault(reason: Reason, language: Language) -> str:
    """Return what a clerk can do about it, who has no address of the printer to change yet."""
    if reason in {Reason.NO_PROOF, Reason.NO_ANSWER}:
        return phrases.say(language, _FELL_SILENT)
    return reason.say(language)


_FELL_SILENT = N_(
    "The printer stopped answering: switch it off and on, look at its cable, and wait until its"
    " lights say that it is ready."
)


class HeldPrinter:
    """A printer whose address grows with what is found.

    It stays open from strip to strip: some take no new connection for a time.
    """

    def __init__(self) -> None:
        self._printer: Printer | None = None
        self._url = ""
        self._is_measured = False  # whether it waits for its paper was tried

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def print(self, data: bytes, findings: Findings) -> Outcome:
        """Print it, and the first time see whether the printer answers before its paper moved."""
        printer = await self._open(_name_line(findings))
        outcome = await printer.print_slip(data)
        if outcome.result is not Result.CONFIRMED or self._is_measured:
            return outcome
        fed = await printer.print_slip(_FEED)
        self._is_measured = fed.result is Result.CONFIRMED or fed.too_early
        return fed if fed.too_early else outcome

    async def close(self) -> None:
        if self._printer is not None:
            await self._printer.close()
            self._printer = None

    async def _open(self, url: str) -> Printer:
        if self._printer is None or url != self._url:
            await self.close()
            self._printer, self._url = Printer("setup", url), url
        return self._printer


def _name_line(findings: Findings) -> str:
    """Return the address with what matters to the line alone: what is found of the paper grows."""
    return Findings(
        findings.place,
        answers=findings.answers,
        between=findings.between,
        wake=findings.wake,
        baudrate=findings.baudrate,
        flow=findings.flow,
    ).url
