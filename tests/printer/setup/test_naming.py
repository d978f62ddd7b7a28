"""Names of printers: how one is called, and what it may be called already."""

from __future__ import annotations

import socket

import pytest

from rosterdesk.core.language import Language
from rosterdesk.printer.setup.naming import (
    WrongNameError,
    choose_name,
    find_twin,
    require_profile,
)

HERE = socket.gethostname()  # a name that the name service of every machine knows


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("", "balie"),
        ("  ", "balie"),
        ("ja", "balie"),  # to what stands in brackets
        ("Yes", "balie"),
        ("y", "balie"),
        ("hal", "hal"),
        ("  de   hal ", "de hal"),
        ("jazz", "jazz"),
    ],
)
def test_a_name_is_what_was_typed_or_the_usual_one(typed, name):
    assert choose_name(typed, "balie") == name


@pytest.mark.parametrize(
    ("typed", "usual"), [("nee", "balie"), ("No", "balie"), ("ja", ""), ("", ""), ("x" * 41, "")]
)
def test_what_is_no_name_is_refused(typed, usual):
    with pytest.raises(WrongNameError):
        choose_name(typed, usual)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (f"tcp://{HERE}", f"tcp://{socket.gethostbyname(HERE)}", True),
        (f"tcp://{HERE}:9100?width=58", f"tcp://{socket.gethostbyname(HERE)}", True),
        (f"ipp://{HERE}", f"ipps://{socket.gethostbyname(HERE)}/ipp", True),
        (f"tcp://{HERE}:9101", f"tcp://{socket.gethostbyname(HERE)}", False),
        (f"tcp://{HERE}", f"ipp://{socket.gethostbyname(HERE)}", False),
        (f"ipp://{HERE}?form=letters", f"ipp://{socket.gethostbyname(HERE)}", False),
        (
            f"ipp://{HERE}/printers/hp",
            f"ipp://{socket.gethostbyname(HERE)}/printers/canon",
            False,
        ),
        ("tcp://nobody.invalid", "tcp://192.0.2.7", False),
        ("tcp://nobody.invalid", "tcp://NOBODY.invalid", True),
        ("usb://04b8:0202", "usb://04b8:0202", True),
        ("dummy:", "dummy:", False),
    ],
)
def test_a_host_by_its_name_and_by_its_address_is_one(one, other, same):
    assert find_twin({"hal": one}, other) == ("hal" if same else None)
    assert find_twin({"hal": other}, one) == ("hal" if same else None)


OWN = {"kassa58": "width=58", "Balie boven": "width=80"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("kassa-58", "Is het een van deze: kassa58?"),
        ("balie-boven", "Is het een van deze: Balie boven?"),
        ("TM-T20II", "is een ingebouwd model"),
        ("tm-t88v", "?profile=tm-t88v"),
        ("xyzzy", "zet de regel ervan onder [printing.profiles]"),
    ],
)
def test_a_profile_that_is_not_ours_is_refused_with_what_may_be_meant(name, said):
    with pytest.raises(WrongNameError) as refused:
        require_profile(name, OWN)
    assert said in refused.value.say(Language.NL)


def test_a_profile_of_ours_is_taken_even_under_the_name_of_a_model():
    for name in (*OWN, "TM-T20II"):
        require_profile(name, OWN | {"TM-T20II": "width=80"})
