"""What a librarian decides about a mail that was held or set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.database import writing
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.events import Kind, record
from rosterdesk.core.language import N_
from rosterdesk.core.models import Channel, Customer, School, Trust
from rosterdesk.core.usecases.customers import schools_to_send_for, uploaders_at
from rosterdesk.core.usecases.receive import Arrival, receive
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.parse import parse_mail

if TYPE_CHECKING:
    from rosterdesk.core.actors import Actor
    from rosterdesk.core.protection.files import FileStore

_WAITING = (MailStatus.HELD, MailStatus.QUARANTINED)


class NotReleasableError(RosterdeskError):
    """The mail cannot be taken: somebody decided, or its sender may not send for that school."""

    package = "rosterdesk.mailbox"


async def release_mail(mail_id: int, school_id: int, actor: Actor, files: FileStore) -> int:
    """Take the rosters of a mail that a person vouches for; return how many there were."""
    mail = await MailMessage.get(id=mail_id)
    sender, school = await _find_right(mail, school_id)
    parsed = parse_mail(await files.load(mail.stored), headers_only=mail.oversized)
    async with writing():
        await _decide(mail_id, MailStatus.PROCESSED)
        await record(Kind.MAIL_RELEASED, actor, school_id=school.id, data={"mail": mail_id})
        for attachment in parsed.rosters:
            await receive(
                Arrival(
                    school=school,
                    file_name=attachment.name,
                    data=attachment.data,
                    channel=Channel.MAIL,
                    trust=Trust.B,
                    actor=actor,
                    sender=sender,
                    sender_name=mail.address or "",
                    note=parsed.subject,
                    origin={"mail": mail_id},
                ),
                files,
            )
    return len(parsed.rosters)


async def discard_mail(mail_id: int, actor: Actor) -> None:
    """Put the mail aside for good; it stays where it is until its time is over."""
    async with writing():
        await _decide(mail_id, MailStatus.DISCARDED)
        await record(Kind.MAIL_DISCARDED, actor, data={"mail": mail_id})


async def _find_right(mail: MailMessage, school_id: int) -> tuple[Customer, School]:
    for customer in await uploaders_at(mail.address or ""):
        for school in await schools_to_send_for(customer):
            if school.id == school_id:
                return customer, school
    raise NotReleasableError(N_("This sender may not send rosters for that school."))


async def _decide(mail_id: int, status: MailStatus) -> None:
    decided = await MailMessage.filter(id=mail_id, status__in=_WAITING).update(
        status=status, moved=False
    )
    if not decided:
        raise NotReleasableError(N_("Somebody decided about this mail already."))
