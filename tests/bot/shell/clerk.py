"""A clerk at the terminal of ``rosterdesk printer setup``, who looks at the printer's paper."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from tests.printer.setup.clerk import look

from rosterdesk.printer.setup.steps import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pytest
    from tests.printer.machines.machine import Machine, Piece

STEPS = {
    "Strook 1": Step.WIDTH,
    "Strook 2": Step.LETTERS,
    "Strook 3": Step.FIRST_CODES,
    "codes van blok 2": Step.SECOND_CODES,
    "vierkante code": Step.SQUARE,
    "Strook 4": Step.CUT,
}


class Clerk(io.StringIO):
    """The standard input: each line is what a clerk types who has read what came before it.

    ``typed`` has the answers to other questions, by words of theirs. ``before`` is done at a
    question about a strip, once the clerk has looked and before the answer.
    """

    def __init__(
        self,
        machine: Machine,
        capture: pytest.CaptureFixture[str],
        typed: Mapping[str, str] | None = None,
        before: Mapping[Step, Callable[[], object]] | None = None,
    ) -> None:
        super().__init__()
        self._machine = machine
        self._capture = capture
        self._typed = typed or {}
        self._before = dict(before or {})
        self._paper: list[Piece] = []
        self.asked: list[Step] = []
        self.said = ""

    def readline(self, *_: object) -> str:
        words = self._capture.readouterr().out
        self.said += words
        step = next((step for said, step in STEPS.items() if said in words), None)
        if "Enter als dat verholpen is" in words:
            self._machine.mend()
            self._machine.take_paper()
            return "\n"
        if step is None:
            return next((f"{a}\n" for said, a in self._typed.items() if said in words), "\n")
        self.asked.append(step)
        self._paper = self._machine.take_paper() or self._paper
        answer = look(step, self._paper)
        self._before.pop(step, lambda: None)()
        return f"{answer}\n"
