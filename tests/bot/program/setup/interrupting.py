"""Ctrl+C at every question of every command that asks.

``python -m tests.bot.program.setup.interrupting`` tries all of them; the suite has a sample.
"""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

_SECONDS = 120


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, folder: Path, *words: str) -> None:
        self._ours, theirs = pty.openpty()
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("ROSTERDESK_")
        }
        if (folder / "eigen.toml").exists():
            environment["ROSTERDESK_CONFIG"] = "eigen.toml"
        # A shell starts what runs in its background with Ctrl+C ignored, the tests too.
        terminal = ("env", "--default-signal=INT", "setsid", "--ctty")
        self.process = subprocess.Popen(
            [*terminal, sys.executable, "-m", "rosterdesk.bot", *words],
            cwd=folder,
            env=environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        self.said = ""

    def expect(self, words: str) -> None:
        until = time.monotonic() + _SECONDS
        while words not in self.said:
            assert time.monotonic() < until, self.said
            self._read()

    def _read(self) -> bool:
        if not select.select([self._ours], [], [], 1)[0]:
            return False
        try:
            self.said += os.read(self._ours, 4096).decode(errors="replace")
        except OSError:  # the other side is closed
            return False
        return True

    def type(self, text: str) -> None:
        self.said = ""
        os.write(self._ours, text.encode())

    def end(self) -> int:
        status = self.process.wait(_SECONDS)
        while self._read():
            continue
        os.close(self._ours)
        return status


# What is answered before the question at which Ctrl+C is pressed, with the words of each question.
Way = tuple[tuple[str, str], ...]
INIT: Way = (
    ("Taal", "nl"),
    ("Naam van de bibliotheek", ""),
    ("Map voor", "data"),
    ("PostgreSQL", ""),
    ("Bottoken", "123:wrong"),
    ("[1]", "weglaten"),
    ("IMAP", "127.0.0.1"),
    ("Versleuteling", "none"),
    ("Poort", "1"),
    ("Gebruikersnaam", "x"),
    ("Wachtwoord", "y"),
    ("[1]", "2"),
    ("SMTP", "127.0.0.1"),
    ("Versleuteling", "none"),
    ("Poort", "1"),
    ("Gebruikersnaam", "x"),
    ("Wachtwoord", "y"),
    ("antwoorden vandaan", "x@library.example"),
    ("[1]", "3"),
    ("Naam van een printer", "balie"),
    ("adres", "tcp://127.0.0.1:1"),
    ("[1]", "3"),
    ("naam", ""),
)
WAYS: dict[tuple[str, ...], Way] = {
    ("init",): INIT,
    ("backup", "kopie.sealed"): (
        ("Passphrase", "een lange wachtzin"),
        ("Repeat", "een lange wachtzin"),
    ),
    ("restore", "kopie.sealed"): (("Passphrase", "een lange wachtzin"),),
    ("printer", "setup"): (("printer", "127.0.0.1:1"), ("printer", "127.0.0.1:1")),
}


def interrupt(folder: Path, words: tuple[str, ...], place: int) -> str | None:
    """Press Ctrl+C at that question; return what is wrong with how it ended, if anything is."""
    terminal = Terminal(folder, *words)
    for question, typed in WAYS[words][:place]:
        terminal.expect(question)
        terminal.type(f"{typed}\n")
    terminal.expect(WAYS[words][place][0])
    terminal.type("\x03")
    status = terminal.end()
    left = [each.name for each in folder.iterdir() if each.name not in {"data", "eigen.toml"}]
    if status not in (1, 130) or "Traceback" in terminal.said or left:
        return f"{' '.join(words)}, question {place}: {status}, {left}: {terminal.said}"
    if words == ("printer", "setup") and "Opnieuw beginnen" not in terminal.said:
        return f"printer setup, question {place}: {terminal.said}"
    return None


def prepare(folder: Path, words: tuple[str, ...]) -> None:
    """Let there be settings, unless these are what is asked for."""
    os.environ.pop("ROSTERDESK_CONFIG", None)
    if words != ("init",):
        (folder / "eigen.toml").write_text('data = "data"\n')


def main() -> None:
    tried, wrong = 0, []
    for words, way in WAYS.items():
        for place in range(len(way)):
            with TemporaryDirectory() as name:
                folder = Path(name)
                prepare(folder, words)
                tried += 1
                try:
                    found = interrupt(folder, words, place)
                except AssertionError as error:
                    found = f"{' '.join(words)}, question {place} did not come: {error}"
                if found:
                    wrong.append(found)
                    print(found, flush=True)
    print(f"{tried} questions, {len(wrong)} wrong")


if __name__ == "__main__":
    main()
