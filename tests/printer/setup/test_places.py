"""Printers are found where they are, and why one cannot be used is said with it."""

from __future__ import annotations

import os
import socket
import stat

import pytest
from tests.printer.test_devices import UsbBus
from zeroconf import ServiceInfo, Zeroconf

from rosterdesk.core.language import Language
from rosterdesk.printer.errors import Reason
from rosterdesk.printer.model.address import parse_address
from rosterdesk.printer.setup import places
from rosterdesk.printer.setup.places import Place, find_places


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


def test_every_place_that_is_found_is_an_address_and_a_sentence():
    for place in find_places():
        parse_address(place.url)
        assert place.say(Language.NL) != place.say(Language.EN)
