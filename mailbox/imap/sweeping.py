"""Deleting old mails from our own folders on the server. The watched folder is never touched.

What was taken is known by its UID in the watched folder: deleting it where it was moved to
changes nothing for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.mailbox.imap.connection import connect
from rosterdesk.mailbox.imap.threads import CallThread
from rosterdesk.mailbox.servers.oauth import TokenSource

if TYPE_CHECKING:
    from datetime import date

    from rosterdesk.mailbox.settings import AccountSettings


async def sweep_folders(account: AccountSettings, before: date, held_before: date) -> int:
    """Delete what arrived before these days; return how many. On a connection of its own.

    ``held_before`` is for the folder of held mails: those that wait for a librarian stay.
    """
    token = await TokenSource(account.oauth, account.user).fetch() if account.oauth else None
    thread = CallThread(f"sweep-{account.name}")
    try:
        connection = await thread.run(connect, account, token)
        try:
            deleted = 0
            for folder, day in (
                (account.processed_folder, before),
                (account.quarantine_folder, before),
                (account.held_folder, held_before),
            ):
                deleted += await thread.run(connection.delete_older, folder, day)
            return deleted
        finally:
            thread.post(connection.close)
    finally:
        thread.stop()
