"""Encrypted connections: a server that cannot prove its name gets neither password nor mail."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from tests.mailbox.certificates import Certificates, make_certificates
from tests.mailbox.journals import MemoryJournal
from tests.mailbox.scripted import Script, ScriptedServer
from tests.mailbox.servers import make_account
from tests.mailbox.watching import mail, until, watching

from rosterdesk.mailbox.errors import MailSendError
from rosterdesk.mailbox.sending.sender import MailSender
from rosterdesk.mailbox.settings import SmtpSettings


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("ours"), "localhost")


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Good certificates of another name."""
    return make_certificates(tmp_path_factory.mktemp("theirs"), "imap.evil.example")


def script(security: str, certificates: Certificates) -> Script:
    capabilities = "IMAP4rev1 IDLE MOVE" + (" STARTTLS" if security == "starttls" else "")
    return Script(capabilities=capabilities, tls=certificates.server, security=security)


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_mail_is_read_through_tls(security: str, ours: Certificates):
    """The mail is read with the authority that the library names, idling and all."""
    journal = MemoryJournal()
    async with ScriptedServer(script(security, ours)) as server:
        account = make_account(
            server.port, "u", "p", host="localhost", security=security, ca_file=ours.authority
        )
        async with watching(account, journal) as watcher:
            await until(lambda: watcher.health.last_seen)
            server.deliver(mail(1))
            await journal.wait_for_mails(1)


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("trusting", [True, False], ids=["wrong-name", "unknown-authority"])
async def test_an_imap_server_that_cannot_prove_its_name(
    security: str, trusting: bool, ours: Certificates, theirs: Certificates
):
    """The log-in is never sent, and the status says what is wrong."""
    journal = MemoryJournal()
    certificates = theirs if trusting else ours
    authority = theirs.authority if trusting else None
    async with ScriptedServer(script(security, certificates)) as server:
        account = make_account(
            server.port, "u", "p", host="localhost", security=security, ca_file=authority
        )
        async with watching(account, journal) as watcher:
            await until(lambda: watcher.health.last_error)

    assert "cannot prove its name" in (watcher.health.last_error or "")
    assert not any(command.startswith("LOGIN") for command in server.commands)


async def test_an_imap_server_that_hides_starttls(ours: Certificates):
    """Somebody between us who takes the offer out gets no password."""
    journal = MemoryJournal()
    async with ScriptedServer(Script()) as server:
        account = make_account(
            server.port, "u", "p", host="localhost", security="starttls", ca_file=ours.authority
        )
        async with watching(account, journal) as watcher:
            await until(lambda: watcher.health.last_error)

    assert not any(command.startswith("LOGIN") for command in server.commands)


class _Box:
    def __init__(self) -> None:
        self.sent: list[bytes] = []

    async def handle_DATA(self, _: SMTP, __: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.sent.append(envelope.original_content)
        return "250 OK"


@pytest.mark.parametrize(
    ("security", "offered", "trusted", "taken"),
    [
        ("tls", True, True, True),
        ("starttls", True, True, True),
        ("tls", True, False, False),
        ("starttls", True, False, False),
        ("starttls", False, True, False),
    ],
)
async def test_mail_is_sent_through_tls_or_not_at_all(
    security: str, offered: bool, trusted: bool, taken: bool, ours: Certificates
):
    """A reply waits rather than going to a server that cannot prove its name."""
    box, loop = _Box(), asyncio.get_running_loop()
    context = ours.server if offered and security == "starttls" else None
    server = await loop.create_server(
        lambda: SMTP(box, tls_context=context, loop=loop, hostname="h"),
        "127.0.0.1",
        0,
        ssl=ours.server if security == "tls" else None,
    )
    async with server:
        settings = SmtpSettings.model_validate(
            {
                "host": "localhost",
                "port": server.sockets[0].getsockname()[1],
                "security": security,
                "sender": "a@library.example",
                "ca_file": ours.authority if trusted else None,
                "answer_seconds": 5,
            }
        )
        sending = MailSender(settings).send(b"Subject: s\r\n\r\nhoi\r\n", "jan@school.example")
        if taken:
            await sending
        else:
            with pytest.raises(MailSendError) as caught:
                await sending
            assert not caught.value.permanent

    assert len(box.sent) == taken
