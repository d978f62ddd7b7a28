from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.expressions import Q

from rosterdesk.core.clock import now
from rosterdesk.core.models import StoredFile
from rosterdesk.core.storage.database import after_commit, wake, writing
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.ports import MailIdentity, Marks, Move, Place

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
        stored = await self._files.save(arrived.raw)
        if not await self._note(arrived, stored, self._files.digest(arrived.raw)):
            await self._files.delete(stored)

    async def _note(self, arrived: ArrivedMail, stored: str, content: str) -> bool:
        """Write the mail's row; return whether it needs the stored bytes."""
        identity = arrived.identity
        async with writing():
            # A new UIDVALIDITY numbers all mail anew, and a sender's server may deliver twice.
            same = Q(content=content) | Q(stored=content)
            repeated = await MailMessage.filter(same).exists()
            _, new = await MailMessage.get_or_create(
                {
                    "stored": stored,
                    "content": content,
                    "raw_gone": repeated,
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
            needed = new and not repeated
            if needed:
                await StoredFile.create(digest=stored, size=len(arrived.raw), stored_at=now())
            after_commit(wake)
        return needed

    async def to_move(self, account: str) -> list[Move]:
        judged = await MailMessage.filter(
            account=account, moved=False, status__in=list(_PLACES)
        ).order_by("id")
        return [Move(_identify(mail), _PLACES[mail.status], _mark(mail)) for mail in judged]

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


def _mark(mail: MailMessage) -> Marks | None:
    if mail.status is MailStatus.HELD or not (mail.message_id and mail.message_id.isascii()):
        return None
    return Marks(mail.message_id, mail.size, mail.arrived_at)
