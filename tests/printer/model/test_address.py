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
        ("tcp://Printer.Local.", "printer.local", 9100),
        ("tcp://[2001:db8::7]:9100", "2001:db8::7", 9100),
        ("tcp://[2001:DB8:0:0::7]", "2001:db8::7", 9100),
        ("tcp://[fe80::7%25Eth0]:9101", "fe80::7%Eth0", 9101),
        ("tcp://[fe80::7%eth0]", "fe80::7%eth0", 9100),
        ("usb://04b8:0202", "04b8:0202", 0),
        ("usb://4B8:202", "04b8:0202", 0),
        ("usb://0x04b8:0x0202/J5KF012345", "04b8:0202", 0),
        ("serial:///dev/ttyUSB0?baudrate=38400", "/dev/ttyUSB0", 0),
        ("file:///dev/usb/lp0", "/dev/usb/lp0", 0),
        ("cups://balie-1", "balie-1", 0),
        ("tcp://127.0.0.1:", "127.0.0.1", 9100),
        ("tcp://[::ffff:127.0.0.1]", "127.0.0.1", 9100),
        ("tcp://[::FFFF:c000:207]:9101", "192.0.2.7", 9101),
        ("tcp://１９２.0.2.７", "192.0.2.7", 9100),
        ("tcp://drückér.local", "xn--drckr-esa4k.local", 9100),
        ("tcp://DRU\u0308CKE\u0301R.local", "xn--drckr-esa4k.local", 9100),
        ("tcp://printer_1", "printer_1", 9100),
        ("tcp://1e100.net", "1e100.net", 9100),
        ("ipp://[::ffff:192.0.2.8]/ipp/print", "192.0.2.8", 631),
        ("file:////dev//usb/lp0", "/dev/usb/lp0", 0),
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
        "tcp://h?fastest=9",
        "tcp://h?fastest=quick",
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
        "tcp://h?codepage=",
        "tcp://h?codepage=,",
        "tcp://h?codepage=none,CP858",
        "tcp://h?codepage=CP857",
        "tcp://h?codepage=CP857:27",
        "tcp://h?codepage=CP857:256",
        "tcp://h?codepage=CP857:x",
        "tcp://h?codepage=CP858,cp858",
        "tcp://h?profile=",
        "tcp://h?width=",
        "tcp://h?kanji=on",
        "tcp://h?codes=both",
        "tcp://h?cut=",
        "tcp://h?feed=21",
        "tcp://h?feed=-1",
        "tcp://h?flow=rtscts",
        "tcp://h?between=121",
        "tcp://[::1",
        "tcp://[h]:9100",
        "tcp://h:0",
        "tcp://h:00",
        "tcp://h:65536",
        "ipps://[::1]:99999",
        "ipp://192.0.2.8:0",
        "tcp://h#top",
        "tcp://h?width=58#",
        "usb://04b8:0202#1",
        "dummy:#",
        "tcp://127.1",
        "tcp://127.0.0.01",
        "tcp://010.0.0.7",
        "tcp://0x7f.0.0.1",
        "tcp://0x7f000001",
        "tcp://2130706433",
        "tcp://192.168.1",
        "tcp://192.168.1.256",
        "tcp://1.2.3.4.5",
        "tcp://printer.7",
        "tcp://0.0.0.0",
        "tcp://[::]",
        "tcp://224.0.0.1",
        "tcp://255.255.255.255",
        "tcp://[ff02::1]",
        "tcp://[192.0.2.7]:x",
        "tcp://-h",
        "tcp://h..local",
        "tcp://.local",
        "tcp://192.0.2.7\n1",
        "tcp://192.0.2.7\u200b",
        "tcp://a b",
        "usb://04b8:0202/A/B",
        "serial:///dev/ttyS0?flow=maybe",
        "usb://04b8:0202:1",
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


SAME = [
    ("tcp://printer.local.", "tcp://PRINTER.local:9100"),
    ("tcp://[fe80::0007%25eth0]", "tcp://[fe80::7%eth0]"),
    ("usb://4b8:202", "usb://04B8:0202"),
    ("usb://04b8:0202", "usb://04b8:0202/J5KF012345"),
    ("file:///dev/usb/lp0", "file:///dev/./usb//lp0?width=58"),
    ("file:///dev/stdin", "serial:///dev/stdin"),
    ("cups://Balie", "cups://balie"),
    ("tcp://[::ffff:192.0.2.7]", "tcp://192.0.2.7:9100"),
    ("tcp://[::ffff:c000:0207]:09100", "TCP://192.0.2.7"),
    ("tcp://localhost", "tcp://127.0.0.1"),
    ("tcp://[::1]", "tcp://LOCALHOST.:9100"),
    ("tcp://[fe80::7%lo]", "tcp://[fe80::7%1]"),
    ("tcp://drücker.local", "tcp://xn--drcker-4ya.local"),
    ("file:////dev/usb/lp0", "file:///dev/usb/lp0"),
    ("ipp://192.0.2.8", "ipp://[::ffff:192.0.2.8]:631/ipp/print/"),
    ("ipp://server/printers/hp", "ipps://SERVER:631/printers/HP/"),
]
DIFFERENT = [
    ("tcp://h:9100", "tcp://h:9101"),
    ("tcp://h", "ipp://h"),  # a print server has printers of both kinds
    ("ipp://server/printers/hp", "ipp://server/printers/kyocera"),
    ("ipp://server/printers/hp", "ipp://server/classes/hp"),
    ("tcp://[fe80::7%eth0]", "tcp://[fe80::7%eth1]"),
    ("tcp://127.0.0.1", "tcp://127.0.0.2"),
    ("tcp://192.0.2.7", "tcp://[::192.0.2.7]"),
    ("usb://04b8:0202/A", "usb://04b8:0202/B"),
    ("file:///dev/usb/lp0", "file:///dev/usb/lp1"),
]


