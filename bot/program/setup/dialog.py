"""Questions on a terminal, or answers that are piped in, one a line."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, TextIO

import typer

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_, Language, Phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

phrases = Phrases("rosterdesk.bot")
_ENDED = N_("The answers ended before the questions: no settings were written.")


class SetupError(RosterdeskError):
    """The setting up cannot begin, or ended before it was done."""

    package = "rosterdesk.bot"


class Dialog:
    """``language`` may change on the way: it is the first thing that is asked."""

    def __init__(self, answers: TextIO | None = None) -> None:
        self.language = Language.NL
        self._answers = answers or sys.stdin
        self._earlier: dict[str, str] = {}

    def say(self, message: str, /, **values: object) -> None:
        typer.echo(phrases.say(self.language, message, **values))

    def repeat(self, sentence: str) -> None:
        """Print what is in the person's language already."""
        typer.echo(sentence)

    def begin(self, title: str) -> None:
        """Begin a subject: answers to earlier questions are no defaults any more."""
        self.forget()
        typer.echo(f"\n{phrases.say(self.language, title)}")

    def forget(self) -> None:
        """Let no earlier answer be a default."""
        self._earlier.clear()

    def ask(
        self, question: str, default: str = "", *, secret: bool = False, needed: bool = False
    ) -> str:
        """Return what was answered; nothing answered is what was answered before, or the default.

        Raises SetupError where there are no more answers.
        """
        default = self._earlier.get(question, default)
        shown = "…" if secret and default else default
        prompt = f"  {phrases.say(self.language, question)}{f' [{shown}]' if shown else ''}: "
        while True:
            answer = self._read(prompt, secret=secret) or default
            if answer or not needed:
                break
        self._earlier[question] = answer
        return answer

    def read(self, prompt: str) -> str:
        """Return what is answered to a prompt that is in the person's language already."""
        return self._read(prompt)

    def choose(self, choices: Sequence[str]) -> int:
        """Return the index of the chosen one; nothing answered is the first."""
        for number, choice in enumerate(choices, 1):
            typer.echo(f"  {number}  {phrases.say(self.language, choice)}")
        numbers = [str(number) for number in range(1, len(choices) + 1)]
        while (answer := self._read("  [1]: ") or "1") not in numbers:
            continue
        return int(answer) - 1

    def _read(self, prompt: str, *, secret: bool = False) -> str:
        typing = self._answers.isatty()
        if secret and typing:
            return getpass.getpass(prompt).strip()
        typer.echo(prompt, nl=False)
        line = self._answers.readline()
        if not typing:
            typer.echo()
        if not line:
            raise SetupError(
                N_("The answers ended before the questions: no settings were written.")
            )
        return line.strip()
