"""Setup in real time: ``python -m tests.printer.setup.slow``; the tests use quicker machines.

A serial line of 9,600 baud with a buffer of a kilobyte, and a network printer that takes no new
connection for 30 seconds after each. Each ends in slips that are right on that printer.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from time import monotonic

from tests.printer.machines.machine import Machine, Tells
from tests.printer.machines.models import CHEAP_58, EPSON, SLOW_LINE
from tests.printer.machines.wires import SerialMachine, TcpMachine
from tests.printer.setup.clerk import set_up
from tests.printer.setup.walks import NAMES, print_names

from rosterdesk.printer.setup.probing import probe


async def try_one(name: str, machine: Machine, wire: SerialMachine | TcpMachine) -> None:
    with wire:
        begun = monotonic()
        findings, asked = await set_up(machine, probe(wire.place))
        strips = monotonic()
        results = await print_names(machine, findings.url, NAMES[:2])
    said = ", ".join(sorted(set(results)))
    sys.stdout.write(
        f"{name}: {asked} questions about strips, {strips - begun:.0f} s with nobody thinking,"
        f" {findings.url.partition('?')[2]}; {len(results)} slips right: {said}\n"
    )
    assert machine.lost == 0


async def main() -> None:
    for tells in (Tells.ALL, Tells.EARLY):
        machine = Machine(replace(SLOW_LINE, tells=tells))
        await try_one(f"9,600 baud, tells {tells}", machine, SerialMachine(machine, 9600, 800))
    for model in (EPSON, CHEAP_58):
        machine = Machine(model)
        wire = TcpMachine(machine, pause=30, refusing=True)
        await try_one(f"30 s between connections, {model.name}", machine, wire)


if __name__ == "__main__":
    asyncio.run(main())
