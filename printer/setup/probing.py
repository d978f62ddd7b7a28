"""The answers of a printer about itself, asked for without printing anything."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from time import monotonic, sleep

from rosterdesk.printer.devices.device import open_device
from rosterdesk.printer.devices.talking import TalkingDevice
from rosterdesk.printer.errors import NotSentError, Reason
from rosterdesk.printer.model.address import Answers, parse_address
from rosterdesk.printer.setup.findings import Findings

_RATES = (9600, 19200, 38400, 115200)
_LONGEST_PAUSE = 60.0  # seconds between two connections that are waited for
_PAUSE = 0.5
_TIMEOUT = 3  # seconds: setup asks a printer that is said to be on


def probe(place: str) -> Findings:
    """Return what the printer at that URL answers; raises NotSentError where it is not there."""
    findings = Findings(place)
    if parse_address(place).scheme == "serial":
        return _probe_rates(findings)
    device = open_device(f"{place}?timeout={_TIMEOUT}")
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


def _probe_rates(findings: Findings) -> Findings:
    """Ask at each usual speed: at a wrong one the answers are no answers."""
    for rate in _RATES:
        tried = replace(findings, baudrate=rate)
        device = open_device(f"{tried.place}?baudrate={rate}&flow=xonxoff&timeout={_TIMEOUT}")
        assert isinstance(device, TalkingDevice)
        try:
            answers = device.find_answers()
        finally:
            device.close()
        if answers is not Answers.NONE:
            return replace(tried, answers=answers)
    return replace(findings, baudrate=_RATES[0])


def _measure_pause(place: str, answers: Answers) -> int:
    """Return how long after a connection the printer takes no other one, in whole seconds.

    Raises NotSentError where it does not come back within a minute.
    """
    device = open_device(f"{place}?timeout={_TIMEOUT}&answers={answers}")
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
