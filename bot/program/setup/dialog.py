"""Questions on a terminal, or answers that are piped in, one a line."""

from __future__ import annotations

import getpass
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import typer

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_, Language, Phrases, is_no, is_yes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

phrases = Phrases("rosterdesk.bot")


class SetupError(RosterdeskError):
    """The setting up cannot begin, or ended before it was done."""

    package = "rosterdesk.bot"


_YES_NO = {Language.NL: "ja/nee", Language.EN: "yes/no"}


def _find_choice(answer: str, choices: Sequence[str]) -> int | None:
    if answer.isdecimal():
        return int(answer) - 1 if 1 <= int(answer) <= len(choices) else None
    begun = [n for n, each in enumerate(choices) if each.casefold().startswith(answer.casefold())]
    return begun[0] if len(begun) == 1 else None


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl+C end the question at once.

    Within asyncio it only marks the task, while reading goes on: the next line that was typed,
    meant for the shell by then, would be taken for the answer.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Dialog:
    """``language`` may change on the way: it is the first thing that is asked."""

    def __init__(self, language: Language = Language.NL, answers: TextIO | None = None) -> None:
        self.language = language
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
        """Return the index of the chosen one: its number, or its words or the beginning of them.

        Nothing answered is the first.
        """
        said = [phrases.say(self.language, choice) for choice in choices]
        for number, choice in enumerate(said, 1):
            typer.echo(f"  {number}  {choice}")
        while (chosen := _find_choice(self._read("  [1]: ") or "1", said)) is None:
            self.say(
                N_("  Answer with a number from 1 to {last}, or with the beginning of its words."),
                last=len(said),
            )
        return chosen

    def confirm(self, question: str, /, **values: object) -> bool:
        """Return whether it was answered with a yes, in Dutch or English; a no is the default."""
        return self.agree(phrases.say(self.language, question, **values))

    def agree(self, said: str) -> bool:
        """Return the same of a question that is in the person's language already."""
        prompt = f"{said} [{_YES_NO[self.language]}]: "
        while not (is_yes(answer := self._read(prompt) or "no") or is_no(answer)):
            self.say(N_("  Answer yes or no: ja, j, nee, n, yes, y or no. Enter is a no."))
        return is_yes(answer)

    def _read(self, prompt: str, *, secret: bool = False) -> str:
        with _interruptible():
            return self._read_line(prompt, secret=secret)

    def _read_line(self, prompt: str, *, secret: bool) -> str:
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
