"""Never *confirmed* what is not on paper: samples of ``faults``, and what each answer means."""

from __future__ import annotations

import itertools

import pytest
from tests.printer.machines.faults import (
    LEFTOVERS,
    LOOKS,
    NOISES,
    OTHERS,
    PACES,
    QUICK,
    SLIP,
    SPEAKERS,
    break_again,
    break_first,
    break_owing,
    break_stale,
    is_whole,
    stray,
    stray_from_the_dead,
    stray_while_printing,
    stray_while_well,
    unplug,
)
from tests.printer.machines.machine import Machine, Trouble
from tests.printer.machines.models import CLONE_RP326, EARLY, EPSON, EPSON_SPEAKING
from tests.printer.machines.wires import FASTEST, MemoryDevice
from tests.printer.slips import make_slip

from rosterdesk.printer.devices.conversation import SPEAK_WHEN_ASKED, Conversation, Ear
from rosterdesk.printer.devices.halves import cut_off, fill_up
from rosterdesk.printer.errors import NotSentError, Reason, UnknownOutcomeError

TROUBLES = pytest.mark.parametrize("trouble", list(Trouble))


@pytest.mark.parametrize("model", SPEAKERS, ids=lambda model: model.name)
@TROUBLES
def test_no_fault_at_any_byte_of_a_slip_is_confirmed(trouble, model):
    """The roll ends, or the cover opens, after each byte of the slip in turn."""
    for place in range(len(SLIP) + len(SPEAK_WHEN_ASKED)):
        assert break_first(model, trouble, place) is None, place


@pytest.mark.parametrize("model", SPEAKERS, ids=lambda model: model.name)
@TROUBLES
def test_no_fault_is_confirmed_where_answers_come_byte_by_byte(trouble, model):
    for place in range(0, len(SLIP), 11):
        assert break_first(model, trouble, place, step=1) is None, place


@pytest.mark.parametrize("model", SPEAKERS[:2], ids=lambda model: model.name)
@TROUBLES
def test_a_late_answer_to_an_earlier_slip_is_no_proof_of_the_next(trouble, model):
    """New paper: the first slip is finished and answered while the second is on its way."""
    for place in range(0, len(SLIP), 13):
        assert break_again(model, trouble, place) is None, place


@pytest.mark.parametrize("pace", PACES)
@TROUBLES
def test_an_answer_that_the_printer_still_owes_is_no_proof(trouble, pace):
    found = [break_owing(pace, trouble, place) for place in range(0, 2 * len(SLIP), 41)]
    assert [wrong for wrong, _ in found if wrong] == []
    assert any(confirmed for _, confirmed in found)  # where it broke after the whole slip


@pytest.mark.parametrize("left", LEFTOVERS, ids=lambda left: left.hex(" "))
@TROUBLES
def test_what_an_earlier_process_left_unread_proves_nothing(trouble, left):
    for place in range(0, len(SLIP), 23):
        assert break_stale(left, trouble, place) is None, place


@pytest.mark.parametrize("place", [1, len(SLIP) - 1])
@TROUBLES
def test_a_stray_byte_after_half_a_slip_answers_nothing(trouble, place):
    """Zeros, answers, whole statuses and halves: before, between and after the bytes that ask."""
    models = (*SPEAKERS, *OTHERS)
    for number, noise in enumerate(NOISES):
        for at in range(0, 20, 3):
            found = stray(models[number % len(models)], trouble, place, {at: noise}, step=1)
            assert found is None, (noise, at)


def test_stray_bytes_while_a_slip_is_still_printed_are_no_proof_of_it():
    """Alone, in twos at different times, and as a trickle that never ends."""
    for noise in NOISES:
        for at in range(0, LOOKS, 13):
            assert stray_while_printing(3, {at: noise, at + 7: noise})[0] is None, (noise, at)
    for each in (1, 3, 6):
        trickle = dict.fromkeys(range(0, 400, each), b"\x00")
        assert stray_while_printing(3, trickle)[0] is None, each


def test_a_printer_that_lost_its_power_confirms_nothing_by_the_zeros_of_its_line():
    for at in range(0, 30, 6):
        assert stray_from_the_dead({at: b"\x00", at + 1: b"\x00"}) is None, at


