"""Faults that fuzzing found at the command line: each is one clear line now, changing nothing."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from tests.fuzz.shell import run_here

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(sqlite_template, tmp_path / "data")
    monkeypatch.setenv("ROSTERDESK_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "map").mkdir()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("card", "block", "\udcff"), "UTF-8"),
        (("card", "block", "1" * 31), "te lang of te groot"),
        (("submission", "show", "9" * 19), "te lang of te groot"),
        (("template", "map/weg/leeg.xlsx"), "leeg.xlsx kan niet worden gelezen of geschreven"),
        (("school", "columns", "12AB00", "--forget", "9" * 30), ""),
        (("move-database", "lijst.csv", "sqlite:///x"), "geen databaseadres"),
        (("move-database", "postgres://x:y@h:port/d", "sqlite:///x"), "geen databaseadres"),
    ],
)
def test_what_cannot_be_used_is_one_line(words: tuple[str, ...], said: str) -> None:
    status, printed = run_here(words)
    assert (status, printed.count("\n")) == (1, 1), printed
    assert said in printed


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"library_name = Dam", "rosterdesk.toml kunnen niet worden gelezen: Invalid value"),
        (b"\xff\xfe", "rosterdesk.toml kunnen niet worden gelezen: it is no TOML"),
        (b"x = " + b"[" * 5000, "rosterdesk.toml kunnen niet worden gelezen"),
        (b'"\\n" = 1', "De instelling \\n bestaat niet"),
        (b'bot_token_file = "weg"', "bot_token_file: het bestand weg bestaat niet"),
    ],
)
def test_settings_that_cannot_be_read_are_one_line(
    written: bytes, said: str, tmp_path: Path
) -> None:
    (tmp_path / "rosterdesk.toml").write_bytes(written)
    status, printed = run_here(("run",))
    assert (status, printed.count("\n")) == (1, 1), printed
    assert said in printed


def test_an_environment_without_json_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTERDESK_MAIL", "{geheim")
    status, printed = run_here(("migrate",))
    assert (status, printed.count("\n")) == (1, 1), printed
    assert "ROSTERDESK_MAIL" in printed
    assert "geheim" not in printed
