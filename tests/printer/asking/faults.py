"""Every fault at every slip of a job of 30: ``python -m tests.printer.asking.faults [KIND …]``.

Older firmware and printers that take pictures only break at five of the slips.

A printer that asks for its work (``star.py``, ``epson.py``) breaks once, at one slip, in one way,
at the page as it is served. Then what our side says of the slips is held against the paper: each
slip is whole on paper once, or the desk is asked about it; *confirmed* is on paper; nothing was
given to a stranger. The tests take samples.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, cast

from tests.bot.page.places import Place, make_settings, open_place
from tests.ports import find_free_port
from tests.printer.asking.epson import EpsonPrinter
from tests.printer.asking.paper import BOTH_MAKERS, NO_WORD, Fault
from tests.printer.asking.star import PNG, STARPRNT, StarPrinter
from tests.printer.slips import make_slip

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.printer.devices.owner import Result
from rosterdesk.printer.model.address import name_secret, parse_address
from rosterdesk.printer.polling.star import make_form
from rosterdesk.printer.settings import PrinterSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from rosterdesk.printer.devices.owner import Printer
    from rosterdesk.printer.devices.pickup import Pickup

STAR, EPSON, OLD_EPSON = "ster", "epson", "oud"
# As long as a busy machine may need: what must be missed is hurried (``hurry``).
PRINTERS = {
    STAR: "cloudprnt://ster?mac=00:11:62:00:00:01&every=20&patience=90",
    EPSON: "sdp://epson?serial=X9Q1000001&every=20&patience=90",
    OLD_EPSON: "sdp://oud?serial=X9Q1000002&every=20&patience=90&version=1",
}
SLIPS = 30
_EVERY = 0.01  # seconds between two questions of a printer that has nothing to do
_SAMPLE = (1, 2, 15, 29, 30)
HARMLESS = frozenset(
    {
        Fault.LOST_QUESTION,
        Fault.LOST_END_ANSWER,
        Fault.FETCHED_TWICE,
        Fault.LOST_JOB_RETRIED,
        Fault.ASKS_MEANWHILE,
        Fault.STRANGER,
        Fault.TWIN,
    }
)
_BEFORE = (Fault.PAPER_OUT_BEFORE, Fault.COVER_OPEN_BEFORE)
KINDS = ("star", "star, PNG", "old star", "epson", "old epson")


@asynccontextmanager
async def serve_printers(data: Path) -> AsyncIterator[Place]:
    """Serve the page with the three printers."""
    printing = PrinterSettings(printers=PRINTERS)
    settings = make_settings(data, find_free_port()).model_copy(update={"printing": printing})
    async with open_place(data, settings=settings) as place:
        await wait_for(partial(_has_all, place))
        yield place


async def _has_all(place: Place) -> bool:
    return all(place.service.duties.has(f"print on {name}") for name in PRINTERS)


def find_url(place: Place, name: str) -> str:
    """Return what is typed into the printer."""
    address = parse_address(place.service.settings.printing.printers[name])
    secret = place.library.keys.make_printer_secret(*name_secret(address))
    return f"{place.url}/{address.scheme}/{address.target}/{secret}"


def make_printer(place: Place, kind: str) -> tuple[str, StarPrinter | EpsonPrinter]:
    if kind == "epson":
        return EPSON, EpsonPrinter(find_url(place, EPSON))
    if kind == "old epson":
        return OLD_EPSON, EpsonPrinter(find_url(place, OLD_EPSON), "X9Q1000002", version=1)
    takes = (PNG,) if "PNG" in kind else (STARPRNT, PNG)
    return STAR, StarPrinter(find_url(place, STAR), takes=takes, knows_token="old" not in kind)


def list_faults(kind: str) -> tuple[Fault, ...]:
    """Return what can happen to a printer of that kind.

    A word of the end that comes twice, the second time in the middle of the next job, is told from
    the right one by the job's number, and older firmware has none.
    """
    faults = tuple(Fault) if "star" in kind else BOTH_MAKERS
    return tuple(each for each in faults if "old" not in kind or each is not Fault.LATE_END)


@cache
def expect(number: int, kind: str, paper: str) -> bytes:
    """Return the bytes that a printer of that kind must be given for the slip."""
    if "epson" in kind:
        return make_slip(number)
    form = PNG if "PNG" in kind else STARPRNT
    return make_form(make_slip(number), parse_address(paper).paper, form).data


@dataclass
class Clock:
    """A clock that can be put forward."""

    ahead: float = 0

    def __call__(self) -> float:
        return monotonic() + self.ahead


def hurry(pickup: Pickup) -> None:
    """Let a hundred seconds pass, for it alone."""
    with pickup._changed:
        if not isinstance(pickup._clock, Clock):
            pickup._clock = Clock()
        pickup._clock.ahead += 100
        pickup._changed.notify_all()


@dataclass
class Course:
    """Progress of a job: the fault's slip is over once one is unknown."""

    results: list[Result] = field(default_factory=list)
    ended: bool = False

    @property
    def is_over(self) -> bool:
        return Result.UNKNOWN in self.results


