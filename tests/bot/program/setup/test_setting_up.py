"""The first installation, answered line by line, against real servers."""

from __future__ import annotations

import io
import stat
import tomllib
from typing import TYPE_CHECKING

import pytest
from tests.printer.virtual import Fault, VirtualPrinter

from rosterdesk.bot.demo.stage import World, set_world
from rosterdesk.bot.program.doctor import examine
from rosterdesk.bot.program.service import open_core
from rosterdesk.bot.program.setup.dialog import Dialog, SetupError
from rosterdesk.bot.program.setup.setting_up import set_up
from rosterdesk.bot.program.setup.writing import render_toml
from rosterdesk.bot.settings import load_settings
from rosterdesk.core.customers.staff import find_link_code
from rosterdesk.core.models import StaffRole

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path


_LEAVE_OUT = {"nl": "weglaten", "en": "Leave it"}


@pytest.fixture
async def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[World]:
    monkeypatch.chdir(tmp_path)
    async with set_world() as made:
        monkeypatch.setenv("ROSTERDESK_CHAT__API_URL", made.chat.base_url)
        yield made


async def answer(lines: Sequence[object], file: Path) -> None:
    await set_up(Dialog(answers=io.StringIO("".join(f"{line}\n" for line in lines))), file)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_every_connection_is_tried_until_it_works(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
):
    """A wrong answer gets its mending sentence and another go; then the doctor has no remark."""
    mail, file = world.mail, tmp_path / "rosterdesk.toml"
    with VirtualPrinter() as virtual:
        virtual.fail(Fault.COVER_OPEN)
        await answer(
            [
                *(language, 'De "Boekenberg"', "/proc/nowhere", "", "data", ""),
                *("123:wrong", "1", world.chat.token),
                *(mail.host, "none", mail.imap_port, mail.user, "wrongwrong", "1"),
                *("", "", "", "", mail.password),
                *(mail.host, "", 1, "-", "", "1", "", "", mail.smtp_port, "", ""),
                *("balie", virtual.url, "2"),
                *("zolder", "fax:", "2", "", "tcp://127.0.0.1:1", _LEAVE_OUT[language]),
                "Chris de Beheerder",
            ],
            file,
        )
        said = capsys.readouterr().out
        virtual.mend()
        findings = await examine(load_settings())
    assert {finding.name: finding.trouble for finding in findings} == dict.fromkeys(
        (
            "data",
            "database",
            "stored files",
            "card numbers",
            "reader",
            "mail in: mail",
            "mail out",
            "chat",
            "printer: balie",
        )
    )
    assert said.count("✗") == 8, said
    assert ("doe hem dicht" if language == "nl" else "close it") in said
    for secret in (world.chat.token, "wrongwrong", f" {mail.password}\n"):
        assert secret not in said

    assert tomllib.loads(file.read_text())["library_name"] == 'De "Boekenberg"'
    secrets = file.parent / "secrets"
    assert [mode(path) for path in (file, secrets, tmp_path / "data")] == [0o600, 0o700, 0o700]
    assert {path.name: mode(path) for path in secrets.iterdir()} == {
        "bot-token": 0o600,
        "mail-in-password": 0o600,
    }
    assert world.chat.token not in file.read_text()

    async with open_core(load_settings()) as library:
        person = await find_link_code(said.rpartition("/start ")[2].strip(), library.keys)
        assert person is not None
        assert person.staff is not None
        assert (person.staff.name, person.staff.role) == (
            "Chris de Beheerder",
            StaffRole.ADMINISTRATOR,
        )

    before = file.read_bytes()
    with pytest.raises(SetupError, match="stays as it is"):
        await answer([language] * 20, file)
    assert file.read_bytes() == before


async def test_with_nothing_but_a_data_folder(world: World, tmp_path: Path):
    """Chat, mail and printers can come later; what ends half-way writes no settings."""
    file = tmp_path / "etc" / "rosterdesk.toml"
    with pytest.raises(SetupError, match="ended before"):
        await answer(["nl", "", "data", "", "", ""], file)
    assert not file.parent.exists()
    await answer(["fy", "", "", "data", "", "", "", "-", "", "Chris"], file)
    assert tomllib.loads(file.read_text()).keys() == {"library_name", "language", "data"}
    assert not (file.parent / "secrets").exists()


def test_settings_are_written_as_they_are_read():
    settings = {
        "library_name": 'Bibliotheek "Zuid"\\\n\x7f é',
        "printing": {"printers": {"balie 1": "dummy:", "hal": "dummy:?keep=1"}},
        "mail": {"accounts": [{"host": "a", "port": 1}, {"host": "b", "port": 2}]},
    }
    assert tomllib.loads(render_toml(settings)) == settings
