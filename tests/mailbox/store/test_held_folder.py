"""The folder Held of a real server: what was decided leaves it, as the record says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.mailbox.servers import DovecotServer
from tests.mailbox.watching import mail, watching
from tests.programs import need_program

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.protection.files import FileStore
from rosterdesk.core.protection.keys import load_keys
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.opening.parse import parse_mail
from rosterdesk.mailbox.store.kept.journal import DatabaseJournal

if TYPE_CHECKING:
    from pathlib import Path


async def wait_until_moved(count: int) -> None:
    async def all_moved() -> bool:
        return await MailMessage.filter(moved=True).count() >= count

    await wait_for(all_moved)


async def were_both_kept() -> bool:
    return await MailMessage.all().count() == 2


@pytest.mark.parametrize(
    ("status", "folder"),
    [(MailStatus.DISCARDED, "Quarantine"), (MailStatus.PROCESSED, "Processed")],
)
async def test_a_decided_mail_leaves_the_folder_held(
    database, tmp_path: Path, status: MailStatus, folder: str
):
    files = FileStore(tmp_path / "files", load_keys(tmp_path / "secret.key"))
    journal = DatabaseJournal(files)
    async with DovecotServer(need_program("dovecot")) as server:
        for number in (1, 2):
            await server.deliver(mail(number))
        async with watching(server.account(poll_seconds=0.1), journal) as watcher:
            await wait_for(were_both_kept)
            for each in await MailMessage.all():
                raw = await files.load(each.stored)
                said = {"message_id": parse_mail(raw).message_id, "status": MailStatus.HELD}
                await MailMessage.filter(id=each.id).update(**said)
            watcher.nudge()
            await wait_until_moved(2)
            assert len(await server.messages("Held")) == 2

            first = MailMessage.filter(message_id="<1@school.example>")
            await first.update(status=status, moved=False)
            watcher.nudge()
            await wait_until_moved(2)
        assert [b"<1@school.example>" in raw for raw in await server.messages(folder)] == [True]
        assert [b"<2@school.example>" in raw for raw in await server.messages("Held")] == [True]
