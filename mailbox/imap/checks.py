"""The check of a mail account by ``rosterdesk doctor``; SMTP has ``MailSender.check``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.mailbox.imap.connection import connect
from rosterdesk.mailbox.imap.threads import CallThread
from rosterdesk.mailbox.servers.oauth import TokenSource

if TYPE_CHECKING:
    from rosterdesk.mailbox.imap.connection import ImapConnection
    from rosterdesk.mailbox.settings import AccountSettings


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """``messages`` stand in the watched folder; without ``idle`` it is looked at regularly."""

    messages: int
    idle: bool
    move: bool


async def check_account(account: AccountSettings) -> AccountFacts:
    """Log in and look, and change nothing.

    Raises MailConnectError or TokenError with a sentence for the administrator.
    """
    token = await TokenSource(account.oauth, account.user).fetch() if account.oauth else None
    thread = CallThread(f"check-{account.name}")
    try:
        connection = await thread.run(connect, account, token)
        try:
            return await thread.run(_look, connection)
        finally:
            thread.post(connection.close)
    finally:
        thread.stop()


def _look(connection: ImapConnection) -> AccountFacts:
    return AccountFacts(len(connection.list_uids()), connection.can_idle, connection.can_move)
