from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.mailbox.watching import mail

from rosterdesk.bot.standins.mailserver import MailServer
from rosterdesk.mailbox.errors import MailConnectError, MailSendError
from rosterdesk.mailbox.imap.checks import check_account
from rosterdesk.mailbox.sending.sender import MailSender
from rosterdesk.mailbox.settings import SmtpSettings

if TYPE_CHECKING:
    from tests.mailbox.servers import Server


async def test_an_account_that_works(server: Server):
    """The check tells what the server can do and how much there is, without changing anything."""
    await server.deliver(mail(1))

    facts = await check_account(server.account())

    assert facts.messages == 1
    assert facts.idle
    assert facts.move
    assert len(await server.messages("INBOX")) == 1


async def test_an_account_with_a_wrong_password(server: Server):
    """The sentence names the account and not the password."""
    with pytest.raises(MailConnectError, match="refused the log-in") as caught:
        await check_account(server.account(password="wrongwrong"))

    assert "wrongwrong" not in str(caught.value)


async def test_a_folder_that_is_not_there(server: Server):
    """A misspelt folder is an error and not an empty one."""
    with pytest.raises(MailConnectError, match="Nergens cannot be opened"):
        await check_account(server.account(folder="Nergens"))


async def test_smtp_that_works_and_does_not():
    """The SMTP server is greeted, and nothing is sent."""
    async with MailServer() as server:
        sender = MailSender(
            SmtpSettings(
                host=server.host, port=server.smtp_port, security="none", sender="a@b.example"
            )
        )
        await sender.check()
        assert server.sent == []
    with pytest.raises(MailSendError, match="no connection"):
        await sender.check()
