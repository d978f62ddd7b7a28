"""Printers are found where they are, and why one cannot be used is said with it."""

from __future__ import annotations

import os
import socket
import stat
from dataclasses import replace

import pytest
from tests.printer.devices.usbbus import UsbBus
from zeroconf import ServiceInfo, Zeroconf

from rosterdesk.core.language import Language
from rosterdesk.printer.errors import NotSentError, PrinterAddressError, Reason
from rosterdesk.printer.model.address import Answers, parse_address
from rosterdesk.printer.setup import places
from rosterdesk.printer.setup.findings import Findings
from rosterdesk.printer.setup.places import Place, find_places, pick_place, read_network_place
from rosterdesk.printer.setup.probing import probe, require_sign_of_life


@pytest.fixture
def bus(monkeypatch):
    found = UsbBus()
    monkeypatch.setattr("usb.backend.libusb1.get_backend", lambda *_, **__: found)
    return found


def test_a_usb_printer_is_found_by_its_class_with_its_serial_number(bus):
    (place,) = places._find_usb()
    assert (place.url, place.trouble) == ("usb://04b8:0202/J5KF012345", None)
    assert parse_address(place.url).serial_number == "J5KF012345"


def test_a_usb_printer_that_may_not_be_opened_is_found_with_that_reason(bus):
    bus.refusal = 13
    (place,) = places._find_usb()
    assert (place.url, place.trouble) == ("usb://04b8:0202", Reason.NO_PERMISSION)
    assert "beheerder" in place.say(Language.NL)


def test_device_files_are_found(tmp_path):
    os.mkfifo(tmp_path / "lp0")
    (place,) = places._find_device_files(tmp_path)
    assert place == Place(f"file://{tmp_path}/lp0", f"{tmp_path}/lp0")
    assert parse_address(place.url).target == f"{tmp_path}/lp0"


def test_queues_are_found(tmp_path, monkeypatch):
    program = tmp_path / "lpstat"
    program.write_text("#!/bin/sh\necho balie\necho kantoor\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert [place.url for place in places._find_queues()] == ["cups://balie", "cups://kantoor"]


def test_a_printer_that_tells_the_network_of_itself_is_found():
    info = ServiceInfo(
        "_pdl-datastream._tcp.local.",
        "Rosterdesk test._pdl-datastream._tcp.local.",
        addresses=[socket.inet_aton("192.0.2.7")],
        port=9100,
        server="rosterdesk-test.local.",
    )
    with Zeroconf() as network:
        network.register_service(info)
        found = list(places._find_network())
    assert Place("tcp://192.0.2.7:9100", "Rosterdesk test, 192.0.2.7") in found


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("192.0.2.2", "tcp://192.0.2.2"),
        (" 192.0.2.2:9101 ", "tcp://192.0.2.2:9101"),
        ("printer.local", "tcp://printer.local"),
        ("2001:db8::7", "tcp://[2001:db8::7]"),
        ("fe80::7%eth0", "tcp://[fe80::7%eth0]"),
        ("[2001:db8::7]:9101", "tcp://[2001:db8::7]:9101"),
        ("/dev/usb/lp0", "file:///dev/usb/lp0"),
        ("/dev/ttyUSB0", "serial:///dev/ttyUSB0"),
        ("/dev/serial/by-id/usb-1", "serial:///dev/serial/by-id/usb-1"),
        ("TCP://192.0.2.2", "TCP://192.0.2.2"),
        ("dummy:", "dummy:"),
        ("04B8:0202", "usb://04B8:0202"),
        ("0416:5011", "usb://0416:5011"),
        ("ttyUSB0", "serial:///dev/ttyUSB0"),
        ("/dev/serial/by-id/usb-FTDI-if00", "serial:///dev/serial/by-id/usb-FTDI-if00"),
        ("usb/lp1", "file:///dev/usb/lp1"),
        ("lp0", "file:///dev/lp0"),
        ("beef:9100", "tcp://beef:9100"),  # a machine's name and a port
        ("cups://balie", "cups://balie"),
        ("1", "usb://04b8:0202"),
        (" 2", "tcp://192.0.2.7"),
    ],
)
def test_a_place_is_a_number_of_the_list_or_an_address_as_people_type_it(typed, url):
    places = [Place("usb://04b8:0202", "Epson"), Place("tcp://192.0.2.7", "Hal")]
    assert pick_place(places, typed) == url
    parse_address(url)


