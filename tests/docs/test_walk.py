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
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from openpyxl import load_workbook
from tests.docs.walking import Step, read_steps
from tests.docs.writing import DOCS
from tests.mailbox.servers import DovecotServer
from tests.printer.virtual import VirtualPrinter
from tests.programs import need_program

from rosterdesk.bot.demo.stage import BOT_NAME, write_mail
from rosterdesk.bot.standins.botapi import BotApi
from rosterdesk.core.roster.samples import sample_pupils, write_workbook

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

_TEST_PAGE_BYTES = 300  # more than the empty strip that clears a half slip
_SECONDS = 200  # for one command, on a machine that is busy with other tests


@pytest.fixture
async def chat() -> AsyncIterator[BotApi]:
    async with BotApi(username=BOT_NAME) as made:
        yield made


@pytest.fixture
async def mail() -> AsyncIterator[DovecotServer]:
    async with DovecotServer(need_program("dovecot")) as made:
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
async def test_every_command_of_the_installation_works_as_printed(
    chat: BotApi, mail: DovecotServer, tmp_path: Path
):
    account = mail.account()
    steps = read_steps((DOCS / "installation.md").read_text(encoding="utf-8"))
    assert [step.command.split()[1] for step in steps][:2] == ["init", "doctor"]
    async with AsyncExitStack() as stack:
        virtual = stack.enter_context(VirtualPrinter())
        stands_for = {
            "/var/lib/rosterdesk": str(tmp_path / "data"),
            "123456789:the-token-of-BotFather": chat.token,
            "imap.library.example": account.host,
            "smtp.library.example": "127.0.0.1",
            "rosters@library.example": account.user,
            "the-password-of-the-mailbox": account.read_password() or "",
            "993": str(account.port),
            "587": str(await stack.enter_async_context(_serve_smtp())),
            "tcp://192.0.2.7:9100": virtual.url,
        }
        newcomer = Newcomer(tmp_path, stands_for, chat.base_url)
        code = ""
        for step in steps:
            if step.command == "rosterdesk run":
                await _run_service(newcomer, step, partial(_see_it_work, chat, mail, code))
                continue
            if step.command.endswith("--dry-run"):
                _fill_in(tmp_path / "schools.xlsx")
            said = await newcomer.do(step)
            if step.command == "rosterdesk init":
                code = said.rpartition("/start ")[2].split()[0]
        assert any(len(piece.data) > _TEST_PAGE_BYTES for piece in virtual.pieces)
    for path in (tmp_path / "rosterdesk.toml", *(tmp_path / "secrets").iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not any(chat.token in said for said in newcomer.transcript)
    assert "rosterdesk" in (tmp_path / "home" / ".bashrc").read_text()


async def _run_service(
    newcomer: Newcomer, step: Step, see_it_work: Callable[[], Awaitable[None]]
) -> None:
    """Run the service until it was seen to work; then press Ctrl-C."""
    process = await newcomer.start(step)
    try:
        async with asyncio.timeout(_SECONDS):
            await see_it_work()
    finally:
        os.killpg(process.pid, signal.SIGINT)
    async with asyncio.timeout(_SECONDS):
        output, _ = await process.communicate()
    assert "service.stopped" in output.decode()
    assert "Traceback" not in output.decode()


async def _see_it_work(chat: BotApi, mail: DovecotServer, code: str) -> None:
    """The administrator sends the code of ``init``; a school's first mail arrives."""
    person = chat.person(1001, "Chris")
    person.send(f"/start {code}")
    question = await person.expect("Chris de Beheerder", timeout=_SECONDS)
    markup = question.content.markup
    yes = markup.inline_keyboard[0][0].text
    await person.press(question, yes).wait(_SECONDS)
    await person.expect("is nu gekoppeld aan Chris de Beheerder", timeout=_SECONDS)
    roster = write_workbook(sample_pupils(3))
    raw = write_mail("marijke@regenboog.example", mail.user, "groep3.xlsx", roster)
    await mail.deliver(raw)
    # Held, for no server is trusted yet to say who sent it: the manual names that setting.
    async with asyncio.timeout(_SECONDS):
        while not await mail.messages("Held"):  # noqa: ASYNC110 - another program's folder
            await asyncio.sleep(0.05)


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
    """Fill in the file as a person does in a spreadsheet program."""
    book = load_workbook(file)
    schools, uploaders = book.worksheets
    schools.append(["12AB00", "De Regenboog", "Dorpsstraat", 12, "1234 AB", "Voorbeelddam"])
    schools.append(["12AB01", "De Zonnewijzer"])
    uploaders.append(["12AB00", "Marijke", "de", "Wit", "marijke@regenboog.example"])
    book.save(file)
