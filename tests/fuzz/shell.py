"""The door of the command line: every command with arguments and files of any kind.

Each ends with one of the contract's exit statuses, without a traceback; one that is refused has
changed nothing in the database.
"""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import io
import os
import sqlite3
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer.main
from hypothesis import strategies as st
from tests.core.roster.making import make_pupils, write_csv, write_ods, write_xlsx
from tests.fuzz.hostile import numbers, texts
from tests.fuzz.running import Door

from rosterdesk.bot.shell.app import app
from rosterdesk.bot.shell.main import main
from rosterdesk.core.roster.samples import sample_pupils

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Not here: the service and the demo, which do not end; init, which asks; doctor, which connects
# to what the settings name.
_ENDLESS = {"run", "demo", "init", "doctor"}
# These keep what they were given also where something must be answered or mended.
_KEEPING = {("import",), ("card", "block"), ("card", "unblock")}
# Tables of what was said and looked at: a refusal may be written down.
_NOTED = ("event", "audit_link", "delivery", "login_failures", "sqlite_sequence")
_STATUSES = {0, 1, 2}
_FILES = (
    "lijst.csv", "lijst.xlsx", "lijst.ods", "rommel.xlsx", "leeg.csv", "map", "weg.csv", "geheim",
    "nieuw.xlsx", "nieuw.ods", "nieuw.csv", "nieuw.json", "map/nieuw.html", "/dev/null",
    "/dev/full", "wachtwoord", "back.sealed", ".", "lijst.csv/x",
)  # fmt: skip
_NUMBERS = ("1", "2000000001", "2000000002", "12AB00", "34CD00", "99ZZ99", "librarian", "desk")


@dataclass(frozen=True, slots=True)
class Command:
    words: tuple[str, ...]
    arguments: tuple[str, ...]


def _list_commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    def walk(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
        if not hasattr(command, "commands"):
            yield words, command
            return
        for name, inner in command.commands.items():
            yield from walk(inner, (*words, name))

    return walk(typer.main.get_command(app), ())


_ALL = {words: each for words, each in _list_commands() if words[0] not in _ENDLESS}
# What a shell can hand over: no NUL; bytes that are no UTF-8 arrive as lone surrogates.
_texts = st.one_of(
    texts.map(lambda text: text.replace("\0", "")), st.just("\udcff\udcfe"), numbers.map(str)
)
_values = st.one_of(
    st.sampled_from(_FILES), st.sampled_from(_NUMBERS), st.sampled_from(_NUMBERS), _texts
)


@st.composite
def _commands(draw: st.DrawFn) -> Command:
    """A command with its required arguments and some of its options, each of any value."""
    words = draw(st.sampled_from(sorted(_ALL)))
    said: list[str] = []
    for each in _ALL[words].params:
        if draw(st.integers(0, 9)) >= (9 if each.required else 4):
            continue
        if each.param_type_name == "option":
            said.append(draw(st.sampled_from([*each.opts, *each.secondary_opts])))
        if not getattr(each, "is_flag", False):
            said.append(draw(_values))
    if draw(st.integers(0, 9)) == 0:
        said.insert(draw(st.integers(0, len(said))), draw(_values))
    return Command(words, tuple(said))


@contextlib.contextmanager
def open_shell(folder: Path) -> Iterator[Callable[[Command], None]]:
    """Open a shell below the folder, deep enough that ``../..`` leads nowhere else."""
    place = folder / "a" / "b" / "c" / "d"
    place.mkdir(parents=True)
    before, was_in, argv = dict(os.environ), Path.cwd(), sys.argv
    for name in [name for name in os.environ if name.startswith("ROSTERDESK_")]:
        del os.environ[name]
    os.environ["ROSTERDESK_DATA"] = str(folder / "data")
    os.chdir(place)
    try:
        run_here(("migrate",))
        _fill(place)
        yield lambda command: _try_command(folder, command)
    finally:
        os.chdir(was_in)
        os.environ.clear()
        os.environ.update(before)
        sys.argv = argv


def _fill(place: Path) -> None:
    for name, data in {
        "lijst.csv": write_csv(make_pupils(5)),
        "lijst.xlsx": write_xlsx(make_pupils(5)),
        "lijst.ods": write_ods(sample_pupils(5)),
        "rommel.xlsx": b"PK\x03\x04rommel",
        "leeg.csv": b"",
        "geheim": b"\xff\xfe\xfd",
        "wachtwoord": b"een wachtwoord van een back-up\n",
        "back.sealed": b"geen back-up",
    }.items():
        (place / name).write_bytes(data)
    (place / "map").mkdir()
    for code, name in (("12AB00", "De Regenboog"), ("34CD00", "Het Kompas")):
        run_here(("school", "add", code, "--name", name))
    run_here(("import", "lijst.csv", "--school", "12AB00", "--approve"))
    run_here(("import", "lijst.xlsx", "--school", "34CD00"))


def _try_command(folder: Path, command: Command) -> None:
    arguments = [_keep_inside(folder, each) for each in command.arguments]
    before = _read_state(folder / "data")
    status, said = run_here((*command.words, *arguments))
    shown = f"{command.words} {arguments} ended with {status}: {said[-1500:]}"
    assert status in _STATUSES, shown
    assert "Traceback" not in said, shown
    if status and command.words not in _KEEPING:
        assert _read_state(folder / "data") == before, f"it was refused, yet changed: {shown}"


def _keep_inside(folder: Path, value: str) -> str:
    """Nothing is written outside of the folder: this may run with every right."""
    if value.startswith("/") and not value.startswith("/dev/"):
        return f"{folder}{value}"
    return value


def run_here(words: tuple[str, ...]) -> tuple[int, str]:
    """Return the exit status and all that was printed, as on a terminal of UTF-8."""
    out, err = io.BytesIO(), io.BytesIO()
    sys.argv = ["rosterdesk", *words]
    stdout = io.TextIOWrapper(out, "utf-8", write_through=True)
    stderr = io.TextIOWrapper(err, "utf-8", errors="backslashreplace", write_through=True)
    sys.stdin, old = io.StringIO(""), sys.stdin
    try:
        with (
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(stderr),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore", getpass.GetPassWarning)  # this is no terminal
            main()
        status: Any = 0
    except SystemExit as ended:
        status = ended.code or 0
    finally:
        sys.stdin = old
    return status, (out.getvalue() + err.getvalue()).decode(errors="replace")


def _read_state(data: Path) -> str:
    digest = hashlib.sha256()
    with contextlib.closing(sqlite3.connect(data / "rosterdesk.sqlite3")) as client:
        tables = client.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in sorted(tables):
            if name not in _NOTED:
                digest.update(repr(client.execute(f'SELECT * FROM "{name}"').fetchall()).encode())
    return digest.hexdigest()


DOOR = Door("shell", _commands(), open_shell)
