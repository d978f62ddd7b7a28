"""Each slip is on paper once or known to be unknown: samples of ``faults``, one service for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.printer.asking.faults import break_job, list_faults, serve_printers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.printer.asking.paper import Fault

_STARS = ("star", "star, PNG", "old star")


def sample() -> Iterator[tuple[str, Fault]]:
    """Each fault of each maker; the kinds of Star printers take turns."""
    for number, fault in enumerate(list_faults("star")):
        kind = _STARS[number % 3]
        yield (kind if fault in list_faults(kind) else "star"), fault
    for kind in ("epson", "old epson"):
        yield from ((kind, fault) for fault in list_faults(kind))


async def test_no_fault_of_a_printer_that_asks_loses_or_doubles_a_slip(tmp_path: Path):
    """At the second slip of a job of three."""
    async with serve_printers(tmp_path) as place:
        wrong = {
            (kind, fault.value): found
            for kind, fault in sample()
            if (found := await break_job(place, kind, fault, 2, 3))
        }
    assert wrong == {}
