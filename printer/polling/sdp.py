"""The messages of Epson Server Direct Print, taken apart and put together.

Sources: Epson's Server Direct Print User's Manual (Rev. K) and ePOS-Print XML User's Manual. The
printer posts a form: ``GetRequest`` asks for work, ``SetResponse`` says what became of it,
``SetStatus`` tells how the printer is. Work is XML with the very ESC/POS bytes of a slip, in
hexadecimal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from rosterdesk.printer.devices.device import Answer, Status
from rosterdesk.printer.errors import Reason

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_EPOS = "http://www.epson-pos.com/schemas/2011/03/epos-print"
_DEVICE = "local_printer"  # the printer itself, and none that hangs on it
_LONGEST = 16_384  # characters of a result that are looked at
# Bits of the status (ePOS-Print XML User's Manual).
_AWAY, _OFF_LINE, _COVER, _JAM, _LOW, _EMPTY = 0x1, 0x8, 0x20, 0xC00, 0x2_0000, 0x8_0000
_CODES = {
    "EPTR_REC_EMPTY": Reason.PAPER_OUT,
    "EPTR_COVER_OPEN": Reason.COVER_OPEN,
    "EPTR_CUTTER": Reason.JAMMED,
    "EPTR_MECHANICAL": Reason.JAMMED,
    "EX_BADPORT": Reason.OFFLINE,
    "EX_TIMEOUT": Reason.OFFLINE,
    "SchemaError": Reason.NOT_UNDERSTOOD,
    "DeviceNotFound": Reason.NOT_UNDERSTOOD,
}


@dataclass(frozen=True, slots=True)
class Told:
    """The outcome of one job: ``reason`` is None where the printer says that it is on paper."""

    job: str | None
    reason: Reason | None
    status: Status | None


def write_job(data: bytes, token: str, version: int, milliseconds: int) -> bytes:
    """Return the answer that holds a slip; without data it only asks how the printer is."""
    number = f"<printjobid>{token}</printjobid>" if version > 1 else ""
    command = f"<command>{data.hex()}</command>" if data else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<PrintRequestInfo Version="{version}.00"><ePOSPrint>'
        f"<Parameter><devid>{_DEVICE}</devid><timeout>{milliseconds}</timeout>{number}</Parameter>"
        f'<PrintData><epos-print xmlns="{_EPOS}">{command}</epos-print></PrintData>'
        "</ePOSPrint></PrintRequestInfo>"
    ).encode()


def read_told(xml: str) -> Told | None:
    """Return the result of a job; None where it is none that can be understood."""
    root = _parse(xml)
    if root is None:
        return None
    job = next((each.text for each in root.iter() if _name(each.tag) == "printjobid"), None)
    said = next((each for each in root.iter() if _name(each.tag) == "response"), None)
    if said is None:
        return None
    code = said.get("code", "")
    well = said.get("success", "").lower() in {"true", "1"}
    reason = None if well else _CODES.get(code, Reason.REFUSED)
    return Told(job, reason, _add(read_bits(said.get("status", ""), 10), reason))


def read_told_status(xml: str) -> Status | None:
    """Return what a status notification says of the printer itself."""
    root = _parse(xml)
    for each in root.iter() if root is not None else ():
        if _name(each.tag) == "printerstatus" and each.get("devicename") == _DEVICE:
            return read_bits(each.get("asbstatus", ""), 16)
    return None


def read_bits(written: str, base: int) -> Status | None:
    if not re.fullmatch(r"(0[xX])?[0-9a-fA-F]{1,10}", written):
        return None
    try:
        bits = int(written, base)
    except ValueError:
        return None
    empty, is_open = bool(bits & _EMPTY), bool(bits & _COVER)
    return Status(
        online=Answer.of(not bits & (_AWAY | _OFF_LINE | _JAM)),
        paper=Answer.of(not empty),
        cover=Answer.of(not is_open),
        paper_low=Answer.of(bool(bits & _LOW)),
    )


def _add(status: Status | None, reason: Reason | None) -> Status | None:
    """Let the code of a result count where its bits do not say the same."""
    if reason is Reason.PAPER_OUT:
        return Status(online=Answer.NO, paper=Answer.NO)
    if reason is Reason.COVER_OPEN:
        return Status(online=Answer.NO, cover=Answer.NO)
    return status


def _parse(xml: str) -> Element | None:
    if len(xml) > _LONGEST:
        return None
    try:
        return fromstring(xml.strip(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return None


def _name(tag: object) -> str:
    return str(tag).rpartition("}")[2]
