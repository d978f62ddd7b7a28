"""The lines of a manual that are run: ``$ command``, and what the manual shows of its output."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass
class Step:
    """A command, what is typed when it asks, and what it must say, in that order."""

    command: str
    shown: list[str] = field(default_factory=list)

    @property
    def answers(self) -> list[str]:
        return [answer for _, answer in filter(None, map(_read_question, self.shown))]

    @property
    def said(self) -> list[str]:
        """Each piece that stands between ellipses; of a question, what is asked."""
        lines = [asked[0] if (asked := _read_question(line)) else line for line in self.shown]
        return [piece.strip() for line in lines for piece in line.split("…") if piece.strip()]


def _read_question(line: str) -> tuple[str, str] | None:
    """Return what is asked, without its default, and what the manual answers."""
    if not line.startswith("  ") or "/start" in line or ":" not in line:
        return None
    asked, _, answer = f"{line.rstrip()} ".rpartition(": ")
    return asked.partition(" [")[0], answer.strip()


def read_steps(text: str) -> list[Step]:
    steps: list[Step] = []
    for block in _BLOCK.findall(text):
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append(Step(line.removeprefix("$ ")))
            elif line.strip():
                steps[-1].shown.append(line)
    return steps