@pytest.mark.parametrize("dead", [0, 1, 5, 40, 4000])
def test_a_printer_that_was_without_power_in_mid_slip_confirms_nothing(dead):
    """However long: the line says zeros as the power goes, and some more as it comes back."""
    for at in (1, 9):
        for going, coming in itertools.product(range(3), range(5)):  # fewer than the questions
            noise = {at: b"\x00" * going, at + dead + 1: b"\x00" * coming}
            assert unplug(noise, at + dead) is None, (at, going, coming)


@pytest.mark.parametrize("noise", [b"\xff", b"\x12", b"\x13", b"\x14\x00\x00\x0f"])
def test_a_stray_byte_after_a_whole_slip_does_not_make_it_unknown(noise):
    for at in range(0, 60, 4):
        assert stray_while_well(EPSON, {at: noise}) == (None, True), at


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ((0x12, 0x12, 0x12), None),
        ((0x1A, 0x16, 0x12), Reason.COVER_OPEN),
        ((0x12, 0x52, 0x12), Reason.OFFLINE),  # an error, told by a printer that is on line
    ],
)
def test_one_answer_too_many_changes_nothing_in_how_a_printer_is(said, meant):
    """Whatever it is, and wherever it comes: cover open is never taken for ready."""
    there_and_back = [*said, *reversed(said)]
    for extra in (byte for byte in range(0x80) if byte & 0x93 == 0x12):
        for at in range(7):
            answers = bytes([*there_and_back[:at], extra, *there_and_back[at:]])
            line = bytearray()
            talk = Conversation(
                lambda _, __, line=line, answers=answers: line.extend(answers),
                lambda _, line=line: bytes([line.pop(0)]) if line else b"",
            )
            status = talk.ask_status(1)
            assert status is None or status.reason is meant, (extra, at)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ((0x12, 0x52, 0x12), Reason.OFFLINE),
        ((0x1A, 0x52, 0x12), Reason.OFFLINE),
        ((0x1A, 0x56, 0x12), Reason.COVER_OPEN),
        ((0x1A, 0x72, 0x72), Reason.PAPER_OUT),
        ((0x12, 0x1A, 0x12), None),  # the button that feeds paper is held down
    ],
)
def test_an_error_is_no_readiness_and_its_cause_comes_first(said, meant):
    line = bytearray()
    talk = Conversation(
        lambda _, __: line.extend([*said, *reversed(said)]),
        lambda _: bytes([line.pop(0)]) if line else b"",
    )
    status = talk.ask_status(1)
    assert status is not None
    assert status.reason is meant


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


@pytest.mark.parametrize("step", [4096, 3, 1])
def test_a_printer_that_answers_on_receipt_confirms_nothing(step):
    """Nor does it later, at an answer that comes late enough."""
    slow = 50  # mm a second, so that a busy machine is never too slow for it
    machine = Machine(EARLY)
    device = MemoryDevice(machine, "timeout=5&patience=30", step, slow)
    for number in range(2):
        device.send(cut_off(device.paper) + make_slip(number), fill_up())
        assert not device.confirm()
        assert device.answered_early
    machine.model, machine.speed = EPSON, slow
    device.send(cut_off(device.paper) + make_slip(2), fill_up())
    assert not device.confirm()
    assert is_whole(machine, 2)


def test_a_printer_that_waits_for_its_paper_is_believed_however_fast_it_is():
    machine = Machine(EPSON)
    machine.speed = FASTEST
    device = MemoryDevice(machine, "timeout=5&patience=5", fastest=FASTEST)
    for number in range(2):
        device.send(make_slip(number))
        assert device.confirm()


@TROUBLES
def test_one_that_is_known_to_answer_on_receipt_is_asked_all_the_same(trouble):
    """So what it did not receive whole, or could not print, is unknown and not sent."""
    machine = Machine(EARLY)
    device = MemoryDevice(machine, f"{QUICK}&answers=early")
    device.send(SLIP)
    assert not device.confirm()
    assert not device.answered_early  # nothing is to be said of it any more
    machine.fail(trouble, after=len(SLIP) // 2)
    device.send(SLIP)
    with pytest.raises(UnknownOutcomeError):
        device.confirm()


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
