"""Each connection broken in turn: its own sentence, in both languages, and nothing else."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from tests.mailbox.certificates import make_certificates
from tests.mailbox.scripted import Script, ScriptedServer
from tests.printer.virtual import Fault, VirtualPrinter
from tests.programs import need_program

from rosterdesk.bot.demo.stage import World, make_settings, set_world
from rosterdesk.bot.program.database import APPS
from rosterdesk.bot.program.doctor import examine
from rosterdesk.bot.settings import Settings
from rosterdesk.core.clock import now
from rosterdesk.core.models import StoredFile
from rosterdesk.core.protection.files import FileStore
from rosterdesk.core.protection.keys import load_keys
from rosterdesk.core.storage.database import open_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

PRINTER = "printer: balie"
SECRET = "wrongwrong"  # in every wrong password and token: no sentence repeats it


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with set_world() as made:
        yield made


@pytest.fixture
def well(world: World, tmp_path: Path) -> dict[str, Any]:
    """Settings with which all is well, to be spoiled in one place."""
    (tmp_path / "data").mkdir()
    return make_settings(tmp_path / "data", world).model_dump()


def spoil(settings: Any, path: str, value: Any) -> Any:
    """Return the settings with another value at ``mail.smtp.port`` or ``mail.accounts.0.host``."""
    key, _, rest = path.partition(".")
    if isinstance(settings, list | tuple):
        return [
            spoil(each, rest, value) if n == int(key) else each for n, each in enumerate(settings)
        ]
    return {**settings, key: spoil(settings[key], rest, value) if rest else value}


async def _see_files_of_another_machine(well: dict[str, Any]) -> None:
    settings = Settings(**well)
    async with open_database(settings.find_database(), APPS):
        await StoredFile.create(digest="0" * 64, size=1, stored_at=now())
    assert "delen ook deze map en het sleutelbestand" in await find_trouble(well, "stored files")
    files = FileStore(settings.data / "files", load_keys(settings.data / "secret.key"))
    async with open_database(settings.find_database(), APPS):
        await StoredFile.all().update(stored_at=now() - timedelta(days=1))
        digest = await files.save(b"a roster")
        await StoredFile.create(digest=digest, size=8, stored_at=now())
    assert [each.trouble for each in await examine(settings, only="stored files")] == [None]


async def find_trouble(settings: dict[str, Any], name: str) -> str:
    """Return the only trouble that is found, in Dutch, after a look at the English one too."""
    said = {}
    for language in ("nl", "en"):
        findings = await examine(Settings(**{**settings, "language": language}), only=name)
        assert [finding.name for finding in findings] == [name]
        said[language] = findings[0].trouble or ""
    assert said["nl"] != said["en"]
    assert SECRET not in said["nl"] + said["en"]
    assert not {"Error", "Traceback"} & set(said["nl"].split())
    return said["nl"]


async def test_all_is_well_and_then_one_thing_after_another_is_not(well: dict[str, Any], world):
    async with open_database(Settings(**well).find_database(), APPS):
        pass
    findings = await examine(Settings(**well))
    names = "data,database,stored files,card numbers,reader,mail in: mail,mail out,chat"
    expected = dict.fromkeys([*names.split(","), PRINTER])
    assert {finding.name: finding.trouble for finding in findings} == expected
    await _see_files_of_another_machine(well)

    for path, value, name, said in (
        ("mail.accounts.0.password", SECRET, "mail in: mail", "controleer de gebruikersnaam"),
        (
            "mail.accounts.0.password_file",
            "/nowhere/pw",
            "mail in: mail",
            "/nowhere/pw bestaat niet",
        ),
        ("mail.accounts.0.folder", "Nergens", "mail in: mail", "Nergens kan niet worden geopend"),
        ("mail.accounts.0.port", 1, "mail in: mail", "luistert: controleer port"),
        ("mail.smtp.port", 1, "mail out", "luistert: controleer port"),
        ("bot_token", f"123456:{SECRET}{'x' * 30}", "chat", "vraag BotFather om een nieuw"),
        ("bot_token", SECRET, "chat", "vraag BotFather om een nieuw"),
        ("bot_token", None, "chat", "ROSTERDESK_BOT_TOKEN_FILE"),
        ("bot_token_file", "/nowhere/token", "chat", "/nowhere/token bestaat niet"),
        ("chat.api_url", "http://127.0.0.1:1", "chat", "chat.api_url"),
        ("printing.printers", {"balie": "tcp://127.0.0.1:1"}, "printer: balie", "niet bereikbaar"),
        ("printing.printers", {"balie": "file:///nowhere"}, "printer: balie", "geen printer"),
        ("data", "/proc/nowhere", "data", "/proc/nowhere bestaat niet"),
    ):
        broken = spoil(well, path, value)
        if path.endswith("password_file"):
            broken = spoil(broken, "mail.accounts.0.password", None)
        assert said in await find_trouble(broken, name), path


async def test_a_host_that_nobody_knows(well: dict[str, Any]):
    for kind in ("accounts.0", "smtp"):
        broken = spoil(well, f"mail.{kind}.host", "imap.library.invalid")
        broken = spoil(broken, f"mail.{kind}.security", "tls")
        name = "mail out" if kind == "smtp" else "mail in: mail"
        assert "controleer host" in await find_trouble(broken, name)


async def test_a_certificate_of_another_and_a_server_that_does_not_encrypt(
    well: dict[str, Any], tmp_path: Path
):
    certificates = make_certificates(tmp_path, "localhost")
    script = Script(tls=certificates.server, security="tls")
    async with ScriptedServer(script) as imap, _smtp_server(ssl=certificates.server) as smtp_port:
        for kind, name, port in (
            ("accounts.0", "mail in: mail", imap.port),
            ("smtp", "mail out", smtp_port),
        ):
            broken = spoil(spoil(well, f"mail.{kind}.port", port), f"mail.{kind}.security", "tls")
            said = await find_trouble(broken, name)
            assert "kan zijn naam niet bewijzen" in said
            assert "ca_file" in said
    plain = spoil(well, "mail.accounts.0.security", "tls")
    assert "niet versleutelt" in await find_trouble(plain, "mail in: mail")


async def test_a_password_that_the_outgoing_server_refuses(well: dict[str, Any]):
    async with _smtp_server(authenticator=_refuse, auth_require_tls=False) as port:
        broken = spoil(spoil(well, "mail.smtp.port", port), "mail.smtp.password", SECRET)
        assert "weigert de aanmelding" in await find_trouble(broken, "mail out")


def _refuse(*_: object) -> AuthResult:
    return AuthResult(success=False, handled=False)


@asynccontextmanager
async def _smtp_server(ssl: Any = None, **options: Any) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(object(), loop=loop, hostname="h", **options), "127.0.0.1", 0, ssl=ssl
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault.PAPER_OUT, "leg er een nieuwe rol in"),
        (Fault.COVER_OPEN, "doe hem dicht"),
        (Fault.REFUSE, "staat hij aan"),
    ],
)
async def test_a_printer_that_wants_something(well: dict[str, Any], fault: Fault, said: str):
    with VirtualPrinter() as virtual:
        broken = spoil(well, "printing.printers", {"balie": virtual.url})
        virtual.fail(fault)
        assert said in await find_trouble(broken, "printer: balie")


async def test_an_old_schema_and_a_file_that_is_no_database(well: dict[str, Any], tmp_path: Path):
    assert "rosterdesk migrate" in await find_trouble(well, "database")
    (tmp_path / "data" / "rosterdesk.sqlite3").write_bytes(b"no database at all\n" * 100)
    assert "reservekopie" in await find_trouble(well, "database")


async def test_a_database_server_that_does_not_let_us_in(well: dict[str, Any], fresh_postgres: str):
    base, _, _ = fresh_postgres.rpartition("/")
    address = base.rpartition("@")[2].partition("?")[0]
    for url, said in (
        (f"{base}/nosuch", "bestaat niet"),
        (f"postgres://nobody:{SECRET}@{address}/postgres", "weigert de aanmelding"),
        ("postgres://x@127.0.0.1:1/x", "niet bereikbaar"),
        ("postgres://x@db.library.invalid/x?ssl=true", "is onbekend"),
    ):
        assert said in await find_trouble({**well, "database_url": url}, "database"), url


def test_a_full_disk(tmp_path: Path):
    """A real one of 64 kB: its own sentence, no traceback, and the exit status of what mends."""
    script = 'mount -t tmpfs -o size=64k tmpfs "$0" && exec "$1" -m rosterdesk.bot doctor'
    done = subprocess.run(
        [need_program("unshare"), "-Urm", "sh", "-c", script, str(tmp_path), sys.executable],
        env={"PATH": os.environ["PATH"], "ROSTERDESK_DATA": str(tmp_path)},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "is vol: maak ruimte" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    for line in done.stdout.splitlines():
        assert "Error" not in line
