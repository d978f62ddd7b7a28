"""Deleting old mails from our own folders: nothing else on the server is touched."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from imapclient import IMAPClient
from tests.mailbox.servers import DovecotServer, PymapServer, Server
from tests.mailbox.watching import mail
from tests.programs import need_program

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.models import Event
from rosterdesk.core.storage.database import open_database
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.store.kept.forgetting import sweep_account

if TYPE_CHECKING:
    from rosterdesk.mailbox.settings import AccountSettings

OLD = datetime(2026, 1, 10, 12, tzinfo=UTC)
NEW = datetime(2026, 6, 10, 12, tzinfo=UTC)
BEFORE = date(2026, 3, 1)
FOLDERS = ("INBOX", "Processed", "Held", "Quarantine", "Eigen map")


@pytest.fixture(params=["pymap", "dovecot"])
async def server(request):
    made: Server = PymapServer()
    if request.param == "dovecot":
        made = DovecotServer(need_program("dovecot"))
    async with made:
        yield made


def fill(account: AccountSettings) -> None:
    """An old mail and a new one in each folder, and one that somebody marked for deletion."""
    with IMAPClient(account.host, account.port, ssl=False) as client:
        client.login(account.user, account.read_password())
        for folder in FOLDERS:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            client.append(folder, mail(1), msg_time=OLD)
            client.append(folder, mail(2), (b"\\Deleted",), msg_time=NEW)


async def list_bodies(server: Server) -> dict[str, list[bytes]]:
    return {
        folder: sorted(raw.split()[-1] for raw in await server.messages(folder))
        for folder in FOLDERS
    }


async def test_what_is_old_goes_from_our_folders_only(server, fresh_sqlite):
    account = server.account()
    await asyncio.to_thread(fill, account)
    both, new = [b"1", b"2"], [b"2"]
    async with open_database(fresh_sqlite, APPS):
        held = await MailMessage.create(
            account=account.name, folder="INBOX", uidvalidity=1, uid=1, stored="", size=1,
            arrived_at=OLD - timedelta(days=3), due_at=OLD, status=MailStatus.HELD,
        )  # fmt: skip
        assert await sweep_account(account, BEFORE) == 2
        assert await list_bodies(server) == {
            **dict.fromkeys(("INBOX", "Held", "Eigen map"), both),
            **dict.fromkeys(("Processed", "Quarantine"), new),
        }
        told = await Event.get(kind="data.forgotten")
        assert told.data["forgotten"] == {"mails_on_server": 2}
        await MailMessage.filter(id=held.id).update(status=MailStatus.DISCARDED)
        assert await sweep_account(account, BEFORE) == 1
        assert (await list_bodies(server))["Held"] == new
        assert await sweep_account(account, BEFORE) == 0
        as_processed = account.model_copy(update={"processed_folder": "INBOX"})
        assert await sweep_account(as_processed, BEFORE) == 0
        assert (await list_bodies(server))["INBOX"] == both
