"""A clerk who looks at the paper of a machine, and answers what setup asks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rosterdesk.core.language import Language
from rosterdesk.printer.setup.holding import HeldPrinter
from rosterdesk.printer.setup.steps import Progress, Step, follow, learn
from rosterdesk.printer.slips.sample import SAMPLE_NAME

if TYPE_CHECKING:
    from tests.printer.machines.machine import Machine, Piece

    from rosterdesk.printer.setup.findings import Findings


async def set_up(machine: Machine, findings: Findings) -> tuple[Findings, int]:
    """Walk through setup; return what was found and how many questions were asked."""
    progress, asked = Progress(findings), 0
    strip = progress.strip(Language.NL)
    paper: list[Piece] = []
    async with HeldPrinter() as printer:
        while progress.question(Language.NL) is not None:
            if strip is not None:
                progress = learn(progress, await printer.print(strip, progress.findings))
                paper = machine.take_paper()
            asked += 1
            before, progress = progress, follow(progress, look(progress.step, paper))
            strip = progress.strip(Language.NL) if progress != before else None
    machine.garbage.clear()
    return progress.findings, asked


def look(step: Step, paper: list[Piece]) -> str:
    lines = [line for piece in paper for line in piece.lines]
    match step:
        case Step.WIDTH:
            whole = [width for width in (384, 512, 576) if f"[image {width}]" in lines]
            return str(len(whole)) if any(line.startswith("[") for line in lines) else "0"
        case Step.LETTERS:
            right = [number for number in "12" if f"{number}  {SAMPLE_NAME}" in lines]
            return right[0] if right else "3"
        case Step.FIRST_CODES:
            return "1003" if "[code 1003]" in lines else ""
        case Step.SECOND_CODES:
            return "2003"
        case Step.SQUARE:
            return "1" if any(line.startswith("[qr ") for line in lines) else "2"
        case _:
            return look_at_the_cut(paper)


def look_at_the_cut(paper: list[Piece]) -> str:
    if not paper[0].cut:
        return "0"
    numbers = [int(found[1]) for line in paper[0].lines if (found := re.match(r"(\d+) -", line))]
    return str(numbers[-1])
