"""Questions on a terminal: words for a choice, and Ctrl+C at any of them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from tests.bot.program.setup.interrupting import interrupt, prepare
from tests.programs import need_program

from rosterdesk.bot.program.setup.connections import PRINTER
from rosterdesk.bot.program.setup.dialog import Dialog
from rosterdesk.core.language import Language

if TYPE_CHECKING:
    from pathlib import Path

CHOICES = ("try again", "keep it all the same", "leave it out")


def ask(language: Language, *lines: str) -> Dialog:
    return Dialog(language, io.StringIO("".join(f"{line}\n" for line in lines)))


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [("", 0), ("1", 0), ("3", 2), ("leave it out", 2), ("KEEP", 1), ("t", 0), ("l", 2)],
)
def test_a_choice_is_taken_by_number_or_by_its_words(typed, chosen):
    assert ask(Language.EN, typed).choose(CHOICES) == chosen


@pytest.mark.parametrize("typed", ["0", "4", "99999999999", "yes", "x", "²", "-1"])
def test_what_is_no_choice_is_asked_again(capsys, typed):
    assert ask(Language.EN, typed, "2").choose(CHOICES) == 1
    assert "Answer with a number from 1 to 3" in capsys.readouterr().out


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        *((word, True) for word in ("ja", "J", "yes", "Y", "JA ")),
        *((word, False) for word in ("", "nee", "n", "No", "N")),
    ],
)
def test_yes_and_no_are_taken_in_both_languages(language, typed, answer):
    assert ask(language, typed).confirm("Forget {name} for good?", name="Noor") is answer


def test_neither_yes_nor_no_is_asked_again(capsys):
    assert ask(Language.NL, "misschien", "jawel hoor", "ja").confirm("Forget {name}?", name="x")
    said = capsys.readouterr().out
    assert said.count("[ja/nee]") == 3
    assert said.count("Antwoord met ja of nee: ja, j, nee, n, yes, y of no.") == 2


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (("ja", "hal"), "hal"),
        (("yes", "Y", "hal"), "hal"),
        (("yes", ""), None),
        (("nee",), None),
        (("hal",), "hal"),
    ],
)
def test_a_yes_or_a_no_is_no_name_of_a_printer(typed, name):
    draft = PRINTER.ask(ask(Language.NL, *typed, "dummy:"), {})
    assert draft == (name and {"printing": {"printers": {name: "dummy:"}}})


@pytest.mark.parametrize("place", [0, 4, 5, 10])
def test_ctrl_c_ends_it_at_once_and_takes_no_line_more(tmp_path: Path, place: int):
    """A language, a secret, a choice, a secret after these: nothing is written, no traceback."""
    need_program("setsid")
    assert interrupt(tmp_path, ("init",), place) is None
    assert not (tmp_path / "rosterdesk.toml").exists()
    assert not (tmp_path / "secrets").exists()


def test_ctrl_c_at_a_passphrase_leaves_no_backup(tmp_path: Path):
    need_program("setsid")
    words = ("backup", "kopie.sealed")
    prepare(tmp_path, words)
    assert interrupt(tmp_path, words, 0) is None
    assert not (tmp_path / "data").exists()
