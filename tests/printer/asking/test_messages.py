"""Answers and commands from the makers' own examples, and what is drawn for a Star."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from tests.printer.asking.star import read_png, read_starprnt
from tests.printer.asking.wire import Answer
from tests.printer.slips import PAPER, make_slip, scan

from rosterdesk.printer.devices.device import Answer as Said
from rosterdesk.printer.devices.device import Status
from rosterdesk.printer.errors import PrinterAddressError, Reason
from rosterdesk.printer.model.address import name_secret, parse_address
from rosterdesk.printer.model.paper import Cut, choose_paper
from rosterdesk.printer.polling.cloudprnt import (
    NotUnderstoodError,
    read_end,
    read_poll,
    read_status,
)
from rosterdesk.printer.polling.sdp import read_told, read_told_status
from rosterdesk.printer.polling.star import PNG, STARPRNT, make_form

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = b"""{"status": "23 6 0 0 0 0 0 0 0 ", "printerMAC": "00:11:e5:06:04:ff",
"statusCode": "200%20OK", "clientAction": null}"""
MANUAL = """<?xml version="1.0" encoding="UTF-8"?><PrintResponseInfo Version="2.00"><ePOSPrint>
<Parameter><devid>local_printer</devid><printjobid>ABC123</printjobid></Parameter><PrintResponse>
<response xmlns="http://www.epson-pos.com/schemas/2011/03/epos-print" success="true" code=""
status="251854870" battery="0"/></PrintResponse></ePOSPrint></PrintResponseInfo>"""


def test_a_poll_of_the_guide():
    poll = read_poll(GUIDE)
    assert poll.mac == "0011e50604ff"
    assert poll.status == Status(Said.YES, Said.YES, Said.YES, Said.NO)
    assert not poll.printing


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"statusCode": 200}', b"\xff", b"{" * 999])
def test_what_is_no_poll_is_refused(body):
    with pytest.raises(NotUnderstoodError):
        read_poll(body)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("200 OK", None),
        ("210%20Paper%20low", None),
        ("410 Out of paper", Reason.PAPER_OUT),
        ("411 Paper jam", Reason.OFFLINE),
        ("420%20Cover%20open", Reason.COVER_OPEN),
        ("499", Reason.OFFLINE),
        ("511 Media decoding error", None),
        ("", Reason.OFFLINE),
    ],
)
def test_status_codes_of_a_star(code, reason):
    assert read_status(code).reason is reason
    assert (read_status(code).paper_low is Said.YES) == code.startswith("21")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("OK", None),
        ("200%20OK", None),
        ("410", Reason.PAPER_OUT),
        ("411", Reason.JAMMED),
        ("420 Cover open", Reason.COVER_OPEN),
        ("511 Media decoding error", Reason.NOT_UNDERSTOOD),
        ("520", Reason.NOT_UNDERSTOOD),
        ("", Reason.OFFLINE),
        ("OKAY", Reason.OFFLINE),
    ],
)
def test_how_a_job_of_a_star_ended(code, reason):
    assert read_end(code) is reason


def test_a_result_of_the_manual():
    told = read_told(MANUAL)
    assert told is not None
    assert (told.job, told.reason) == ("ABC123", None)
    assert told.status == Status(Said.YES, Said.YES, Said.YES, paper_low=Said.YES)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("EPTR_REC_EMPTY", Reason.PAPER_OUT),
        ("EPTR_COVER_OPEN", Reason.COVER_OPEN),
        ("EPTR_CUTTER", Reason.JAMMED),
        ("SchemaError", Reason.NOT_UNDERSTOOD),
        ("EX_SPOOLER", Reason.REFUSED),
        ("", Reason.REFUSED),
    ],
)
def test_a_failure_of_an_epson(code, reason):
    told = read_told(MANUAL.replace('"true" code=""', f'"false" code="{code}"'))
    assert told is not None
    assert told.reason is reason


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<",
        "<a/>",
        MANUAL[:-5],
        MANUAL * 90,
        MANUAL.replace("?><P", '?><!DOCTYPE a [<!ENTITY b "c">]><P'),
    ],
)
def test_what_is_no_result_says_nothing(xml):
    assert read_told(xml) is None


def test_a_status_is_that_of_the_printer_itself():
    monitor = '<statusmonitor Version="1.00"><printerstatus devicename="{}" asbstatus = "{}"/>'
    told = monitor.format("kitchen", "0x1") + monitor[30:].format("local_printer", "0x0F08003C")
    found = read_told_status(told + "</statusmonitor>")
    assert found is not None
    assert found.reason is Reason.COVER_OPEN
    assert found.paper is Said.NO
    assert read_told_status(monitor.format("kitchen", "0x1") + "</statusmonitor>") is None


@pytest.mark.parametrize(("width", "dots"), [(58, 384), (80, 576)])
def test_the_picture_of_a_slip_is_the_same_in_both_forms_and_can_be_scanned(
    width, dots, tmp_path: Path
):
    paper = choose_paper(width, codes=PAPER.native_qr and None, cut=Cut.AUTO)
    slip = make_slip(1) if width == 80 else _make_narrow()
    raster, cut = read_starprnt(make_form(slip, paper, STARPRNT).data)
    form = make_form(slip, paper, PNG)
    headers = {name.lower(): value for name, value in form.headers.items()}
    picture = read_png(Answer(200, headers, form.data))
    assert raster.size == picture.size
    assert raster.width == dots
    assert raster.tobytes() == picture.tobytes()
    assert cut == 3
    assert scan(picture, tmp_path) == {
        "CODE-128:20001234567890",
        "QR-Code:https://t.me/BoekenbergBot",
    }


def _make_narrow() -> bytes:
    from tests.printer.slips import EXAMPLE

    from rosterdesk.printer.slips.layout import Layout
    from rosterdesk.printer.slips.slip import build_slip

    return build_slip(dataclasses.replace(EXAMPLE), Layout(), choose_paper(58, cut=Cut.PART))


def test_addresses_of_printers_that_ask():
    star = parse_address("cloudprnt://balie?mac=00-11-62-0A-0B-0C&every=2")
    assert (star.identity, star.every, star.asks) == ("0011620a0b0c", 2, True)
    epson = parse_address("sdp://hal?serial=x9q1000001&version=1&key=3")
    assert (epson.identity, epson.version, name_secret(epson)) == ("X9Q1000001", 1, ("sdp hal", 3))
    same = "cloudprnt://hal?mac=0011620a0b0c", "cloudprnt://BALIE?mac=0011620a0b0d"
    assert all(star.is_same_printer(parse_address(url)) for url in same)
    assert not star.is_same_printer(parse_address("sdp://balie?serial=X9Q1000001"))
    for wrong in (
        "cloudprnt://balie",
        "cloudprnt://balie?mac=0011",
        "cloudprnt://?mac=001162000001",
        "sdp://balie?serial=a b",
        "sdp://balie?serial=X9Q1000001&version=4",
        "sdp://balie/x?serial=X9Q1000001",
        "tcp://h?mac=001162000001",
    ):
        with pytest.raises(PrinterAddressError):
            parse_address(wrong)


@pytest.mark.parametrize("status", [Status(), Status(Said.NO, Said.YES, Said.NO, Said.YES)])
def test_what_is_kept_of_a_status_is_read_back(status):
    assert Status.unpack(status.pack()) == status
    assert Status.unpack("") == Status.unpack("yes maybe") == Status()