def test_a_link_to_a_device_is_that_device(tmp_path):
    """``/dev/serial/by-id/…`` leads to ``/dev/ttyUSB0``."""
    link = tmp_path / "by-id"
    link.symlink_to("/dev/null")
    with pytest.raises(ValidationError, match="the same printer"):
        PrinterSettings(printers={"desk": f"serial://{link}", "hall": "serial:///dev/null"})


@pytest.mark.parametrize(
    ("query", "pages"),
    [
        ("", [("CP437", 0), ("CP850", 2), ("CP1252", 16), ("CP852", 18), ("CP858", 19)]),
        ("codepage=none", []),
        ("codepage=NONE", []),
        ("codepage=wpc1252,CP852", [("CP1252", 16), ("CP852", 18)]),
        ("codepage=CP857:29,CP858", [("CP857", 29), ("CP858", 19)]),
        ("codepage=CP858:13", [("CP858", 13)]),
        ("profile=tm-t20ii&codepage=CP858", [("CP858", 19)]),
    ],
)
def test_code_pages_are_those_of_all_makers_or_are_named_by_number(query, pages):
    assert list(parse_address(f"tcp://h?{query}").paper.code_pages) == pages


def test_where_a_profile_lists_a_page_twice_the_lowest_number_is_meant():
    pages = dict(parse_address("tcp://h?profile=P822D").paper.code_pages)
    assert (pages["CP437"], pages["CP1252"], pages["CP858"]) == (0, 16, 19)


@pytest.mark.parametrize(
    ("query", "codes", "cut", "feed"),
    [
        ("width=58", False, Cut.NONE, 5),
        ("width=80", False, Cut.AUTO, 0),
        ("", False, Cut.AUTO, 0),
        ("width=58&codes=native&cut=part", True, Cut.PART, 0),
        ("width=80&cut=none&feed=7", False, Cut.NONE, 7),
        ("profile=TM-T88V", True, Cut.AUTO, 0),
        ("profile=TM-T88V&codes=drawn&feed=2", False, Cut.AUTO, 2),
        ("profile=POS-5890", False, Cut.NONE, 5),
    ],
)
def test_nothing_is_believed_of_a_printer_that_is_not_known(query, codes, cut, feed):
    paper = parse_address(f"tcp://h?{query}").paper
    assert (paper.native_barcode, paper.native_qr) == (codes, codes)
    assert (paper.cut, paper.feed) == (cut, feed)


def test_a_profile_of_the_library_is_filled_in_where_it_is_named():
    """The profile that setup found is shared by its name; the URL's own parameters go before it."""
    settings = PrinterSettings(
        profiles={"goedkoop": "width=58&codepage=none&cut=none&feed=7"},
        printers={"desk": "tcp://h?profile=goedkoop&timeout=3&feed=4", "hall": "tcp://g"},
    )
    paper = parse_address(settings.printers["desk"]).paper
    assert (paper.width, paper.code_pages, paper.feed) == (58, (), 4)
    assert settings.printers["hall"] == "tcp://g"


def test_settings_refuse_two_names_for_one_printer():
    """Two owners would write into each other's slips."""
    with pytest.raises(ValidationError, match="the same printer"):
        PrinterSettings(printers={"desk": "tcp://H", "hall": "tcp://h:9100?width=58"})
    for one, other in SAME:
        with pytest.raises(ValidationError, match="the same printer"):
            PrinterSettings(printers={"desk": one, "hall": other})
    for one, other in DIFFERENT:
        assert len(PrinterSettings(printers={"desk": one, "hall": other}).printers) == 2
    assert PrinterSettings(printers={"desk": "dummy:", "hall": "dummy:"}).layout_file is None


def test_settings_refuse_what_they_do_not_know():
    with pytest.raises(ValidationError, match="Printer “desk”: A tcp printer has no"):
        PrinterSettings(printers={"desk": "tcp://h?speed=9"})
    with pytest.raises(ValidationError):
        PrinterSettings(colour="red")
