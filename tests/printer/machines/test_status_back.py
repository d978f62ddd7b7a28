"""Never *confirmed* what is not on paper: Automatic Status Back, paper and cover, everywhere."""

from __future__ import annotations

import pytest
from tests.printer.machines.machine import Machine, Trouble
from tests.printer.machines.models import (
    CLONE_RP326,
    EPSON,
    EPSON_SPEAKING,
    NEVER_SILENT,
    SLOW_TO_BEGIN,
)
from tests.printer.machines.wires import LaggingDevice, MemoryDevice
from tests.printer.slips import make_slip, password_of

from rosterdesk.printer.devices.conversation import SPEAK_WHEN_ASKED, Ear
from rosterdesk.printer.devices.halves import cut_off, fill_up
from rosterdesk.printer.errors import NotSentError, PrinterError, Reason, UnknownOutcomeError

SLIP = make_slip(1)
QUICK = "timeout=0.2&patience=0.02"


def is_whole(machine: Machine, number: int) -> bool:
    spaced = f"{password_of(number)[:4]} {password_of(number)[4:]}"
    return any(spaced in piece.lines for piece in machine.pieces if piece.cut)


def print_slip(device: MemoryDevice, slip: bytes) -> bool:
    """Return whether it was confirmed."""
    try:
        if device.machine.printed:
            device.send(cut_off(device.paper) + slip, fill_up())
        else:
            device.send(slip)
        return device.confirm()
    except PrinterError:
        return False


@pytest.mark.parametrize("step", [4096, 1], ids=["whole answers", "bytes one by one"])
@pytest.mark.parametrize(
    "model", [EPSON, EPSON_SPEAKING, NEVER_SILENT], ids=lambda model: model.name
)
@pytest.mark.parametrize("trouble", list(Trouble))
def test_no_fault_at_any_byte_of_a_slip_is_confirmed(trouble, model, step):
    """The roll ends, or the cover opens, after each byte of the slip in turn."""
    for place in range(len(SLIP) + len(SPEAK_WHEN_ASKED)):
        machine = Machine(model)
        machine.fail(trouble, after=place)
        device = MemoryDevice(machine, QUICK, step)
        assert not print_slip(device, SLIP), place
        assert not is_whole(machine, 1) or place >= len(SLIP), place


