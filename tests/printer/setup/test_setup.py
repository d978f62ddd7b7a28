"""Setup ends in a slip that is right on that printer, for each kind of printer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.printer.machines.machine import KNIFE_ABOVE, Model, Tells
from tests.printer.machines.models import (
    ALL,
    CHEAP_58,
    CLONE_RP326,
    EARLY,
    EPSON,
    EPSON_SPEAKING,
    KANJI_CLONE,
    NEVER_SILENT,
    ROLL_58,
    SHORT_KNIFE,
    SLEEPER,
    STAR,
)

from rosterdesk.printer.devices.owner import Result
from rosterdesk.printer.model.address import Answers, parse_address
from rosterdesk.printer.model.paper import Codes, Cut
from rosterdesk.printer.model.parameters import fill_in_profile

if TYPE_CHECKING:
    from collections.abc import Callable

from tests.printer.setup.walks import (
    HALVES,
    print_before_setup,
    print_by_width,
    set_up_model,
    walk_all,
)

MODELS = pytest.mark.parametrize("model", ALL, ids=lambda model: model.name)


@pytest.fixture(scope="module")
def walked() -> Callable[[object], Any]:
    return walk_all()


def said_of(model: Model, *, by_answer: bool = True) -> set[Result]:
    """Return what is known of slips: confirmed, where an honest printer is asked."""
    return {Result.CONFIRMED if by_answer and model.tells is Tells.ALL else Result.SENT}


@MODELS
def test_setup_ends_in_a_slip_that_is_right_on_that_printer(walked, model):
    """And in a sample: both are checked on the printer's paper on the way."""
    found = walked((set_up_model, model))
    # And the printer, and what it is called: eight at most.
    assert found.asked + 2 <= 8
    assert found.results == said_of(model)


FOUND = {
    EPSON: {"codes": Codes.NATIVE, "cut": Cut.AUTO, "code_pages": None, "width": 80},
    EPSON_SPEAKING: {"codes": Codes.NATIVE, "answers": Answers.ALL, "width": 80},
    NEVER_SILENT: {"codes": Codes.NATIVE, "answers": Answers.ALL},
    KANJI_CLONE: {"kanji_off": True, "code_pages": None},
    CHEAP_58: {"width": 58, "codes": Codes.DRAWN, "cut": Cut.NONE, "answers": Answers.NONE},
    ROLL_58: {"width": 58, "codes": Codes.DRAWN, "cut": Cut.NONE, "answers": Answers.ALL},
    CLONE_RP326: {"code_pages": None, "answers": Answers.STATUS},
    EARLY: {"answers": Answers.EARLY, "codes": Codes.NATIVE, "cut": Cut.AUTO},
    SHORT_KNIFE: {"cut": Cut.AUTO, "feed": KNIFE_ABOVE + 1},
    STAR: {"code_pages": "none", "kanji_off": False},
    SLEEPER: {"answers": Answers.ALL, "wake": 0},
}


@MODELS
def test_setup_finds_what_is_particular_about_a_model(walked, model):
    findings = walked((set_up_model, model)).findings
    assert {name: getattr(findings, name) for name in FOUND[model]} == FOUND[model]
    again = fill_in_profile(findings.url_with_profile("ours"), {"ours": findings.profile})
    assert parse_address(again) == parse_address(findings.url)


@MODELS
def test_before_setup_nothing_is_worse_than_drawn(walked, model):
    """The address that ``rosterdesk init`` writes: narrow, drawn, not cut, and right."""
    assert walked((print_before_setup, model)) == said_of(model)


@pytest.mark.parametrize(
    "model", [each for each in ALL if each not in {KANJI_CLONE, STAR}], ids=lambda each: each.name
)
def test_an_address_that_names_the_width_alone_is_right_too(walked, model):
    """Exceptions are accents on printers in Kanji mode and with numbers of their own: see docs."""
    assert walked((print_by_width, model)) == said_of(model)


def test_a_silent_printer_that_sleeps_is_woken_before_its_slips(walked):
    """Its first strip is lost, the clerk says so, and the address says to wake it."""
    found = walked("wake")
    assert found.findings.wake
    assert found.asked + 2 == 8


@pytest.mark.parametrize("way", ["refuses", "hangs up"])
def test_a_printer_that_takes_no_new_connection_for_a_time_keeps_its_one(walked, way):
    found, connections = walked(way)
    assert 2 <= found.findings.between <= 5
    assert found.results == {Result.CONFIRMED}
    assert connections == 2  # of setup, and of all slips together


def test_a_silent_printer_that_takes_no_new_connection_for_a_time_is_waited_for(walked):
    """It must be let go after each slip, since that is when it prints."""
    found, _ = walked("silent, with pauses")
    assert 2 <= found.findings.between <= 5


@pytest.mark.parametrize("half", HALVES)
def test_a_printer_in_the_middle_of_a_command_is_freed_before_it_is_judged(walked, half):
    """Else its profile would say for good that it never tells when a slip is on paper."""
    answers, lines = walked(("half", half))
    assert answers is Answers.ALL
    assert not [line for line in lines if not line.startswith("[")]  # the rest of a code, no text


def test_setup_over_a_line_with_a_small_buffer_ends_in_a_slip_that_is_right(walked):
    found, machine, held_back = walked("line")
    assert (found.findings.width, found.findings.codes, found.asked) == (80, Codes.NATIVE, 5)
    assert found.results == {Result.CONFIRMED}
    assert machine.lost == 0
    assert held_back


def test_before_setup_a_small_buffer_on_a_serial_line_loses_nothing(walked):
    machine, held_back = walked("line, cautiously")
    assert machine.lost == 0
    assert held_back


def test_a_slow_line_gets_the_time_that_its_bytes_need(walked):
    result, machine, held_back = walked("slow line")
    assert result is Result.CONFIRMED
    assert machine.lost == 0
    assert held_back
    assert machine.garbage == []


def test_an_answer_that_comes_too_early_shows_on_the_slowest_line(walked):
    """Of a strip it does not: the line takes longer than its paper. Of some white paper it does."""
    assert walked(("feed", Tells.EARLY))
    assert not walked(("feed", Tells.ALL))


def test_the_speed_of_a_serial_line_is_found(walked):
    findings = walked("speed")
    assert (findings.baudrate, findings.answers) == (9600, Answers.ALL)
    assert "baudrate=9600&flow=xonxoff" in findings.url
