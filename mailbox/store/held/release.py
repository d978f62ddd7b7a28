"""Decisions of the sender or a librarian about a mail that was held or set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.customers.registering import schools_to_send_for, uploaders_at
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Customer, School, Trust
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.payloads import (
    MailConfirmed,
    MailDenied,
    MailDiscarded,
    MailHeld,
    MailReleased,
)
from rosterdesk.mailbox.files.parsed import ParsedMail
from rosterdesk.mailbox.models import Confirmation, MailMessage, MailStatus
from rosterdesk.mailbox.opening.process import MailOpener
from rosterdesk.mailbox.store.held import challenge
from rosterdesk.mailbox.store.kept.sealing import delete_files, let_go, unseal
from rosterdesk.mailbox.store.taken.taking import Believed, take_mail

if TYPE_CHECKING:
    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.core.trail.actors import Actor
    from rosterdesk.mailbox.settings import MailSettings

DECIDED = N_("Somebody decided about this mail already.")
_WAITING = (MailStatus.HELD, MailStatus.QUARANTINED)


class NotReleasableError(RosterdeskError):
    """The mail cannot be taken: somebody decided, or its sender may not send for that school."""

    package = "rosterdesk.mailbox"


async def release_mail(
    mail_id: int, school_id: int, actor: Actor, files: FileStore, settings: MailSettings
) -> int:
    """Take the rosters of a mail that a librarian vouches for; return how many there were."""
    mail = await _find_mail(mail_id)
    sender, school = await _find_right(mail, school_id)
    parsed = await _open(mail, files)
    async with writing():
        await _decide(mail_id, MailStatus.PROCESSED)
        await MailMessage.filter(id=mail_id, confirmed=None).update(
            confirmed=Confirmation.STAFF, confirmed_by=actor.name, confirmed_at=now()
        )
        told = await librarians()
        await record(MailReleased(mail=mail_id), actor, school_id=school.id, to=told)
        trust = Trust.A if mail.trust == Trust.A else Trust.B
        count = await take_mail(
            Believed(mail_id, parsed, sender, school, trust, actor), files, settings
        )
        gone = await let_go(mail_id)
    await delete_files(gone, files)
    return count


async def confirm_mail(
    mail_id: int,
    sender: Customer,
    how: Confirmation,
    actor: Actor,
    files: FileStore,
    settings: MailSettings,
) -> int:
    """Take a held mail that its registered sender says to be theirs; return how many files.

    Where the sender may send for several schools it stays held: a librarian chooses the school.
    """
    mail = await _find_mail(mail_id)
    schools = await schools_to_send_for(sender)
    parsed = await _open(mail, files)
    async with writing():
        await _require_open(mail_id, sender)
        await MailMessage.filter(id=mail_id).update(confirmed=how, confirmed_at=now())
        said = MailConfirmed(mail=mail_id, how=str(how))
        await record(said, actor, customer_id=sender.id, to=await librarians())
        if len(schools) != 1:
            await _ask_school(mail_id, schools)
            return len(parsed.rosters)
        await _decide(mail_id, MailStatus.PROCESSED)
        count = await take_mail(
            Believed(mail_id, parsed, sender, schools[0], Trust.B, actor), files, settings
        )
        gone = await let_go(mail_id)
    await delete_files(gone, files)
    return count


async def _find_mail(mail_id: int) -> MailMessage:
    mail = await MailMessage.get_or_none(id=mail_id)
    if mail is None:  # a button says any number that somebody writes into it
        raise NotReleasableError(N_("There is no such mail."))
    return mail


async def deny_mail(mail_id: int, sender: Customer, actor: Actor, files: FileStore) -> None:
    """Discard a mail that its registered sender says not to be theirs, and tell the library."""
    async with writing():
        await _require_open(mail_id, sender)
        await _decide(mail_id, MailStatus.DISCARDED)
        await record(MailDenied(mail=mail_id), actor, customer_id=sender.id, to=await librarians())
        gone = await let_go(mail_id)
    await delete_files(gone, files)


async def discard_mail(mail_id: int, actor: Actor, files: FileStore) -> None:
    """Put the mail aside for good; what it brought is deleted."""
    async with writing():
        await _decide(mail_id, MailStatus.DISCARDED)
        await record(MailDiscarded(mail=mail_id), actor, to=await librarians())
        gone = await let_go(mail_id)
    await delete_files(gone, files)


async def _open(mail: MailMessage, files: FileStore) -> ParsedMail:
    if mail.sealed:
        return await unseal(mail, files)
    if mail.raw_gone:  # it brought no roster
        return ParsedMail(sender=mail.address)
    raw = await files.load(mail.stored)  # held by a version that kept mails as they came
    async with MailOpener() as opener:
        return (await opener.open(raw, headers_only=mail.oversized)).parsed


async def _find_right(mail: MailMessage, school_id: int) -> tuple[Customer, School]:
    for customer in await uploaders_at(mail.address or ""):
        for school in await schools_to_send_for(customer):
            if school.id == school_id:
                return customer, school
    raise NotReleasableError(N_("This sender may not send rosters for that school."))


async def _require_open(mail_id: int, sender: Customer) -> None:
    if await challenge.find_open(mail_id, sender.id) is None:
        raise NotReleasableError(DECIDED)
    await challenge.close(mail_id)


async def _ask_school(mail_id: int, schools: list[School]) -> None:
    reasons = ["schools" if schools else "no_school"]
    await MailMessage.filter(id=mail_id).update(reasons=reasons)
    held = MailHeld(mail=mail_id, reasons=tuple(reasons))
    await record(held, SYSTEM, to=await librarians())


async def _decide(mail_id: int, status: MailStatus) -> None:
    decided = await MailMessage.filter(id=mail_id, status__in=_WAITING).update(
        status=status, moved=False
    )
    if not decided:
        raise NotReleasableError(DECIDED)
    await challenge.close(mail_id)
