"""Setup ends in a slip that is right on that printer, for each kind of printer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.printer.machines.machine import KNIFE_ABOVE, Machine, Model, Piece, Tells
from tests.printer.machines.models import (
    ALL,
    CHEAP_58,
    CLONE_RP326,
    EPSON,
    EPSON_SPEAKING,
    KANJI_CLONE,
    NEVER_SILENT,
    ROLL_58,
    SHORT_KNIFE,
    SLEEPER,
    SLOW_LINE,
    STAR,
)
from tests.printer.machines.wires import SerialMachine, TcpMachine
from tests.printer.setup.clerk import set_up
from tests.printer.slips import EXAMPLE

from rosterdesk.core.language import Language
from rosterdesk.printer.devices.owner import Printer, Result
from rosterdesk.printer.model.address import Answers, fill_in_profile, parse_address
from rosterdesk.printer.model.paper import Codes, Cut, Paper
from rosterdesk.printer.reading.text import slip_text
from rosterdesk.printer.setup.findings import Findings, add_caution
from rosterdesk.printer.setup.probing import probe
from rosterdesk.printer.setup.sample import build_sample
from rosterdesk.printer.setup.steps import AnswerError, Progress, SetupError, Step, follow
from rosterdesk.printer.setup.strips import SAMPLE
from rosterdesk.printer.slips.layout import Layout
from rosterdesk.printer.slips.slip import build_slip

MODELS = pytest.mark.parametrize("model", ALL, ids=lambda model: model.name)
NAMES = ("Yasmine van den Berg", SAMPLE, "Noë van ’t Hoff", "Nguyễn Thị Ánh", "Жанна Щербань")


def list_text(lines: list[str]) -> list[str]:
    """Leave out what is no text: images, codes, and white."""
    return [line for line in lines if line and not line.startswith(("[", "-----"))]


def check_slip(machine: Machine, data: bytes, paper: Paper, *, check_codes: bool = True) -> None:
    """Check that the printer's paper has what we say of the slip, and nothing else."""
    pieces = machine.take_paper()
    piece = pieces[0]
    expected = [line.strip() for line in slip_text(data, paper).splitlines()]
    assert list_text(piece.lines) == list_text(expected)
    assert machine.garbage == []
    assert not machine.opened_drawer
    assert not any("clipped" in line for line in piece.lines)
    images = [line for line in piece.lines if line.startswith("[image")]
    codes = [line for line in piece.lines if line.startswith(("[code", "[qr"))]
    if not check_codes:
        pass
    elif paper.native_barcode:
        assert codes == [f"[code {EXAMPLE.card_number}]", f"[qr {EXAMPLE.login_link}]"]
    else:
        assert codes == []
        assert len(images) >= 2
    check_end(machine.model, pieces)


def check_end(model: Model, pieces: list[Piece]) -> None:
    """The slip is cut, or fed to where it can be torn off; nothing of it is left behind."""
    assert [list_text(piece.lines) for piece in pieces[1:]] == [[]] * (len(pieces) - 1)
    assert pieces[0].cut or pieces[0].lines[-5:] == [""] * 5


async def print_names(machine: Machine, url: str, names: tuple[str, ...] = NAMES) -> list[Result]:
    paper = parse_address(url).paper
    results = []
    async with Printer("desk", url) as printer:
        await printer.print_slip(b"\x1b@")  # whatever clears the last owner's half slip is over
        machine.take_paper()
        for name in names:
            data = build_slip(replace(EXAMPLE, name=name), Layout(), paper)
            results.append((await printer.print_slip(data)).result)
            check_slip(machine, data, paper)
    return results


@MODELS
async def test_setup_ends_in_a_slip_that_is_right_on_that_printer(model):
    machine = Machine(model)
    with TcpMachine(machine) as wire:
        findings, asked = await set_up(machine, probe(wire.place))
        results = await print_names(machine, findings.url)
    # And the printer, and what it is called: eight at most.
    assert asked + 2 <= 8
    confirmed = model.tells is Tells.ALL
    assert set(results) == {Result.CONFIRMED if confirmed else Result.SENT}


FOUND = {
    EPSON: {"codes": Codes.NATIVE, "cut": Cut.AUTO, "code_pages": None, "width": 80},
    EPSON_SPEAKING: {"codes": Codes.NATIVE, "answers": Answers.ALL, "width": 80},
    NEVER_SILENT: {"codes": Codes.NATIVE, "answers": Answers.ALL},
    KANJI_CLONE: {"kanji_off": True, "code_pages": None},
    CHEAP_58: {"width": 58, "codes": Codes.DRAWN, "cut": Cut.NONE, "answers": Answers.NONE},
    ROLL_58: {"width": 58, "codes": Codes.DRAWN, "cut": Cut.NONE, "answers": Answers.ALL},
    CLONE_RP326: {"code_pages": None, "answers": Answers.STATUS},
    SHORT_KNIFE: {"cut": Cut.AUTO, "feed": KNIFE_ABOVE + 1},
    STAR: {"code_pages": "none", "kanji_off": False},
    SLEEPER: {"answers": Answers.ALL, "wake": 0},
}


@MODELS
async def test_setup_finds_what_is_particular_about_a_model(model):
    machine = Machine(model)
    with TcpMachine(machine) as wire:
        findings, _ = await set_up(machine, probe(wire.place))
    assert {name: getattr(findings, name) for name in FOUND[model]} == FOUND[model]
    again = fill_in_profile(findings.url_with_profile("ours"), {"ours": findings.profile})
    assert parse_address(again) == parse_address(findings.url)


