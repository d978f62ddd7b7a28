from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.models import StoredFile
from rosterdesk.core.storage.database import after_commit, wake, writing
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.ports import MailIdentity, Move, Place
from rosterdesk.mailbox.store.sealing import delete_files

if TYPE_CHECKING:
    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.mailbox.ports import ArrivedMail

_PLACES = {
    MailStatus.PROCESSED: Place.PROCESSED,
    MailStatus.REPEATED: Place.PROCESSED,
    MailStatus.HELD: Place.HELD,
    MailStatus.DISCARDED: Place.QUARANTINE,
    MailStatus.QUARANTINED: Place.QUARANTINE,
}


class DatabaseJournal:
    """`ports.MailJournal`. The raw mail is on disk, encrypted, before its row exists."""

    def __init__(self, files: FileStore) -> None:
        self._files = files

    async def known(self, account: str, folder: str, uidvalidity: int) -> set[int]:
        kept = await MailMessage.filter(
            account=account, folder=folder, uidvalidity=uidvalidity
        ).only("id", "uid")
        return {mail.uid for mail in kept}

    async def keep(self, arrived: ArrivedMail) -> None:
        digest = await self._files.save(arrived.raw)
        identity = arrived.identity
        async with writing():
            # A new UIDVALIDITY numbers all mail anew, and a sender's server may deliver twice.
            repeated = await MailMessage.filter(stored=digest).exists()
            unread = await MailMessage.filter(stored=digest, status=MailStatus.KEPT).exists()
            unneeded = repeated and not unread
            await StoredFile.get_or_create(
                digest=digest, defaults={"size": len(arrived.raw), "stored_at": now()}
            )
            await MailMessage.get_or_create(
                {
                    "stored": digest,
                    "raw_gone": unneeded,
                    "size": arrived.size,
                    "oversized": arrived.oversized,
                    "arrived_at": arrived.arrived_at,
                    "due_at": now(),
                    "status": MailStatus.REPEATED if repeated else MailStatus.KEPT,
                },
                account=identity.account,
                folder=identity.folder,
                uidvalidity=identity.uidvalidity,
                uid=identity.uid,
            )
            after_commit(wake)
        if unneeded:  # it was read before, and was deleted then
            await delete_files([digest], self._files)

    async def to_move(self, account: str) -> list[Move]:
        judged = await MailMessage.filter(
            account=account, moved=False, status__in=list(_PLACES)
        ).order_by("id")
        return [Move(_identify(mail), _PLACES[mail.status]) for mail in judged]

    async def moved(self, move: Move) -> None:
        identity = move.identity
        await MailMessage.filter(
            account=identity.account,
            folder=identity.folder,
            uidvalidity=identity.uidvalidity,
            uid=identity.uid,
        ).update(moved=True)


def _identify(mail: MailMessage) -> MailIdentity:
    return MailIdentity(mail.account, mail.folder, mail.uidvalidity, mail.uid)
