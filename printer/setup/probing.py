"""The answers of a printer about itself, asked for without printing anything."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from time import monotonic, sleep

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.printer.devices.device import open_device_at
from rosterdesk.printer.devices.talking import TalkingDevice
from rosterdesk.printer.errors import NotSentError, PrinterAddressError, Reason
from rosterdesk.printer.model.address import Address, Answers, Flow, parse_address
from rosterdesk.printer.setup.findings import Findings

phrases = Phrases("rosterdesk.printer")

_ASKING = N_(
    "A printer that comes and asks for its work is not set up from here: set page.url, write its"
    " address under [printing.printers], and “rosterdesk printer address NAME” shows what to type"
    " into the printer."
)
_RATES = (9600, 19200, 38400, 115200)
_LONGEST_PAUSE = 60.0  # seconds between two connections that are waited for
_PAUSE = 0.5
_TIMEOUT = 3  # seconds: setup asks a printer that is said to be on


def probe(place: str) -> Findings:
    """Return what the printer at that URL answers.

    Raises NotSentError where it is not there, PrinterAddressError where it cannot be asked.
    """
    findings = Findings(place)
    if parse_address(place).asks:
        raise PrinterAddressError(_ASKING)
    if parse_address(place).scheme == "serial":
        return _probe_rates(findings)
    device = open_device_at(_hurry(place))
    if not isinstance(device, TalkingDevice):
        status = device.status()
        if status.reason:
            raise NotSentError(status.reason)
        return findings
    try:
        findings = replace(findings, answers=device.find_answers())
    finally:
        device.close()
    if parse_address(place).scheme == "tcp":
        findings = replace(findings, between=_measure_pause(place, findings.answers))
    return findings


def require_sign_of_life(findings: Findings, typed: str) -> None:
    """Raise NotSentError for a silent serial port that was only chosen as the number of a list."""
    is_silent_port = findings.place.startswith("serial:") and findings.answers is Answers.NONE
    if is_silent_port and typed.strip().isdecimal():
        raise NotSentError(Reason.SILENT_PORT)


def _hurry(place: str) -> Address:
    """Return the address, with less time: whoever sets a printer up stands beside it."""
    return replace(parse_address(place), timeout=_TIMEOUT)


def _probe_rates(findings: Findings) -> Findings:
    """Ask at each usual speed: at a wrong one the answers are no answers."""
    from rosterdesk.printer.devices.serial import SerialDevice  # noqa: PLC0415 - only for such lines

    tried, garbled = findings, None
    for rate in _RATES:
        tried = replace(findings, baudrate=rate)
        device = open_device_at(replace(_hurry(findings.place), baudrate=rate))
        assert isinstance(device, SerialDevice)
        try:
            answers = device.find_answers()
            # One that has the wires may use them, or XON and XOFF: it is asked to use either.
            wired = device.is_clear_to_send()
        except NotSentError as error:
            if error.reason is not Reason.NOT_A_PRINTER:
                raise
            garbled = error
            continue
        finally:
            device.close()
        tried = replace(tried, answers=answers, flow=Flow.BOTH if wired else Flow.XONXOFF)
        if answers is not Answers.NONE:
            return tried
    if garbled is not None:  # it speaks, at none of these speeds
        raise garbled
    return replace(tried, baudrate=_RATES[0])


def _measure_pause(place: str, answers: Answers) -> int:
    """Return how long after a connection the printer takes no other one, in whole seconds.

    Raises NotSentError where it does not come back within a minute.
    """
    device = open_device_at(replace(_hurry(place), answers=answers))
    started = monotonic()
    try:
        while True:
            try:
                device.status()
            except NotSentError as error:
                passed = monotonic() - started
                if error.reason in _TROUBLES or passed > _LONGEST_PAUSE:
                    raise
                sleep(_PAUSE)
            else:
                break
    finally:
        device.close()
    passed = monotonic() - started
    return ceil(passed) + 1 if passed > _PAUSE else 0


_TROUBLES = {Reason.NO_PERMISSION, Reason.PAPER_OUT, Reason.COVER_OPEN}
_IN_WORDS = {
    Answers.ALL: N_("The printer tells how it is, and when a slip is on paper."),
    Answers.EARLY: N_(
        "The printer says that a slip is on paper sooner than paper can move: its slips will be"
        " called sent, never confirmed."
    ),
    Answers.STATUS: N_("The printer tells how it is, but not when a slip is on paper."),
    Answers.NONE: N_("The printer tells nothing of itself: look at it when you print."),
}


def describe_answers(answers: Answers, language: Language) -> str:
    """Return one sentence on what the printer can tell."""
    return phrases.say(language, _IN_WORDS[answers])
