"""A newcomer's walk: every command of the manual as it is printed, in an empty folder.

What is outside is played by real servers on this machine; a table says which of the manual's
examples stands for which of them.
"""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from openpyxl import load_workbook
from tests.docs.walking import Step, read_steps
from tests.docs.writing import DOCS
from tests.printer.virtual import VirtualPrinter

from rosterdesk.bot.demo.stage import World, set_world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

_TEST_PAGE_BYTES = 300  # more than the empty strip that clears a half slip
_SECONDS = 200  # for one command, on a machine that is busy with other tests


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with set_world() as made:
        yield made


class Newcomer:
    """Types what the manual shows; ``transcript`` is what a person would have seen."""

    def __init__(self, folder: Path, stands_for: Mapping[str, str], api_url: str) -> None:
        self.folder = folder
        self.transcript: list[str] = []
        self._stands_for = stands_for
        # Of this machine only its programs: no settings, no home, no colours.
        self._environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(folder / "home"),
            "LANG": "C.UTF-8",
            "ROSTERDESK_CHAT__API_URL": api_url,
        }
        (folder / "home").mkdir()

    def translate(self, text: str) -> str:
        if text in {"tls", "starttls"}:  # the stand-ins speak in the open, on this machine
            return "none"
        for example, real in self._stands_for.items():
            text = text.replace(example, real)
        return text

    async def start(self, step: Step) -> asyncio.subprocess.Process:
        # The exit keeps the shell as a parent: --install-completion looks which one it is.
        return await asyncio.create_subprocess_exec(
            *("bash", "-c", f"{self.translate(step.command)}\nexit $?"),
            cwd=self.folder,
            env=self._environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )

    async def do(self, step: Step) -> str:
        """Run it to its end, and see that it says what the manual shows, in that order."""
        process = await self.start(step)
        typed = "".join(f"{self.translate(answer)}\n" for answer in step.answers)
        async with asyncio.timeout(_SECONDS):
            output, _ = await process.communicate(typed.encode())
        said = output.decode()
        self.transcript += [f"$ {step.command}", said]
        assert process.returncode == 0, said
        at = 0
        for piece in step.said:
            found = max(said.find(piece, at), said.find(self.translate(piece), at))
            assert found >= 0, f"{piece!r} is not, or not there, in:\n{said}"
            at = found + 1
        return said


@pytest.mark.timeout(900)
async def test_every_command_of_the_installation_works_as_printed(world: World, tmp_path: Path):
    steps = read_steps((DOCS / "installation.md").read_text(encoding="utf-8"))
    assert [step.command.split()[1] for step in steps][:2] == ["init", "doctor"]
    async with AsyncExitStack() as stack:
        virtual = stack.enter_context(VirtualPrinter())
        stands_for = {
            "/var/lib/rosterdesk": str(tmp_path / "data"),
            "123456789:the-token-of-BotFather": world.chat.token,
            "imap.library.example": world.mail.host,
            "smtp.library.example": "127.0.0.1",
            "rosters@library.example": world.mail.user,
            "the-password-of-the-mailbox": world.mail.password,
            "993": str(world.mail.imap_port),
            "587": str(await stack.enter_async_context(_serve_smtp())),
            "tcp://192.0.2.7:9100": virtual.url,
        }
        newcomer = Newcomer(tmp_path, stands_for, world.chat.base_url)
        code = ""
        for step in steps:
            if step.command == "rosterdesk run":
                await _run_service(newcomer, step, world, code)
                continue
            if step.command.endswith("--dry-run"):
                _fill_in(tmp_path / "schools.xlsx")
            said = await newcomer.do(step)
            if step.command == "rosterdesk init":
                code = said.rpartition("/start ")[2].split()[0]
        assert any(len(piece.data) > _TEST_PAGE_BYTES for piece in virtual.pieces)
    for path in (tmp_path / "rosterdesk.toml", *(tmp_path / "secrets").iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not any(world.chat.token in said for said in newcomer.transcript)
    assert "rosterdesk" in (tmp_path / "home" / ".bashrc").read_text()


async def _run_service(newcomer: Newcomer, step: Step, world: World, code: str) -> None:
    """Until the administrator has sent the code of ``init``; then Ctrl-C."""
    process = await newcomer.start(step)
    try:
        async with asyncio.timeout(_SECONDS):
            await _link(world, code)
    finally:
        os.killpg(process.pid, signal.SIGINT)
    async with asyncio.timeout(_SECONDS):
        output, _ = await process.communicate()
    assert "service.stopped" in output.decode()
    assert "Traceback" not in output.decode()


async def _link(world: World, code: str) -> None:
    person = world.chat.person(1001, "Chris")
    person.send(f"/start {code}")
    question = await person.expect("Chris de Beheerder", timeout=_SECONDS)
    markup = question.content.markup
    yes = markup.inline_keyboard[0][0].text
    await person.press(question, yes).wait(_SECONDS)
    await person.expect("is nu dat van Chris de Beheerder", timeout=_SECONDS)


@asynccontextmanager
async def _serve_smtp() -> AsyncIterator[int]:
    """A server that asks who sends, as those of the world do; returns its port."""
    loop = asyncio.get_running_loop()

    def accept(*_: object) -> AuthResult:
        return AuthResult(success=True)

    server = await loop.create_server(
        lambda: SMTP(
            object(), loop=loop, hostname="h", authenticator=accept, auth_require_tls=False
        ),
        "127.0.0.1",
        0,
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


def _fill_in(file: Path) -> None:
    """As a person does in a spreadsheet program."""
    book = load_workbook(file)
    schools, uploaders = book.worksheets
    schools.append(["12AB00", "De Regenboog", "Dorpsstraat", 12, "1234 AB", "Voorbeelddam"])
    schools.append(["12AB01", "De Zonnewijzer"])
    uploaders.append(["12AB00", "Marijke", "de", "Wit", "marijke@regenboog.example"])
    book.save(file)