async def break_job(
    place: Place, kind: str, fault: Fault, at: int, slips: int = SLIPS
) -> str | None:
    """Print a job with the fault at that slip, from 1; return what is wrong, or None."""
    name, virtual = make_printer(place, kind)
    printer = place.service.printers[name]
    assert printer.pickup is not None
    virtual.tray.plan(fault, at)
    waits = fault in NO_WORD or (fault is Fault.LOST_ANSWER and "epson" in kind)
    course = Course()
    working = asyncio.create_task(_keep_working(virtual, printer.pickup if waits else None, course))
    try:
        await _print_all(printer, slips, course, working)
    finally:
        course.ended = True
        await working  # it hangs up on nobody
    return judge(virtual, course.results, kind, fault)


async def _keep_working(
    virtual: StarPrinter | EpsonPrinter, waiting: Pickup | None, course: Course
) -> None:
    """Let the printer ask, again and again; where nothing more will be said, let time pass."""
    while not course.ended:
        await virtual.work()
        if waiting is not None and virtual.tray.struck and not course.is_over:
            hurry(waiting)
        await asyncio.sleep(_EVERY)


async def _print_all(
    printer: Printer, slips: int, course: Course, working: asyncio.Task[None]
) -> None:
    for number in range(slips):
        result = Result.NOT_SENT
        while result is Result.NOT_SENT:
            printing = asyncio.create_task(_print(printer, number))
            await asyncio.wait({printing, working}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                await working  # the virtual printer found a fault of ours
            result = await printing
        course.results.append(result)


async def _print(printer: Printer, number: int) -> Result:
    return (await printer.print_slip(make_slip(number))).result


def judge(
    virtual: StarPrinter | EpsonPrinter, results: list[Result], kind: str, fault: Fault
) -> str | None:
    paper = PRINTERS[STAR]
    whole = virtual.tray.whole
    numbers = {expect(number, kind, paper): number for number in range(len(results))}
    if not virtual.tray.struck:
        return "the fault never happened"
    if virtual.taken_by_strangers:
        return "a stranger was given a slip"
    if len(set(whole)) != len(whole):
        return "a slip is on paper twice"
    if not set(whole) <= set(numbers):
        return "other bytes than those of a slip are on paper"
    on_paper = {numbers[data] for data in whole}
    unknown = {number for number, result in enumerate(results) if result is Result.UNKNOWN}
    confirmed = {number for number, result in enumerate(results) if result is Result.CONFIRMED}
    if confirmed - on_paper:
        return "confirmed, and not on paper"
    if on_paper | unknown != set(range(len(results))):
        return "a slip is lost"
    return _judge_count(len(unknown), kind, fault)


def _judge_count(unknown: int, kind: str, fault: Fault) -> str | None:
    """Say where the desk is asked of more, or of less, than it must be."""
    harmless = fault in HARMLESS or ("star" in kind and fault in {*_BEFORE, Fault.LOST_ANSWER})
    wanted = 0 if harmless else 1
    return None if unknown == wanted else f"{unknown} unknown, not {wanted}"


def list_cases(kinds: Sequence[str], slips: int) -> Iterator[tuple[str, Fault, int]]:
    for kind in kinds:
        for fault in list_faults(kind):
            # What is lost between two slips, or comes late, needs one before and one after it.
            first = 2 if fault is Fault.LATE_END else 1
            last = slips - 1 if fault in {Fault.LOST_QUESTION, Fault.LOST_ANSWER} else slips
            places = range(first, last + 1)
            every = kind in {"star", "epson"}
            yield from ((kind, fault, at) for at in places if every or at in _SAMPLE)


async def try_everything(kinds: Sequence[str]) -> int:
    count = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        async with serve_printers(Path(folder)) as place:
            for kind, fault, at in list_cases(kinds, SLIPS):
                found = await break_job(place, kind, fault, at)
                count += 1
                if found:
                    wrong += 1
                    sys.stdout.write(f"{kind}, {fault}, at {at}: {found}\n")
                sys.stdout.write(f"{count} …\n" if count % 100 == 0 else "")
                sys.stdout.flush()
    sys.stdout.write(f"{count} jobs of {SLIPS} slips, {wrong} wrong\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(cast("int", asyncio.run(try_everything(sys.argv[1:] or KINDS))))
