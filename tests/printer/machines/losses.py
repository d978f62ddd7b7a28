"""Bytes that are lost where they are held, and trouble that is over before the end.

``python -m tests.printer.machines.losses [held troubles] [--every N]``; the tests take samples.
A printer, or a print server before it, loses what it holds when power flicks, the connection
stays, and what still waits is printed; or a full buffer hides for seconds that paper or cover are
the matter. Everything is well again at the end, so only what is asked within the slip can tell.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import lru_cache, partial
from itertools import islice, product
from typing import TYPE_CHECKING

from tests.printer.machines.faults import PATIENT
from tests.printer.machines.machine import Machine, Trouble
from tests.printer.machines.models import EPSON
from tests.printer.machines.wires import MemoryDevice
from tests.printer.slips import EXAMPLE, make_slip

from rosterdesk.printer.errors import PrinterError
from rosterdesk.printer.model.paper import Cut, choose_paper
from rosterdesk.printer.slips.layout import Layout
from rosterdesk.printer.slips.slip import build_slip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SLIPS = {
    "lettered": make_slip(1),
    "drawn": build_slip(
        replace(EXAMPLE, name="Nguyễn Thị Ánh"), Layout(), choose_paper(58, cut=Cut.FULL)
    ),
}
# Bytes that fit in the printer and in the server: a smaller one is full before it can be asked.
SIZES = ((1024, 1024), (4096, 1024), (1024, 65536), (65536, 4096))
UNFILLED = (4096, 65536)  # bytes of a printer that always has room for a question
STEPS = {"lettered": 1, "drawn": 41}
PACES = (7, 150)  # bytes that are printed between two looks
LASTING = (3, 30)  # looks, until the trouble is over
HURRIED = "timeout=0.2&patience=0.02"


class HoldingDevice(MemoryDevice):
    """A printer behind a print server; both take only what they have room for.

    What happens to it (``befall``) happens once it has acted on ``at`` bytes since it was met.
    """

    def __init__(
        self, machine: Machine, server: int, pace: int, befall: Callable[[HoldingDevice], None]
    ) -> None:
        super().__init__(machine, HURRIED)
        self.queue = bytearray()
        self.at: int | None = None
        self.lasts: int | None = None  # looks, until the trouble is over
        self.befallen = False
        self._size = server
        self._pace = pace
        self._befall = befall

    def write(self, data: bytes, seconds: float) -> int:
        taken = min(self._size - len(self.queue), len(data))
        self.queue += data[:taken]
        self._pass_on()
        if not taken:
            self._go_on()
        return taken

    def read(self, seconds: float) -> bytes:
        self._go_on()
        return self.machine.hear_said()

    def _pass_on(self) -> None:
        room = self.machine.model.capacity - self.machine.waiting
        if not self.queue or room <= 0:
            return
        self.machine.receive(bytes(self.queue[:room]))
        del self.queue[:room]

    def _go_on(self) -> None:
        """Print a little: byte by byte, so that it is befallen at its place."""
        if self.lasts is not None:
            self.lasts -= 1
            if not self.lasts:
                self.machine.mend()
        for _ in range(self._pace):
            if self.at is not None and self.machine.printed >= self.at:
                self.at, self.befallen = None, True
                self._befall(self)
            self._pass_on()
            self.machine.run(1)
        self._pass_on()


def lose_in_printer(device: HoldingDevice) -> None:
    device.machine.flicker()


def lose_in_server(device: HoldingDevice) -> None:
    device.queue.clear()


def lose_in_both(device: HoldingDevice) -> None:
    device.queue.clear()
    device.machine.flicker()


LOSSES = (lose_in_printer, lose_in_server, lose_in_both)


def print_slip(device: MemoryDevice, slip: bytes) -> bool:
    """Return whether it was confirmed."""
    try:
        device.send(slip)
        return device.confirm()
    except PrinterError:
        return False


@lru_cache
def find_paper(slip: bytes) -> tuple[list[str], int, int]:
    """Return the lines of a slip on paper, how far that moved, and all bytes that it took."""
    machine = Machine(EPSON)
    assert print_slip(MemoryDevice(machine, PATIENT), slip)
    return machine.pieces[0].lines, machine.moved, machine.printed


def is_whole(machine: Machine, slip: bytes) -> bool:
    lines, moved, _ = find_paper(slip)
    return (
        bool(machine.pieces)
        and machine.pieces[0].cut
        and (machine.pieces[0].lines, machine.moved, machine.garbage) == (lines, moved, [])
    )


def lose(
    name: str, loss: Callable[[HoldingDevice], None], sizes: tuple[int, int], pace: int, place: int
) -> str | None:
    """Lose what is held there; return what is wrong. ``sizes`` are of printer and server."""
    machine = Machine(replace(EPSON, capacity=sizes[0]))
    device = HoldingDevice(machine, sizes[1], pace, loss)
    device.at = place
    confirmed = print_slip(device, SLIPS[name])
    return "confirmed" if confirmed and not is_whole(machine, SLIPS[name]) else None


def trouble_for_a_while(
    name: str, trouble: Trouble, size: int, pace: int, place: int, lasting: int
) -> str | None:
    """Run out of paper, or open the cover, and be well again some looks later."""

    def befall(device: HoldingDevice) -> None:
        device.machine.fail(trouble, after=0)
        device.lasts = lasting

    machine = Machine(replace(EPSON, capacity=size))
    device = HoldingDevice(machine, 4096, pace, befall)
    device.at = place
    confirmed = print_slip(device, SLIPS[name])
    in_time = device.befallen and not is_cut_before(machine, place)
    return "confirmed" if confirmed and in_time else None


def is_cut_before(machine: Machine, place: int) -> bool:
    """Tell whether the trouble came only after the knife: then the slip had its paper."""
    return place >= machine.cut_at if machine.cut_at is not None else False


def places(name: str, step: int = 1) -> range:
    return range(0, find_paper(SLIPS[name])[2], step)


def try_held() -> Iterator[tuple[str, Callable[[], str | None]]]:
    for name, loss, sizes, pace in product(SLIPS, LOSSES, SIZES, PACES):
        for place in places(name, STEPS[name]):
            said = f"{name} {loss.__name__} {sizes} by {pace} at {place}"
            yield said, partial(lose, name, loss, sizes, pace, place)


def try_troubles() -> Iterator[tuple[str, Callable[[], str | None]]]:
    for name, trouble, size, pace in product(SLIPS, Trouble, UNFILLED, PACES):
        for lasting in LASTING:
            for place in places(name, STEPS[name]):
                said = f"{name} {trouble} {size} by {pace} at {place} for {lasting}"
                yield said, partial(trouble_for_a_while, name, trouble, size, pace, place, lasting)


PARTS = {"held": try_held, "troubles": try_troubles}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS])
    parser.add_argument("--every", type=int, default=1, help="every how many-th case")
    asked = parser.parse_args()
    failed = False
    for part in asked.parts or PARTS:
        count, wrong = 0, 0
        for name, case in islice(PARTS[part](), 0, None, asked.every):
            count += 1
            if trouble := case():
                wrong += 1
                sys.stdout.write(f"{part} {name}: {trouble}\n")
        sys.stdout.write(f"{part}: {count} cases, {wrong} wrong\n")
        sys.stdout.flush()
        failed = failed or wrong > 0
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
