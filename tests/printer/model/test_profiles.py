"""Each profile of python-escpos makes a slip that its own description can print, or is refused."""

from __future__ import annotations

import codecs
from dataclasses import replace

import pytest
from escpos.capabilities import CAPABILITIES
from tests.printer.machines.machine import Machine, Model
from tests.printer.setup.walks import NAMES, check_slip
from tests.printer.slips import EXAMPLE

from rosterdesk.core.language import Language
from rosterdesk.printer.errors import PrinterAddressError
from rosterdesk.printer.model.address import parse_address
from rosterdesk.printer.model.paper import choose_paper
from rosterdesk.printer.model.profiles import list_profiles
from rosterdesk.printer.slips.layout import Layout
from rosterdesk.printer.slips.slip import SeparatorContent, build_separator, build_slip
from rosterdesk.printer.slips.testpage import build_test_page

PROFILES = CAPABILITIES["profiles"]
REFUSED = {
    "AF-240": "display",
    "OCD-100": "display",
    "OCD-300": "display",
    "SP2000": "Star",
    "TSP600": "Star",
    "TUP500": "Star",
    "TM-U220": "line by line",
    "TM-U220B": "line by line",
}


def describe(name: str) -> Model:
    """Return the machine that a profile describes, read without our own reader of profiles."""
    profile = PROFILES[name]
    pixels = profile["media"].get("width", {}).get("pixels")
    dots = pixels if isinstance(pixels, int) else 512
    columns = profile["fonts"]["0"]["columns"]
    features = profile["features"]
    pages = {}
    for number, page in profile["codePages"].items():
        codec = page.lower().replace("iso_", "iso")
        try:
            codecs.lookup(codec)
        except LookupError:
            continue
        pages[int(number)] = codec
    return Model(
        name,
        dots=dots,
        columns=columns if dots // columns in range(12, 15) else dots // 12,
        pages=pages,
        font_b="1" in profile["fonts"],
        native_codes=bool(features["barcodeB"] or features["qrCode"]),
        knife=bool(features["paperFullCut"] or features["paperPartCut"]),
    )


@pytest.mark.parametrize("name", PROFILES)
def test_each_profile_prints_a_slip_that_its_description_can_print_or_is_refused(name):
    if name in REFUSED:
        with pytest.raises(PrinterAddressError, match=REFUSED[name]):
            parse_address(f"tcp://h?profile={name}")
        return
    # "default" is a printer of which nothing is known: its codes are drawn, as on any other.
    paper = choose_paper(profile=name)
    machine = Machine(describe(name))
    separator = SeparatorContent("De Boekenberg", "De Regenboog", "2B", 28, "7KQ4M", Language.NL)
    for data in (
        build_separator(separator, Layout(), paper),
        build_test_page(Layout(), paper, Language.NL, "balie", f"tcp://192.0.2.7?profile={name}"),
    ):
        machine.receive_all(data)
        assert machine.garbage == []
        machine.take_paper()
    for pupil in NAMES:
        data = build_slip(replace(EXAMPLE, name=pupil), Layout(), paper)
        machine.receive_all(data)
        check_codes = paper.native_barcode == paper.native_qr
        check_slip(machine, data, paper, check_codes=check_codes)


def test_no_profile_is_missing_from_the_list():
    found = {choice.name: choice for choice in list_profiles()}
    assert set(found) == set(PROFILES)
    assert {name for name, choice in found.items() if choice.trouble} == set(REFUSED)
    for name in REFUSED:
        assert name in found[name].describe_trouble(Language.NL)
        assert found[name].describe_trouble(Language.NL) != found[name].describe_trouble(
            Language.EN
        )


@pytest.mark.parametrize("name", ["tm-t20ii", "TM-T20II", "Tm-T20ii", "zj-5870", "SUNMI-v2"])
def test_a_profile_is_found_however_its_name_is_spelt(name):
    assert parse_address(f"tcp://h?profile={name}").paper.profile.casefold() == name.casefold()


@pytest.mark.parametrize(
    ("wanted", "near"),
    [("TM-T20III", "TM-T20II"), ("tmt88", "TM-T88V"), ("RP-326", "RP326"), ("zj5870", "ZJ-5870")],
)
def test_a_name_that_is_not_known_is_answered_with_those_that_resemble_it(wanted, near):
    with pytest.raises(PrinterAddressError) as caught:
        parse_address(f"tcp://h?profile={wanted}")
    assert near in str(caught.value)
    assert near in {choice.name for choice in list_profiles(wanted)}


def test_a_maker_lists_its_models():
    assert {choice.name for choice in list_profiles("citizen")} >= {"CT-S651"}
    assert list_profiles("qqqqqq") == []
