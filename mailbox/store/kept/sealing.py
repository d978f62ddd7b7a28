"""The part of a mail that stays on the disk: nothing raw once the mail was read.

A mail that waits for a decision keeps its attachments, which a librarian may still take, in an
encrypted file of its own; the decision deletes that file too.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from rosterdesk.core.clock import today
from rosterdesk.core.models import StoredFile, Trust
from rosterdesk.mailbox.answers.accompanying import read_accompanying
from rosterdesk.mailbox.answers.codes import CODE_LENGTH, find_codes
from rosterdesk.mailbox.answers.signing import list_names
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.opening.packing import dump_opened, load_opened
from rosterdesk.mailbox.trust.opened import Opened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.mailbox.files.parsed import ParsedMail

_WAITING = (MailStatus.HELD, MailStatus.QUARANTINED)


async def seal(parsed: ParsedMail, files: FileStore) -> str:
    """Keep the rosters of a mail that may have to wait; return its name, '' without any."""
    if not parsed.rosters:
        return ""
    kept = replace(
        parsed, text=_keep_words(parsed), shown=None, hidden="", attachments=parsed.rosters
    )
    return await files.save(await asyncio.to_thread(dump_opened, Opened(kept)))


def _keep_words(parsed: ParsedMail) -> str:
    """Return what is said about the rosters; nothing of a text that may hold a one-time code."""
    if find_codes(parsed, CODE_LENGTH):
        return ""
    return read_accompanying(parsed.text, list_names(parsed.sender_name, parsed.sender), today())


async def unseal(mail: MailMessage, files: FileStore) -> ParsedMail:
    data = await files.load(mail.sealed)
    return (await asyncio.to_thread(load_opened, data)).parsed


def list_parts(parsed: ParsedMail) -> list[list[str | int]]:
    """Return name, size and digest of each file: what is remembered of them."""
    return [[each.name, len(each.data), each.sha256] for each in parsed.attachments]


async def let_go(mail_id: int) -> set[str]:
    """Note that nothing raw is needed any more; return the names of the files to delete.

    Call it inside ``writing()``, and ``delete_files`` after it: where a crash comes between, the
    sweep of files that nobody needs finds them.
    """
    mail = await MailMessage.get(id=mail_id)
    if mail.status is MailStatus.KEPT:
        return set()
    gone = {mail.stored} if mail.stored and not mail.raw_gone else set()
    # Before 0.2 mails of the same bytes, and those of the same rosters, shared a file.
    await MailMessage.filter(stored=mail.stored).update(raw_gone=True)
    if mail.sealed and not _may_be_taken(mail):
        await MailMessage.filter(id=mail_id).update(sealed="")
        if not await MailMessage.filter(sealed=mail.sealed).exists():
            gone.add(mail.sealed)
    return gone


async def delete_files(names: Iterable[str], files: FileStore) -> None:
    for name in names:
        await StoredFile.filter(digest=name).delete()
        await files.delete(name)


def _may_be_taken(mail: MailMessage) -> bool:
    return mail.status in _WAITING and mail.trust is not None and mail.trust != Trust.D
