"""A printer's URL is understood whole, or refused with the sentence that mends it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rosterdesk.printer.devices.device import open_device
from rosterdesk.printer.errors import PrinterAddressError
from rosterdesk.printer.model.address import Answers, parse_address
from rosterdesk.printer.model.paper import Cut
from rosterdesk.printer.settings import PrinterSettings


@pytest.mark.parametrize(
    ("url", "target", "port"),
    [
        ("dummy:", "", 0),
        ("tcp://printer.local", "printer.local", 9100),
        ("tcp://192.0.2.7:9101", "192.0.2.7", 9101),
        ("tcp://[2001:db8::7]:9100", "2001:db8::7", 9100),
        ("usb://04b8:0202", "04b8:0202", 0),
        ("serial:///dev/ttyUSB0?baudrate=38400", "/dev/ttyUSB0", 0),
        ("file:///dev/usb/lp0", "/dev/usb/lp0", 0),
        ("cups://balie-1", "balie-1", 0),
    ],
)
def test_every_kind_of_printer_has_a_url(url, target, port):
    address = parse_address(url)
    assert (address.target, address.port) == (target, port)
    open_device(url).close()


def test_all_parameters_are_taken():
    address = parse_address(
        "tcp://h?profile=TM-T20II&width=80&codepage=cp858,CP852&cut=full&density=6"
        "&timeout=2.5&patience=9&answers=status"
    )
    paper = address.paper
    assert (paper.profile, paper.dots, paper.columns) == ("TM-T20II", 576, 48)
    assert [name for name, _ in paper.code_pages] == ["CP858", "CP852"]
    assert (paper.cut, paper.density) == (Cut.FULL, 6)
    assert (address.timeout, address.patience, address.answers) == (2.5, 9, Answers.STATUS)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "lpt1",
        "http://192.0.2.7",
        "tcp://",
        "tcp://h:99999",
        "tcp://u:p@h",
        "tcp://h/path",
        "tcp://h?speed=9",
        "tcp://h?width=57",
        "tcp://h?width=x",
        "tcp://h?profile=none",
        "tcp://h?codepage=EBCDIC",
        "tcp://h?cut=half",
        "tcp://h?density=9",
        "tcp://h?timeout=0",
        "tcp://h?timeout=nan",
        "tcp://h?patience=9999",
        "tcp://h?answers=maybe",
        "tcp://h?width=58&width=80",
        "tcp://h?baudrate=9600",
        "usb://printer",
        "usb://04b8",
        "serial://ttyUSB0",
        "serial:///dev/ttyS0?baudrate=7",
        "file://lp0",
        "cups://",
        "cups://-oraw",
        "cups://a b",
        "dummy:?timeout=3",
    ],
)
def test_a_wrong_url_is_refused(url):
    with pytest.raises(PrinterAddressError) as caught:
        parse_address(url)
    assert caught.value.permanent
    assert str(caught.value)


def test_settings_refuse_two_names_for_one_printer():
    """Two owners would write into each other's slips."""
    with pytest.raises(ValidationError, match="the same printer"):
        PrinterSettings(printers={"desk": "tcp://H", "hall": "tcp://h:9100?width=58"})
    assert PrinterSettings(printers={"desk": "dummy:", "hall": "dummy:"}).layout_file is None


def test_settings_refuse_what_they_do_not_know():
    with pytest.raises(ValidationError, match="printer desk"):
        PrinterSettings(printers={"desk": "tcp://h?speed=9"})
    with pytest.raises(ValidationError):
        PrinterSettings(colour="red")