@MODELS
async def test_before_setup_nothing_is_worse_than_drawn(model):
    """The address that ``rosterdesk init`` writes: narrow, drawn, not cut, and right."""
    machine = Machine(model)
    with TcpMachine(machine) as wire:
        url = add_caution(wire.place)
        tells = "" if model.tells is Tells.ALL else "&answers=none"
        await print_names(machine, f"{url}{tells}")


@pytest.mark.parametrize(
    "model", [each for each in ALL if each not in {KANJI_CLONE, STAR}], ids=lambda each: each.name
)
async def test_an_address_that_names_the_width_alone_is_right_too(model):
    """Exceptions are accents on printers in Kanji mode and with numbers of their own: see docs."""
    machine = Machine(model)
    width = 58 if model.columns < 42 else 80
    feed = "&feed=7" if model is SHORT_KNIFE else ""
    tells = "" if model.tells is Tells.ALL else "&answers=none"
    with TcpMachine(machine) as wire:
        await print_names(machine, f"{wire.place}?width={width}{feed}{tells}")


async def test_a_silent_printer_that_sleeps_is_woken_before_its_slips():
    """Its first strip is lost, the clerk says so, and the address says to wake it."""
    machine = Machine(CHEAP_58)
    with TcpMachine(machine) as wire:
        findings = probe(wire.place)
        machine.fall_asleep()
        findings, asked = await set_up(machine, findings)
        assert findings.wake
        assert asked + 2 == 8
        machine.fall_asleep()
        await print_names(machine, findings.url)


async def test_a_printer_that_takes_no_new_connection_for_a_time_keeps_its_one():
    machine = Machine(EPSON)
    with TcpMachine(machine, pause=1.5) as wire:
        findings = probe(wire.place)
        assert 2 <= findings.between <= 5
        before = wire.connections
        findings, _ = await set_up(machine, findings)
        results = await print_names(machine, findings.url)
        assert set(results) == {Result.CONFIRMED}
        assert wire.connections - before == 2  # of setup, and of all slips together


async def test_a_slow_line_gets_the_time_that_its_bytes_need():
    """9,600 baud, a buffer of a kilobyte, XON and XOFF, and less patience than the line takes."""
    machine = Machine(SLOW_LINE)
    with SerialMachine(machine, 9600, 800) as wire:
        url = f"{wire.place}?width=80&flow=xonxoff&timeout=1&patience=4&cut=auto"
        data = build_slip(
            replace(EXAMPLE, name="Nguyễn Thị Ánh"), Layout(), parse_address(url).paper
        )
        async with Printer("desk", url) as printer:
            assert (await printer.print_slip(data)).result is Result.CONFIRMED
    assert machine.lost == 0
    assert wire.held_back
    assert machine.garbage == []


async def test_the_speed_of_a_serial_line_is_found():
    machine = Machine(SLOW_LINE)
    with SerialMachine(machine, 9600, 960) as wire:
        findings = probe(wire.place)
    assert (findings.baudrate, findings.answers) == (9600, Answers.ALL)
    assert "baudrate=9600&flow=xonxoff" in findings.url


def test_all_that_setup_prints_takes_less_than_five_minutes_on_the_slowest_line():
    """The time is counted in bytes at 2,400 baud, ten bits each; 80 mm, all codes drawn."""
    findings = Findings("tcp://h", width=80)
    strips = [Progress(findings, step).strip(Language.NL) or b"" for step in Step]
    sample = build_sample(Layout(), findings.paper, Language.NL, "Bibliotheek De Boekenberg")
    assert sum(map(len, [*strips, sample])) / 240 < 300


@MODELS
async def test_the_sample_slip_is_right_after_setup(model):
    machine = Machine(model)
    with TcpMachine(machine) as wire:
        findings, _ = await set_up(machine, probe(wire.place))
        paper = findings.paper
        async with Printer("desk", findings.url) as printer:
            await printer.print_slip(b"\x1b@")
            machine.take_paper()
            data = build_sample(Layout(), paper, Language.NL, "Bibliotheek De Boekenberg")
            await printer.print_slip(data)
        assert "7K3M 9QRT" in machine.take_paper()[0].lines


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("tcp://h", "tcp://h?width=58&codepage=none&codes=drawn&cut=none"),
        ("tcp://h?timeout=3", "tcp://h?timeout=3&width=58&codepage=none&codes=drawn&cut=none"),
        ("tcp://h?width=80", "tcp://h?width=80"),
        ("tcp://h?profile=TM-T20II", "tcp://h?profile=TM-T20II"),
        ("dummy:", "dummy:"),
        ("lpt1", "lpt1"),
    ],
)
def test_only_an_address_that_says_nothing_of_the_paper_is_made_cautious(url, written):
    assert add_caution(url) == written


def test_an_answer_that_cannot_be_meant_is_asked_again():
    progress = Progress(Findings("tcp://h"))
    for answer in ("", "7", "ja"):
        with pytest.raises(AnswerError):
            follow(progress, answer)
    for step, answer in ((Step.FIRST_CODES, "8712345"), (Step.SECOND_CODES, "x"), (Step.CUT, "13")):
        with pytest.raises(AnswerError):
            follow(replace(progress, step=step), answer)


def test_a_printer_without_images_or_without_a_sign_of_life_ends_setup():
    progress = Progress(Findings("tcp://h"))
    with pytest.raises(SetupError, match="TSP100"):
        follow(progress, "9")
    for _ in range(2):
        progress = follow(progress, "0")
        assert (progress.step, progress.findings.wake) == (Step.WIDTH, 3)
    with pytest.raises(SetupError, match="Nothing comes out"):
        follow(progress, "0")
