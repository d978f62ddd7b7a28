"""Every fault at every byte: ``python -m tests.printer.machines.faults [first again …]``.

The tests take samples of each part.

A fault is a roll that ends or a cover that opens. For each place in a slip a machine breaks there,
and what our side says of the slip is held against the machine's paper: *confirmed* where the slip
is not whole on it is the one thing that must not happen. Nor may it happen by a stray byte, which
comes at each place of the questions that follow a slip.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.printer.machines.machine import Machine, Trouble
from tests.printer.machines.models import (
    EPSON,
    EPSON_SPEAKING,
    KANJI_CLONE,
    NEVER_SILENT,
    SHORT_KNIFE,
    SLOW_TO_BEGIN,
    STAR,
)
from tests.printer.machines.wires import LaggingDevice, MemoryDevice, NoisyDevice, UnpluggedDevice
from tests.printer.slips import make_slip, password_of

from rosterdesk.printer.devices.conversation import SPEAK_WHEN_ASKED
from rosterdesk.printer.devices.halves import cut_off, fill_up
from rosterdesk.printer.errors import PrinterError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.printer.machines.machine import Model

SLIP = make_slip(1)
PLACES = range(len(SLIP) + len(SPEAK_WHEN_ASKED))
QUICK = "timeout=0.2&patience=0.02"
PATIENT = "timeout=5&patience=5"  # for what goes well, however busy the machine is
SPEAKERS = (EPSON, EPSON_SPEAKING, NEVER_SILENT)
OTHERS = (KANJI_CLONE, SHORT_KNIFE, STAR)
LEFTOVERS = (b"\x00", b"\x00\x00", b"\x1c\x00\x0f\x00", b"\x00\x0f\x00", b"\x0f\x00", b"\x16\x12r")
PACES = (64, 700)
NOISES = (
    *(b"\x00", b"\xff", b"\x03", b"\x0f", b"\x12", b"\x14", b"\x11", b"\x13", b"\x1e"),
    *(b"\x00\x00", b"\x00\x0f\x00", b"\x00\x00\x00\x00", b"\x12\x12\x12", b"\x12\x1a\x72"),
    *(b"\x14\x00\x00\x0f", b"\x1c\x00\x0f\x00", b"\x3c\x00\x00\x00", b"\x00" * 7),
)
QUESTIONS, FEW_QUESTIONS = 80, 24  # bytes that follow a slip: where nothing is wrong, where it is
LOOKS = 40


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


def break_first(model: Model, trouble: Trouble, place: int, step: int = 4096) -> str | None:
    """Break while the first slip is printed; return what is wrong, or None."""
    machine = Machine(model)
    machine.fail(trouble, after=place)
    confirmed = print_slip(MemoryDevice(machine, QUICK, step), SLIP)
    if place < len(SLIP) + len(SPEAK_WHEN_ASKED):
        return "confirmed" if confirmed else None
    return "confirmed" if confirmed and not is_whole(machine, 1) else None


def break_again(model: Model, trouble: Trouble, place: int) -> str | None:
    """New paper after a broken slip; the next is whole, and the one after it breaks again."""
    machine = Machine(model)
    device = MemoryDevice(machine, PATIENT)
    machine.fail(trouble, after=len(SLIP) // 2)
    if print_slip(device, SLIP):
        return "confirmed half a slip"
    machine.mend()
    if not print_slip(device, make_slip(2)) or not is_whole(machine, 2):
        return "a whole slip was not confirmed"
    machine.fail(trouble, after=place)
    if print_slip(device, make_slip(3)):
        return "confirmed"
    return "whole, though it broke" if is_whole(machine, 3) else None


def break_owing(pace: int, trouble: Trouble, place: int) -> tuple[str | None, bool]:
    """The printer goes on with a broken slip only while the next one arrives, and answers for it.

    Return what is wrong, and whether the next one was confirmed.
    """
    machine = Machine(SLOW_TO_BEGIN)
    device = LaggingDevice(machine, "timeout=0.2&patience=0.3", pace)
    machine.fail(trouble, after=len(SLIP) // 2)
    if print_slip(device, SLIP):
        return "confirmed half a slip", False
    machine.mend()
    left = len(SLIP) // 2 + len(fill_up() + cut_off(device.paper))
    machine.fail(trouble, after=left + place)
    confirmed = print_slip(device, make_slip(2))
    wrong = confirmed and not is_whole(machine, 2)
    return ("confirmed" if wrong else None), confirmed


def stray(
    model: Model, trouble: Trouble, place: int, noise: dict[int, bytes], step: int = 4096
) -> str | None:
    """Let bytes stray after a slip that broke off."""
    machine = Machine(model)
    machine.fail(trouble, after=place)
    confirmed = print_slip(NoisyDevice(machine, QUICK, noise, step), SLIP)
    return "confirmed" if confirmed and not is_whole(machine, 1) else None


def stray_while_well(model: Model, noise: dict[int, bytes]) -> tuple[str | None, bool]:
    """Let bytes stray after a slip that is on paper; return also whether it was confirmed."""
    machine = Machine(model)
    confirmed = print_slip(NoisyDevice(machine, "timeout=0.3&patience=0.3", noise), SLIP)
    return ("confirmed" if confirmed and not is_whole(machine, 1) else None), confirmed


def stray_while_printing(pace: int, noise: dict[int, bytes]) -> tuple[str | None, bool]:
    """Let bytes stray while nothing is wrong and the slip is not yet on paper."""
    machine = Machine(SLOW_TO_BEGIN)
    device = LaggingDevice(machine, "timeout=0.3&patience=0.3", pace, noise)
    confirmed = print_slip(device, SLIP)
    return ("confirmed" if confirmed and not is_whole(machine, 1) else None), confirmed


def stray_from_the_dead(noise: dict[int, bytes]) -> str | None:
    """Let bytes stray as a line says them whose printer has lost its power: zeros, mostly."""
    machine = Machine(EPSON)
    device = NoisyDevice(machine, "timeout=0.03&patience=0.03", noise)
    device.send(SLIP)
    machine.lose_power()
    try:
        return "confirmed" if device.confirm() else None
    except PrinterError:
        return None


def unplug(noise: dict[int, bytes], until: int) -> str | None:
    """Take the power away in mid-slip, at the first noise, and give it back until that look."""
    machine = Machine(SLOW_TO_BEGIN)
    device = UnpluggedDevice(machine, "timeout=0.05&patience=0.1", 3, noise, until)
    confirmed = print_slip(device, SLIP)
    return "confirmed" if confirmed and not is_whole(machine, 1) else None


class Stale(MemoryDevice):
    """A USB printer whose last owner was killed: what it said then still lies in its pipe."""

    def __init__(self, machine: Machine, left: bytes) -> None:
        super().__init__(machine, QUICK)
        machine.hear_said()
        machine._said += left


def break_stale(left: bytes, trouble: Trouble, place: int) -> str | None:
    machine = Machine(EPSON_SPEAKING)
    device = Stale(machine, left)
    machine.fail(trouble, after=len(fill_up() + cut_off(device.paper)) + 12 + place)
    try:
        device.send(cut_off(device.paper) + SLIP, fill_up())
        confirmed = device.confirm()
    except PrinterError:
        confirmed = False
    return "confirmed" if confirmed and not is_whole(machine, 1) else None


def try_first() -> Iterator[tuple[str, str | None]]:
    """Yield each case by its name, and what is wrong with it."""
    for trouble in Trouble:
        for place in PLACES:
            for model in (*SPEAKERS, *OTHERS):
                for step in (4096, 3, 1):
                    found = break_first(model, trouble, place, step)
                    yield f"{model.name} {trouble} {place} by {step}", found


def try_again() -> Iterator[tuple[str, str | None]]:
    for trouble in Trouble:
        for place in PLACES:
            for model in (*SPEAKERS, *OTHERS):
                yield f"{model.name} {trouble} {place}", break_again(model, trouble, place)


def try_stale() -> Iterator[tuple[str, str | None]]:
    for trouble in Trouble:
        for place in PLACES:
            for left in LEFTOVERS:
                yield f"{left.hex(' ')} {trouble} {place}", break_stale(left, trouble, place)


def try_owing() -> Iterator[tuple[str, str | None]]:
    for trouble in Trouble:
        for pace in PACES:
            for place in range(2 * len(SLIP)):
                yield f"{pace} {trouble} {place}", break_owing(pace, trouble, place)[0]


def try_strays() -> Iterator[tuple[str, str | None]]:
    """Yield the cases of bytes that nobody said."""
    for noise in NOISES:
        said = noise.hex(" ")
        for at in range(QUESTIONS):
            for model in (*SPEAKERS, *OTHERS):
                yield f"{said} at {at} well {model.name}", stray_while_well(model, {at: noise})[0]
        for at in range(FEW_QUESTIONS):
            yield f"{said} at {at}, dead", stray_from_the_dead({at: noise})
            for name, found in _try_strays_after_half(noise, at):
                yield f"{said} at {at} {name}", found
        for pace in (3, 40, 300):
            for name, found in _try_strays_while_printing(noise, pace):
                yield f"{said} at {name} by {pace}", found


def _try_strays_after_half(noise: bytes, at: int) -> Iterator[tuple[str, str | None]]:
    for model in (*SPEAKERS, *OTHERS):
        for trouble in Trouble:
            for place in (1, len(SLIP) // 2, len(SLIP) - 1, len(SLIP) + len(SPEAK_WHEN_ASKED) - 1):
                found = stray(model, trouble, place, {at: noise}, step=1)
                yield f"{model.name} {trouble} {place}", found


def _try_strays_while_printing(noise: bytes, pace: int) -> Iterator[tuple[str, str | None]]:
    for at in range(0, LOOKS, 2):
        for again in range(at, LOOKS, 5):
            found, _ = stray_while_printing(pace, {at: noise, again: noise})
            yield f"{at}, {again}", found
    for each in range(1, 8):
        found, _ = stray_while_printing(pace, dict.fromkeys(range(0, 400, each), noise))
        yield f"every {each}", found


PARTS = {
    "first": try_first,
    "again": try_again,
    "stale": try_stale,
    "owing": try_owing,
    "strays": try_strays,
}


def main(names: Sequence[str]) -> int:
    failed = False
    for part in names or PARTS:
        count, wrong = 0, 0
        for name, trouble in PARTS[part]():
            count += 1
            if trouble:
                wrong += 1
                sys.stdout.write(f"{part} {name}: {trouble}\n")
        sys.stdout.write(f"{part}: {count} cases of a slip of {len(SLIP)} bytes, {wrong} wrong\n")
        sys.stdout.flush()
        failed = failed or wrong > 0
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