@pytest.mark.parametrize("model", [EPSON, EPSON_SPEAKING], ids=lambda model: model.name)
@pytest.mark.parametrize("trouble", list(Trouble))
def test_a_late_answer_to_an_earlier_slip_is_no_proof_of_the_next(trouble, model):
    """New paper: the first slip is finished and answered while the second is on its way.

    The cover opens again in the second one, at each byte of it.
    """
    for place in range(0, len(SLIP), 7):
        machine = Machine(model)
        device = MemoryDevice(machine, QUICK)
        machine.fail(trouble, after=len(SLIP) // 2)
        assert not print_slip(device, SLIP)
        machine.mend()
        before = machine.printed
        confirmed = print_slip(device, make_slip(2))
        assert confirmed
        assert is_whole(machine, 2)
        machine.fail(trouble, after=place)
        assert not print_slip(device, make_slip(3)), (place, before)
        assert not is_whole(machine, 3)


@pytest.mark.parametrize("pace", [64, 700])
@pytest.mark.parametrize("trouble", list(Trouble))
def test_an_answer_that_the_printer_still_owes_is_no_proof(trouble, pace):
    """New paper: the printer goes on with the first slip only while the second one arrives.

    Its answer to the first comes then, and the second one breaks off at each place.
    """
    confirmed = 0
    for place in range(0, 2 * len(SLIP), 23):
        machine = Machine(SLOW_TO_BEGIN)
        device = LaggingDevice(machine, "timeout=0.2&patience=0.3", pace)
        machine.fail(trouble, after=len(SLIP) // 2)
        assert not print_slip(device, SLIP)
        machine.mend()
        left = len(SLIP) // 2 + len(fill_up() + cut_off(device.paper))
        machine.fail(trouble, after=left + place)
        result = print_slip(device, make_slip(2))
        assert not result or is_whole(machine, 2), place
        confirmed += result
    assert confirmed  # where it broke after the whole slip, and its answer


class Stale(MemoryDevice):
    """A USB printer whose last owner was killed: what it said then still lies in its pipe."""

    def __init__(self, machine: Machine, left: bytes) -> None:
        super().__init__(machine, QUICK)
        machine.hear_said()
        machine._said += left


@pytest.mark.parametrize(
    "left",
    [b"\x00", b"\x00\x00", b"\x1c\x00\x0f\x00", b"\x00\x0f\x00", b"\x0f\x00", b"\x16\x12\x72"],
    ids=lambda left: left.hex(" "),
)
@pytest.mark.parametrize("trouble", list(Trouble))
def test_what_an_earlier_process_left_unread_proves_nothing(trouble, left):
    for place in range(0, len(SLIP), 11):
        machine = Machine(EPSON_SPEAKING)
        device = Stale(machine, left)
        machine.fail(trouble, after=len(fill_up() + cut_off(device.paper)) + 12 + place)
        try:
            device.send(cut_off(device.paper) + SLIP, fill_up())
            confirmed = device.confirm()
        except PrinterError:
            confirmed = False
        assert not confirmed or is_whole(machine, 1), place


@pytest.mark.parametrize("model", [EPSON, EPSON_SPEAKING], ids=lambda model: model.name)
@pytest.mark.parametrize("step", [4096, 3, 1])
def test_without_a_fault_every_slip_is_confirmed_and_whole(model, step):
    machine = Machine(model)
    device = MemoryDevice(machine, "timeout=1&patience=5", step)
    for number in range(3):
        device.send(cut_off(device.paper) + make_slip(number), fill_up())
        assert device.confirm()
        assert is_whole(machine, number)
    assert machine.garbage == []
    assert not machine.opened_drawer


def test_a_printer_out_of_paper_that_speaks_unasked_is_out_of_paper():
    """Not "no answer", and not paper out while there is paper."""
    machine = Machine(EPSON_SPEAKING)
    device = MemoryDevice(machine, QUICK)
    machine.fail(Trouble.PAPER_OUT, after=200)
    device.send(SLIP)
    with pytest.raises(UnknownOutcomeError) as caught:
        device.confirm()
    assert caught.value.reason is Reason.PAPER_OUT
    with pytest.raises(NotSentError) as refused:
        device.send(SLIP)
    assert refused.value.reason is Reason.PAPER_OUT
    machine.mend()
    device.send(cut_off(device.paper) + make_slip(2), fill_up())
    assert device.confirm()


@pytest.mark.parametrize(
    ("said", "in_turn", "trouble"),
    [
        (b"\x00", [0x00], None),
        (b"\x0f", [0x0F], None),
        (b"\x02\x01\x08\x04", [], None),  # a sensor is told by two equal bits
        (b"\x14\x00\x00\x0f", [], None),
        (b"\x14\x00\x00\x0f\x00", [0x00], None),
        (b"\x1c\x00\x0f\x00", [], Reason.PAPER_OUT),
        (b"\x3c\x00\x00\x00", [], Reason.COVER_OPEN),
        (b"\x18\x40\x00\x00", [], Reason.OFFLINE),
        (b"\x14\x13\x00\x11\x00\x13\x0f\x11\x03", [0x03], None),  # XON and XOFF between them
        (b"\x14\x00\x16\x00\x0f\x00", [0x00], None),  # an answer in real time between them
        (b"\x14\x00\x14\x00\x00\x0f", [], None),  # broken off, and begun anew
    ],
    ids=lambda value: value.hex(" ") if isinstance(value, bytes) else str(value),
)
def test_what_a_printer_says_is_sorted_byte_by_byte(said, in_turn, trouble):
    whole, slow = Ear(), Ear()
    whole.hear(said)
    for byte in said:
        slow.hear(bytes([byte]))
    for ear in (whole, slow):
        assert (ear.in_turn, ear.trouble) == (in_turn, trouble)


def test_a_printer_that_gives_no_proof_is_sent_nothing_and_wastes_no_paper():
    """It tells how it is, and never answers ``GS r``: the reason says what to set."""
    machine = Machine(CLONE_RP326)
    device = MemoryDevice(machine, QUICK)
    for _ in range(20):
        with pytest.raises(NotSentError) as caught:
            device.send(cut_off(device.paper) + SLIP, fill_up())
        assert caught.value.reason is Reason.NO_PROOF
    assert machine.take_paper() == []
    # However often it is tried: the questions that may still be answered do not pile up.
    assert machine.printed < 20 * (len(fill_up()) + 100)
