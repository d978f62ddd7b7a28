"""The possible troubles with a slip or a printer, in sentences that a desk understands."""

from __future__ import annotations

from enum import StrEnum

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_, Language, Phrases

phrases = Phrases("rosterdesk.printer")


class Reason(StrEnum):
    """A reason why a printer did not do, or may not have done, as asked."""

    UNREACHABLE = "unreachable"
    NO_SUCH_HOST = "no_such_host"
    NOT_FOUND = "not_found"
    NO_PERMISSION = "no_permission"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    NOT_A_PRINTER = "not_a_printer"
    NOT_A_PRINT_SERVICE = "not_a_print_service"
    SILENT_PORT = "silent_port"
    NO_PROOF = "no_proof"
    GARBLED = "garbled"
    OFFLINE = "offline"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CONNECTION_LOST = "connection_lost"
    TIMED_OUT = "timed_out"
    REFUSED = "refused"
    NO_PDF = "no_pdf"
    NOT_TRUSTED = "not_trusted"
    NO_WORD = "no_word"
    JAMMED = "jammed"
    NOT_UNDERSTOOD = "not_understood"
    STOPPED = "stopped"
    BROKEN = "broken"

    def say(self, language: Language) -> str:
        return phrases.say(language, _REASONS[self])


_REASONS = {
    Reason.UNREACHABLE: N_("The printer cannot be reached: is it on, and is its cable in?"),
    Reason.NO_SUCH_HOST: N_(
        "No machine is found by that name: look at how it is written, or give its IP address."
    ),
    Reason.NOT_FOUND: N_("There is no printer at that address on this computer."),
    Reason.NO_PERMISSION: N_(
        "This computer does not let us use the printer: its administrator adds our user to the"
        " printer's group (lp, or dialout for a serial line)."
    ),
    Reason.BUSY: N_("Another program has the printer: close it, or wait until it is done."),
    Reason.NO_PROOF: N_(
        "The printer tells how it is, but not when a slip is on paper: add answers=status to its"
        " address."
    ),
    Reason.GARBLED: N_("The printer's answers came through garbled: look at its cable."),
    Reason.NO_ANSWER: N_("The printer does not answer when asked how it is."),
    Reason.NOT_A_PRINTER: N_(
        "Something answers there, but not as a receipt printer does: look at the address, and on a"
        " serial line at its speed (baudrate) and its cable."
    ),
    Reason.NOT_A_PRINT_SERVICE: N_(
        "Something answers there, but no print service: look at the address, its port and its path."
    ),
    Reason.SILENT_PORT: N_(
        "Nothing answers on this serial port: nobody knows whether a printer is on it. Where one"
        " is, give the port itself, as /dev/ttyUSB0."
    ),
    Reason.OFFLINE: N_(
        "The printer is off line, or reports an error: look at its lights and buttons."
    ),
    Reason.PAPER_OUT: N_("The printer is out of paper: put in a new roll."),
    Reason.COVER_OPEN: N_("The printer's cover is open: close it."),
    Reason.CONNECTION_LOST: N_("The connection with the printer was lost."),
    Reason.TIMED_OUT: N_("The printer did not take the slip in time."),
    Reason.REFUSED: N_("The print queue, or the printer, refused it or broke it off."),
    Reason.NO_PDF: N_(
        "This printer takes no PDF: add it to this computer's print queues, and write cups://QUEUE."
    ),
    Reason.NOT_TRUSTED: N_(
        "The printer shows a certificate that this computer does not know: add its fingerprint to"
        " its address."
    ),
    Reason.NO_WORD: N_("The printer fetched it, and did not say that it is on paper."),
    Reason.JAMMED: N_(
        "The printer's knife or its paper is stuck: open it, and take the paper out."
    ),
    Reason.NOT_UNDERSTOOD: N_("The printer fetched it and could not read it."),
    Reason.STOPPED: N_("Printing was stopped before this slip was sent."),
    Reason.BROKEN: N_("Something unexpected went wrong while printing; it is in the log."),
}


class PrinterError(RosterdeskError):
    """A printer could not do something; ``permanent`` where trying again cannot help."""

    package = "rosterdesk.printer"

    def __init__(
        self, message: str, /, *, permanent: bool, reason: Reason, **values: object
    ) -> None:
        super().__init__(message, **values)
        self.permanent = permanent
        self.reason = reason


class PrinterAddressError(PrinterError):
    """The printer's URL cannot be understood; nothing was tried."""

    def __init__(self, message: str, /, **values: object) -> None:
        super().__init__(message, permanent=True, reason=Reason.NOT_FOUND, **values)


class PrinterSettingError(RosterdeskError, ValueError):
    """The settings of the printers cannot be as they are; pydantic takes it for a wrong value."""

    package = "rosterdesk.printer"


class NotSentError(PrinterError):
    """No byte of the slip reached the printer: it is safe to send it again."""

    def __init__(self, reason: Reason, *, permanent: bool = False) -> None:
        super().__init__(_REASONS[reason], permanent=permanent, reason=reason)


class UnknownOutcomeError(PrinterError):
    """Part of the slip, or all of it, may be on paper: only a person can tell."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(_REASONS[reason], permanent=False, reason=reason)


class SlipError(RosterdeskError):
    """A slip cannot be made; raised before anything is sent.

    ``field`` names what does not fit, one of ``FIELDS``; the sentence never quotes its value.
    """

    package = "rosterdesk.printer"

    def __init__(self, field: str, message: str, /, **values: object) -> None:
        super().__init__(message, field=FIELDS[field], **values)
        self.field = field

    def say(self, language: Language) -> str:
        translated = {**self.values, "field": phrases.say(language, FIELDS[self.field])}
        return phrases.say(language, self.message, **translated)


FIELDS = {
    "library": N_("Library"),
    "name": N_("Name"),
    "class_name": N_("Class"),
    "school": N_("School"),
    "card_number": N_("Card number"),
    "password": N_("One-time password"),
    "login_link": N_("Link"),
    "layout": N_("Layout"),
    "slip": N_("Slip"),
}
