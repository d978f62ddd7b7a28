"""A backup and nothing else makes a working service on another machine, but for the secrets."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from tests.fuzz.shell import run_here

from rosterdesk.bot.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TOML = """library_name = "De Plataan"
language = "nl"
data = "gegevens"
bot_token = "12345:TOKENTOKEN"

[printing.printers]
balie = "dummy:"
"""
SEALED = ("../kopie.sealed", "--passphrase-file", "../wachtzin")


def run(*words: str) -> str:
    status, printed = run_here(words)
    assert status == 0, printed
    return printed


def test_the_settings_come_back_and_the_secrets_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path
) -> None:
    for name in os.environ:
        if name.startswith("ROSTERDESK_"):
            monkeypatch.delenv(name)
    (tmp_path / "wachtzin").write_text("een lange wachtzin\n")
    here, there, kept = (tmp_path / name for name in ("hier", "daar", "al ingericht"))
    for folder in (here, there, kept):
        shutil.copytree(sqlite_template, folder / "gegevens")
    monkeypatch.chdir(here)
    (here / "rosterdesk.toml").write_text(TOML)
    (here / "gegevens" / "printers.toml").write_text('[printing.printers]\nhal = "dummy:"\n')
    said = run("backup", *SEALED)
    assert "De instellingen zitten erin: printers.toml, rosterdesk.toml." in said
    assert "NIET erin zitten de geheimen in deze instellingen: bot_token." in said
    assert b"TOKENTOKEN" not in (tmp_path / "kopie.sealed").read_bytes()

    monkeypatch.chdir(there)
    said = run("restore", *SEALED)
    assert "De instellingen zijn teruggezet: rosterdesk.toml." in said
    assert "Zet deze geheimen zelf terug: bot_token." in said
    settings = load_settings()
    assert (settings.library_name, settings.bot_token) == ("De Plataan", None)
    assert settings.printing.printers.keys() == {"balie", "hal"}
    assert "TOKENTOKEN" not in (there / "rosterdesk.toml").read_text()
    assert (there / "rosterdesk.toml").stat().st_mode & 0o077 == 0

    monkeypatch.chdir(kept)
    own = 'library_name = "De Nieuwe"\ndata = "gegevens"\nbot_token_file = "geheim/token"\n'
    (kept / "rosterdesk.toml").write_text(own)
    said = run("restore", *SEALED)
    assert "teruggezet" not in said
    assert "Zet deze bestanden zelf terug: geheim/token." in said
    assert (kept / "rosterdesk.toml").read_text() == own
