"""Events of slips and of the printers that they go to."""

from __future__ import annotations

from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads.payload import Moment, Payload, Private


class SlipsRequested(Payload):
    KIND = Kind.SLIPS_REQUESTED

    job: str
    slips: int
    printer: str
    reason: Private[str | None] = None


class SlipEnded(Payload):
    slip: int
    job: str
    printer: str


class SlipSent(SlipEnded):
    KIND = Kind.SLIP_SENT


class SlipUnknown(SlipEnded):
    KIND = Kind.SLIP_UNKNOWN


class SheetUnknown(Payload):
    """The numbers of the first and the last slip of a sheet, which is asked about once."""

    KIND = Kind.SHEET_UNKNOWN

    job: str
    printer: str
    first: int
    last: int


class SlipFailed(SlipEnded):
    KIND = Kind.SLIP_FAILED


class SlipAnswered(Payload):
    KIND = Kind.SLIP_ANSWERED

    slip: int
    printed: bool


class SlipsCancelled(Payload):
    KIND = Kind.SLIPS_CANCELLED

    job: str
    slips: int


class SlipsMoved(Payload):
    KIND = Kind.SLIPS_MOVED

    job: str
    slips: int
    printer: str


class SlipsRestarted(Payload):
    KIND = Kind.SLIPS_RESTARTED

    job: str
    printer: str
    number: int
    slips: int
    again: int
    left_out: int


class PrinterSetUp(Payload):
    KIND = Kind.PRINTER_SET_UP

    printer: str
    address: str


class PrinterPaused(Payload):
    KIND = Kind.PRINTER_PAUSED

    printer: str
    after: bool = False


class PrinterResumed(Payload):
    KIND = Kind.PRINTER_RESUMED

    printer: str


class PrinterState(Payload):
    printer: str
    reason: str | None  # a code of the printer's Reason


class PrinterTrouble(PrinterState):
    KIND = Kind.PRINTER_TROUBLE


class PrinterWell(PrinterState):
    KIND = Kind.PRINTER_WELL


class QuietHours(Payload):
    printer: str
    slips: int
    until: Moment | None


class PrinterQuiet(QuietHours):
    KIND = Kind.PRINTER_QUIET


class PrinterAwake(QuietHours):
    KIND = Kind.PRINTER_AWAKE


class PrinterHurried(Payload):
    KIND = Kind.PRINTER_HURRIED

    printer: str
