"""Never *confirmed* what was lost while it was held, or printed while something was the matter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.printer.machines.losses import (
    LASTING,
    LOSSES,
    PACES,
    SIZES,
    SLIPS,
    UNFILLED,
    HoldingDevice,
    is_whole,
    lose,
    places,
    trouble_for_a_while,
)
from tests.printer.machines.machine import Machine, Trouble
from tests.printer.machines.models import EPSON, EPSON_SPEAKING, NEVER_SILENT
from tests.printer.machines.wires import MemoryDevice

from rosterdesk.printer.devices.conversation import ASK_PRINTED, Conversation
from rosterdesk.printer.errors import Reason
from rosterdesk.printer.model.blocks import part_slip
from rosterdesk.printer.model.commands import Kind, read_commands

NAMES = pytest.mark.parametrize("name", SLIPS)
STEPS = {"lettered": 31, "drawn": 1009}
STYLED = (Kind.ALIGN, Kind.SIZE, Kind.BOLD, Kind.FONT, Kind.BARCODE, Kind.QR_PRINT)


@NAMES
@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.__name__)
def test_no_loss_of_what_is_held_is_confirmed(name, loss):
    """In the printer and in a print server, of several sizes, wherever in the slip."""
    for number, place in enumerate(places(name, STEPS[name])):
        sizes = SIZES[number % len(SIZES)]
        assert lose(name, loss, sizes, (7, 150)[number % 2], place) is None, (place, sizes)


@NAMES
@pytest.mark.parametrize("trouble", list(Trouble))
@pytest.mark.parametrize("lasting", LASTING)
@pytest.mark.parametrize("pace", PACES)
def test_no_trouble_that_is_over_in_time_is_confirmed(name, trouble, lasting, pace):
    """Paper or cover are well again before the slip ends, and nothing was left unprinted."""
    for number, place in enumerate(places(name, STEPS[name])):
        size = UNFILLED[number % 2]
        assert trouble_for_a_while(name, trouble, size, pace, place, lasting) is None, (place, size)


def test_trouble_that_is_told_late_is_not_forgotten():
    """With no time to answer in, every answer is heard only when the next question is asked."""
    machine = Machine(EPSON)
    talk = Conversation(lambda data, _: machine.receive_all(data), lambda _: machine.hear_said(), 0)
    talk.begin_slip()
    machine.fail(Trouble.COVER_OPEN, after=0)
    machine.receive_all(b"x")
    assert talk.await_block(0, 30) is Reason.COVER_OPEN


@NAMES
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_without_a_loss_a_slip_is_confirmed(name, sizes):
    machine = Machine(replace(EPSON, capacity=sizes[0]))
    device = HoldingDevice(machine, sizes[1], 150, print)
    device.address = replace(device.address, timeout=30, patience=30)
    device.send(SLIPS[name])
    assert device.confirm()
    assert is_whole(machine, SLIPS[name])


@NAMES
@pytest.mark.parametrize("longest", [64, 256, 979, 4096])
def test_the_blocks_of_a_slip_are_that_slip(name, longest):
    """Each ends a line; images of several are as high as they were; only texts are longer."""
    slip = SLIPS[name]
    blocks = part_slip(slip, longest)
    whole, parted = (list(read_commands(data)) for data in (slip, b"".join(blocks)))
    assert [c for c in whole if c.kind is not Kind.RASTER] == [
        c for c in parted if c.kind is not Kind.RASTER
    ]
    dots = [b"".join(c.data for c in each if c.kind is Kind.RASTER) for each in (whole, parted)]
    assert dots[0] == dots[1]
    assert max(map(len, blocks)) <= max(longest, 256) + 60
    for block in blocks[:-1]:
        moving = [c.kind for c in read_commands(block)][-1]
        assert moving in {Kind.NEW_LINE, Kind.FEED_LINES, Kind.FEED_DOTS, Kind.RASTER, *STYLED}


@pytest.mark.parametrize("data", [b"", b"\x1b@\n", b"\x1bd\x0a", b"\x1f\x1f", b"a\nb\x1f"])
def test_what_is_no_slip_is_one_block(data):
    assert b"".join(part_slip(data, 979)) == data
    assert len(part_slip(data, 979)) == (1 if data else 0)


@pytest.mark.parametrize("answers", ["status", "none"])
def test_a_printer_that_does_not_answer_in_its_turn_is_asked_nothing_within_a_slip(answers):
    """Its slip goes out byte for byte as it was built."""
    sent = bytearray()

    class Recording(MemoryDevice):
        def write(self, data: bytes, seconds: float) -> int:
            sent.extend(data)
            return super().write(data, seconds)

    device = Recording(Machine(EPSON), f"answers={answers}")
    device.send(SLIPS["drawn"])
    assert SLIPS["drawn"] in bytes(sent)
    assert ASK_PRINTED not in bytes(sent)


@NAMES
@pytest.mark.parametrize("model", [EPSON, EPSON_SPEAKING, NEVER_SILENT], ids=lambda m: m.name)
def test_the_questions_within_a_slip_change_nothing_on_paper(name, model):
    machine = Machine(model)
    device = MemoryDevice(machine, "timeout=30&patience=30")
    device.send(SLIPS[name])
    assert device.confirm()
    assert (machine.garbage, machine.opened_drawer) == ([], False)
    assert is_whole(machine, SLIPS[name])
