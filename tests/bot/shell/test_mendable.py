"""Mistakes of IT on the first day: one sentence, exit 1, and nothing begun by mistake."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError
from tests.bot.shell.setting_faults import judge, list_faults, load
from tests.fuzz.shell import run_here

from rosterdesk.bot.program.database import APPS
from rosterdesk.bot.setting_errors import SettingsError, list_names
from rosterdesk.bot.setting_examples import find_example
from rosterdesk.bot.settings import Settings, load_settings
from rosterdesk.core.language import Language
from rosterdesk.core.models import School
from rosterdesk.core.named_files import NamedFileError, read_named_bytes, read_named_text
from rosterdesk.core.storage.database import open_database, sqlite_url, writing
from rosterdesk.core.storage.trouble import explain_trouble

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = (sys.executable, "-m", "rosterdesk.bot")


@pytest.fixture(autouse=True)
def _no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("ROSTERDESK_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LIBARY_NAME", "De Boekenberg", "Did you mean ROSTERDESK_LIBRARY_NAME?"),
        ("BOT_TOKEN_FIEL", "x", "Did you mean ROSTERDESK_BOT_TOKEN_FILE?"),
        ("WATCH__PROT", "1", "There is no setting watch.prot. Did you mean watch.port?"),
        ("CHAT__APROVALS__EXPIRE_DAYS", "1", "Did you mean chat.approvals?"),
        ("PASSWORD_DAYS", "veel", "password_days must be a whole number"),
        ("PASSWORD_DAYS", "0", "password_days must be at least 1"),
        ("PASSWORD_DAYS", "4000", "password_days must be at most 366"),
        ("LANGUAGE", "fr", "language must be one of these: 'nl' or 'en'"),
        ("CHAT__CARD_SYMBOLOGY", "qr", "must be one of these: 'code128' or 'codabar'"),
        ("WARM_READER", "misschien", "warm_reader must be true or false"),
        ("WATCH__PORT", "70000", "watch.port must be at most 65535"),
        ("MAIL__SMTP__PORT", "25", "mail.smtp.host is missing"),
        ("CARD_NUMBER_PREFIX", "AB", "card_number_prefix has another form"),
        ("RETENTION", '"lang"', "retention is a group of settings"),
        ("MAIL__ACCOUNTS", '"inbox"', "mail.accounts is a list"),
        ("PRINTING__PRINTERS", '["dummy:"]', "printing.printers is a table"),
    ],
)
def test_a_wrong_setting_says_which_what_and_how(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"ROSTERDESK_{name}", value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert said in raised.value.say(Language.EN)


def test_a_setting_that_is_wrong_is_said_with_what_and_how(tmp_path: Path) -> None:
    """A sample of each setting in five wrong ways; ``setting_faults`` as a program tries all."""
    faults = list(list_faults())
    assert len(faults) == 5 * len(list(list_names(Settings)))
    wrong = []
    for fault in faults[::6]:  # no multiple of five: each way is met
        said = load(fault.text, tmp_path / "rosterdesk.toml")
        if (why := judge(fault, said)) is not None:
            wrong.append((fault.name, fault.way, why, said))
    assert wrong == []


def test_each_example_of_a_setting_is_right() -> None:
    for name in list_names(Settings):
        example = find_example(name, Settings)
        assert example is not None, name
        written = tomllib.loads(re.sub(r"\] (?=\w+ = )", "]\n", example, count=1))
        try:
            Settings(**written)
        except ValidationError as error:  # it needs others beside it
            places = {".".join(str(part) for part in each["loc"]) for each in error.errors()}
            last = example.rpartition(" = ")[0].rpartition(" ")[2] or example.partition(" = ")[0]
            assert not [each for each in places if each.endswith(f".{last}")], (name, places)


def test_a_misspelt_name_is_said_before_what_is_missing_because_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROSTERDESK_CONFIG", str(tmp_path / "rosterdesk.toml"))
    said = load('[mail.smtp]\nhots = "mail.example"\nport = 25\n', tmp_path / "rosterdesk.toml")
    assert said == (
        "There is no setting mail.smtp.hots. Did you mean mail.smtp.host?"
        ' For example: [mail.smtp] host = "mail.library.example"'
    )


@pytest.mark.parametrize("value", ["[[1]]", "7", "{ a = 1 }", '"a\\u0000b"'])
def test_a_data_folder_that_is_no_path_is_said(value: str, tmp_path: Path) -> None:
    said = load(f"data = {value}\n", tmp_path / "rosterdesk.toml")
    assert said is None or said.startswith("Setting data must be the path"), said


@pytest.mark.parametrize("words", [("run",), ("school", "list"), ("import", "x.csv")])
def test_a_folder_without_settings_begins_no_library(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "x.csv").write_bytes(b"x")
    words = (*words, "--school", "12AB00") if words[0] == "import" else words
    status, printed = run_here(words)
    assert (status, printed.count("\n")) == (1, 1), printed
    assert "rosterdesk init" in printed
    assert [each.name for each in tmp_path.iterdir()] == ["x.csv"]


def test_a_settings_file_that_is_named_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTERDESK_CONFIG", "elders/rosterdesk.toml")
    monkeypatch.setenv("ROSTERDESK_DATA", "data")
    status, printed = run_here(("school", "list"))
    assert status == 1
    assert "elders/rosterdesk.toml" in printed


def test_without_settings_there_is_no_printer() -> None:
    assert load_settings().printing.printers == {}


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (None, "there is no file geheim"),
        ("folder", "is a folder"),
        (b"\xff\xfe\x00", "holds no text"),
        (b" \n", "is empty"),
        (b"x" * 1_000_001, "too large"),
    ],
)
def test_a_file_that_a_setting_names_is_refused_in_one_sentence(
    made: bytes | str | None, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "geheim"
    if made == "folder":
        file.mkdir()
    elif isinstance(made, bytes):
        file.write_bytes(made)
    with pytest.raises(NamedFileError) as raised:
        read_named_text("bot_token_file", file)
    assert said in raised.value.say(Language.EN).replace(str(tmp_path) + "/", "")


def test_a_path_with_a_nul_is_no_path(tmp_path: Path) -> None:
    with pytest.raises(NamedFileError):
        read_named_bytes("logo", tmp_path / "a\0b")


def test_a_passphrase_that_is_no_text_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROSTERDESK_DATA", "data")
    (tmp_path / "wachtzin").write_bytes(b"\xff" * 20)
    status, printed = run_here(("backup", "kopie", "--passphrase-file", "wachtzin"))
    assert (status, printed.count("\n")) == (1, 1), printed
    assert "--passphrase-file" in printed


def _run(tmp_path: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {f"ROSTERDESK_{name}": value for name, value in settings.items()}
    return subprocess.run(
        [*PROGRAM, *words],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_port_that_is_taken_ends_the_service_with_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        ran = _run(tmp_path, "run", DATA="data", WATCH__PORT=port, WARM_READER="false")
    assert ran.returncode == 1
    assert f"luistert al op poort {port} van 127.0.0.1" in ran.stderr
    assert "Traceback" not in ran.stderr + ran.stdout


def test_a_database_that_another_program_holds_is_said_and_ends(tmp_path: Path) -> None:
    """First that it waits, then one sentence; it used to be silent and then never ended."""
    assert _run(tmp_path, "migrate", DATA="data").returncode == 0
    url = sqlite_url(tmp_path / "data").replace("busy_timeout=30000", "busy_timeout=3000")
    with sqlite3.connect(tmp_path / "data" / "rosterdesk.sqlite3") as holder:
        holder.execute("BEGIN IMMEDIATE")
        words = ("school", "add", "12AB00", "--name", "De Regenboog")
        ran = _run(tmp_path, *words, DATA="data", DATABASE_URL=url)
        holder.rollback()
    assert ran.returncode == 1
    first, second = ran.stderr.strip().splitlines()
    assert "wordt gewacht" in first
    assert "Er is niets gewijzigd" in second


async def test_a_database_that_was_held_once_is_written_to_again(tmp_path: Path) -> None:
    """A transaction that could not begin used to keep tortoise's lock for good."""
    (tmp_path / "data").mkdir()
    url = sqlite_url(tmp_path / "data").replace("busy_timeout=30000", "busy_timeout=50")
    async with open_database(url, APPS):
        holder = sqlite3.connect(tmp_path / "data" / "rosterdesk.sqlite3")
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(Exception, match="locked") as raised:
            async with writing():
                pass
        assert "Another program holds" in (explain_trouble(raised.value) or "")
        holder.rollback()
        holder.close()
        async with writing():
            await School.create(code="12AB00", name="De Regenboog")
        assert await School.all().count() == 1
