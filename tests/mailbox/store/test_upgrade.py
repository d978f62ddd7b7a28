from __future__ import annotations

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.clock import now
from rosterdesk.core.storage.database import open_database
from rosterdesk.mailbox.models import MailMessage


async def test_mails_of_before_are_there_after_an_upgrade(database_url: str):
    """The new columns have a value in rows that an older version wrote."""
    async with open_database(database_url, APPS):
        await MailMessage.create(
            account="mail",
            folder="INBOX",
            uidvalidity=1,
            uid=1,
            stored="a" * 64,
            size=1,
            arrived_at=now(),
            due_at=now(),
        )
    async with open_database(database_url, APPS, back_to="mailbox.0001_initial"):
        pass
    async with open_database(database_url, APPS):
        mail = await MailMessage.get(uid=1)
        assert (mail.answers, mail.parts, mail.words, mail.sealed) == ([], [], "", "")
        assert not mail.raw_gone
