"""Ways through setup to slips that are checked on a printer's paper, walked several at once."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from tests.printer.machines.machine import Machine, Model, Piece, Tells
from tests.printer.machines.models import (
    ALL,
    CHEAP_58,
    EARLY,
    EPSON,
    KANJI_CLONE,
    SHORT_KNIFE,
    SLOW_LINE,
    STAR,
)
from tests.printer.machines.wires import SerialMachine, TcpMachine
from tests.printer.setup.clerk import set_up
from tests.printer.slips import EXAMPLE

from rosterdesk.core.language import Language
from rosterdesk.printer.devices.owner import Printer, Result
from rosterdesk.printer.model.address import Answers, parse_address
from rosterdesk.printer.reading.text import slip_text
from rosterdesk.printer.setup.findings import Findings, add_caution
from rosterdesk.printer.setup.holding import HeldPrinter
from rosterdesk.printer.setup.probing import probe
from rosterdesk.printer.setup.sample import build_sample
from rosterdesk.printer.slips.layout import Layout
from rosterdesk.printer.slips.sample import SAMPLE_NAME
from rosterdesk.printer.slips.slip import build_slip

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from rosterdesk.printer.model.paper import Paper

NAMES = ("Yasmine van den Berg", SAMPLE_NAME, "Noë van ’t Hoff", "Nguyễn Thị Ánh", "Жанна Щербань")


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
            # Drawing takes a while, in which the other walks go on.
            data = await asyncio.to_thread(build_slip, replace(EXAMPLE, name=name), Layout(), paper)
            results.append((await printer.print_slip(data)).result)
            check_slip(machine, data, paper)
    return results


@dataclass
class Walked:
    """One way to slips: what was found, what was asked, and what the printer said of each slip."""

    findings: Findings
    asked: int
    results: set[Result]


async def walk(machine: Machine, place: str, names: tuple[str, ...] = NAMES) -> Walked:
    findings = await asyncio.to_thread(probe, place)
    findings, asked = await set_up(machine, findings)
    return Walked(findings, asked, set(await print_names(machine, findings.url, names)))


async def set_up_model(model: Model) -> Walked:
    machine = Machine(model)
    with TcpMachine(machine) as wire:
        walked = await walk(machine, wire.place)
        await print_sample(machine, walked.findings)
    return walked


async def print_sample(machine: Machine, findings: Findings) -> None:
    async with Printer("desk", findings.url) as printer:
        await printer.print_slip(b"\x1b@")
        machine.take_paper()
        library = "Bibliotheek De Boekenberg"
        await printer.print_slip(build_sample(Layout(), findings.paper, Language.NL, library))
    assert "7K3M 9QRT" in machine.take_paper()[0].lines


def say_what_it_tells(model: Model) -> str:
    return "" if model.tells in {Tells.ALL, Tells.EARLY} else "&answers=none"


async def print_before_setup(model: Model) -> set[Result]:
    machine = Machine(model)
    with TcpMachine(machine) as wire:
        speed = "&fastest=50" if model is EARLY else ""
        url = f"{add_caution(wire.place)}{speed}{say_what_it_tells(model)}"
        return set(await print_names(machine, url))


async def print_by_width(model: Model) -> set[Result]:
    machine = Machine(model)
    width = 58 if model.columns < 42 else 80
    feed = "&feed=7" if model is SHORT_KNIFE else ""
    with TcpMachine(machine) as wire:
        # Said to be slow, so that a busy machine is never too slow for its early answers.
        speed = "&fastest=50" if model is EARLY else ""
        url = f"{wire.place}?width={width}{feed}{speed}{say_what_it_tells(model)}"
        return set(await print_names(machine, url))


async def wake_one() -> Walked:
    machine = Machine(CHEAP_58)
    with TcpMachine(machine) as wire:
        findings = await asyncio.to_thread(probe, wire.place)
        machine.fall_asleep()
        findings, asked = await set_up(machine, findings)
        machine.fall_asleep()
        return Walked(findings, asked, set(await print_names(machine, findings.url)))


async def walk_with_pauses(model: Model, *, refusing: bool) -> tuple[Walked, int]:
    """Return also how many connections setup and the slips had together."""
    machine = Machine(model)
    with TcpMachine(machine, pause=0.3, refusing=refusing) as wire:
        findings = await asyncio.to_thread(probe, wire.place)
        before = wire.connections
        findings, asked = await set_up(machine, findings)
        results = await print_names(machine, findings.url, NAMES[:2])
        return Walked(findings, asked, set(results)), wire.connections - before


async def walk_on_a_line() -> tuple[Walked, Machine, bool]:
    """XON and XOFF, a buffer of a kilobyte, and a line twelve times as quick as it says it is."""
    machine = Machine(SLOW_LINE)
    with SerialMachine(machine, 120000, 8000) as wire:
        return await walk(machine, wire.place, NAMES[:2]), machine, wire.held_back > 0


async def print_cautiously_on_a_line() -> tuple[Machine, bool]:
    machine = Machine(SLOW_LINE)
    with SerialMachine(machine, 120000, 8000) as wire:
        await print_names(machine, add_caution(wire.place), NAMES[2:4])
        return machine, wire.held_back > 0


async def print_on_a_slow_line() -> tuple[Result, Machine, bool]:
    """9,600 baud, a buffer of a kilobyte, XON and XOFF, and less patience than the line takes."""
    machine = Machine(SLOW_LINE)
    with SerialMachine(machine, 9600, 800) as wire:
        url = f"{wire.place}?width=80&flow=xonxoff&timeout=1&patience=4&cut=auto"
        data = build_slip(
            replace(EXAMPLE, name="Nguyễn Thị Ánh"), Layout(), parse_address(url).paper
        )
        async with Printer("desk", url) as printer:
            result = (await printer.print_slip(data)).result
        return result, machine, wire.held_back > 0


async def feed_on_a_slow_line(tells: Tells) -> bool:
    """Return whether the printer was found to answer before its paper can have moved."""
    machine = Machine(replace(SLOW_LINE, tells=tells))
    with SerialMachine(machine, 9600, 960) as wire:
        async with HeldPrinter() as printer:
            findings = Findings(wire.place, answers=Answers.ALL, baudrate=9600)
            return (await printer.print(b"\x1b@\n", findings)).too_early


async def find_speed() -> Findings:
    with SerialMachine(Machine(SLOW_LINE), 9600, 960) as wire:
        return await asyncio.to_thread(probe, wire.place)


# What a slip that broke off leaves the printer in: it waits for the rest of that command.
HALVES = {
    "barcode": b"\x1dkI\xff{B12",
    "image": b"\x1dv0\x00\x30\x00\x40\x00" + bytes(100),
    "square code": b"\x1d(k\x00\x04\x31\x50\x30https",
    "nearly done": b"\x1dkI\x40{B12",  # some of the questions fill it up
}


async def ask_in_the_middle(half: bytes) -> tuple[Answers, list[str]]:
    """Return what setup finds the printer to answer, and what came on paper by that."""
    machine = Machine(EPSON)
    machine.receive_all(half)
    with TcpMachine(machine) as wire:
        findings = await asyncio.to_thread(probe, wire.place)
        return findings.answers, [line for piece in machine.take_paper() for line in piece.lines]


WALKS: Mapping[object, Callable[[], Coroutine[Any, Any, Any]]] = {
    # The longest first.
    "silent, with pauses": lambda: walk_with_pauses(CHEAP_58, refusing=True),
    "slow line": print_on_a_slow_line,
    "wake": wake_one,
    "refuses": lambda: walk_with_pauses(EPSON, refusing=True),
    "hangs up": lambda: walk_with_pauses(EPSON, refusing=False),
    "line": walk_on_a_line,
    "line, cautiously": print_cautiously_on_a_line,
    "speed": find_speed,
    **{("half", name): partial(ask_in_the_middle, half) for name, half in HALVES.items()},
    **{("feed", tells): partial(feed_on_a_slow_line, tells) for tells in (Tells.ALL, Tells.EARLY)},
    **{
        (way, model): partial(way, model)
        for way in (set_up_model, print_before_setup, print_by_width)
        for model in ALL
        if way is not print_by_width or model not in {KANJI_CLONE, STAR}
    },
}
_AT_ONCE = 8  # as many as leave each of them its time on a busy machine
# Seconds without a processor after which a walk is void: its printer, too, kept no time then.
_TOO_LONG = 0.5
_MOST_WALKS = 5  # of one way


class Clock(threading.Thread):
    """Finds how long this process went without a processor.

    A machine is a thread beside the device that talks to it, and both count seconds. Where the
    system gives neither a turn for some of them, a printer is silent that no desk has.
    """

    _STEP = 0.02

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.longest = 0.0
        self._over = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        before = monotonic()
        while not self._over.wait(self._STEP):
            now = monotonic()
            self.longest = max(self.longest, now - before - self._STEP)
            before = now


async def walk_in_time(way: Callable[[], Coroutine[Any, Any, Any]]) -> object:
    """Return what the walk found, or what it raised, the first time that the clocks ran evenly."""
    for _ in range(_MOST_WALKS):
        with Clock() as clock:
            found: object
            try:
                found = await way()
            except Exception as error:  # noqa: BLE001 - raised again where it is asked for
                found = error
        if clock.longest < _TOO_LONG:
            break
    return found


def walk_all() -> Callable[[object], Any]:
    """Walk all ways, several at once; return a function that gives what one of them found.

    Each of them mostly waits: for paper, for a line, or for a printer that says nothing.
    """

    async def gather() -> list[object]:
        free = asyncio.Semaphore(_AT_ONCE)

        async def walk_one(way: Callable[[], Coroutine[Any, Any, Any]]) -> object:
            async with free:
                return await walk_in_time(way)

        return await asyncio.gather(*map(walk_one, WALKS.values()))

    found = dict(zip(WALKS, asyncio.run(gather()), strict=True))

    def take(name: object) -> Any:
        each = found[name]
        if isinstance(each, BaseException):
            raise each
        return each

    return take