def test_a_serial_line_is_known_under_any_name():
    """By any name that an administrator gave it: as a device file it would have no speed."""
    master, line = os.openpty()
    try:
        assert pick_place([], os.ttyname(line)) == f"serial://{os.ttyname(line)}"
    finally:
        os.close(master)
        os.close(line)
    assert pick_place([], "/dev/bonprinter") == "file:///dev/bonprinter"


@pytest.mark.parametrize(
    "typed", ["0", "3", "²", "192.0.2", "http://192.0.2.2", "/etc/passwd", "a b"]
)
def test_what_is_no_place_is_refused_in_words(typed):
    places = [Place("usb://04b8:0202", "Epson"), Place("tcp://192.0.2.7", "Hal")]
    with pytest.raises(PrinterAddressError) as refused:
        parse_address(pick_place(places, typed))
    assert refused.value.say(Language.NL) != refused.value.say(Language.EN)


@pytest.mark.parametrize(
    ("typed", "like"),
    [
        ("COM3", "/dev/ttyUSB0"),
        ("lpt1:", "/dev/usb/lp0"),
        ("USB001", "/dev/usb/lp0"),
        ("\\\\server\\bonnen", "cups://desk"),
        ("http://192.0.2.7", "ipp://192.0.2.8/ipp/print"),
        ("https://printer.local/", "ipps://192.0.2.8/ipp/print"),
        ("usb://xyz", "usb://04b8:0202"),
        ("usb://[x", "usb://04b8:0202"),
        ("serial://ttyUSB0", "serial:///dev/ttyUSB0?baudrate=38400"),
        ("file://lp0", "file:///dev/usb/lp0"),
        ("cups://a b", "cups://desk"),
        ("ipp://", "ipp://192.0.2.8/ipp/print"),
        ("ipps://[x", "ipps://192.0.2.8/ipp/print"),
        ("192.0.2.7:abc", "tcp://192.0.2.7:9100"),
    ],
)
def test_a_refusal_ends_with_an_example_of_the_kind_that_was_typed(typed, like):
    with pytest.raises(PrinterAddressError) as refused:
        parse_address(pick_place([], typed))
    assert f" {like}." in refused.value.say(Language.NL)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("8.8.8.8", "8.8.8.8 ligt niet in het eigen netwerk"),
        ("/dev/usb/lp0", "staat in de lijst"),
        ("usb://04b8:0202", "staat in de lijst"),
        ("printer.local", "192.168.1.50:9100"),
        ("COM3", "naam van Windows"),
    ],
)
def test_from_chat_the_refusal_says_what_is_wrong_with_the_address(typed, said):
    with pytest.raises(PrinterAddressError) as refused:
        read_network_place(typed)
    assert said in refused.value.say(Language.NL)


@pytest.mark.parametrize("typed", ["127.0.0.1:99999", "h:65536", "[::1]:0", "ipp://h:70000/x"])
def test_a_port_that_there_is_not_is_told_with_those_that_there_are(typed):
    with pytest.raises(PrinterAddressError) as refused:
        parse_address(pick_place([], typed))
    assert "1 tot en met 65535" in refused.value.say(Language.NL)


@pytest.mark.parametrize(
    "place", ["tcp://no-such-printer.invalid", "ipp://no-such-printer.invalid"]
)
def test_a_name_that_no_machine_has_is_told_from_a_printer_that_is_off(place):
    with pytest.raises(NotSentError) as refused:
        probe(place)
    assert refused.value.reason is Reason.NO_SUCH_HOST


@pytest.mark.parametrize("place", ["cloudprnt://wand?mac=00:11:62:00:00:01", "sdp://h?serial=X9Q1"])
def test_a_printer_that_asks_is_told_how_it_is_set_up(place):
    with pytest.raises(PrinterAddressError, match=r"page\.url.*printer address"):
        probe(place)


def test_a_silent_serial_port_is_no_printer_that_was_found():
    """Whoever types its name knows what is on it; a number of the list says nothing of that."""
    silent = Findings("serial:///dev/ttyS0")
    with pytest.raises(NotSentError) as refused:
        require_sign_of_life(silent, "1")
    assert refused.value.reason is Reason.SILENT_PORT
    require_sign_of_life(silent, "/dev/ttyS0")
    require_sign_of_life(replace(silent, answers=Answers.STATUS), "1")
    require_sign_of_life(Findings("tcp://192.0.2.7"), "1")  # something took its connection
    assert "niemand weet" in Place(silent.place, "/dev/ttyS0").say(Language.NL)


def test_every_place_that_is_found_is_an_address_and_a_sentence():
    for place in find_places():
        parse_address(place.url)
        assert place.say(Language.NL) != place.say(Language.EN)
