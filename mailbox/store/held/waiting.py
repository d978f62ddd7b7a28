"""Finding mails for people: one, those that wait, and one whose sender can be registered."""

from __future__ import annotations

from rosterdesk.core.models import Trust
from rosterdesk.mailbox.models import MailChallenge, MailMessage, MailStatus

WAITING = (MailStatus.HELD, MailStatus.QUARANTINED)


async def get_mail(mail_id: int) -> MailMessage | None:
    return await MailMessage.get_or_none(id=mail_id)


async def list_waiting(most: int) -> list[MailMessage]:
    """Return the mails that wait for a librarian, the newest first."""
    return await MailMessage.filter(status__in=WAITING).order_by("-id").limit(most)


async def count_waiting() -> int:
    return await MailMessage.filter(status__in=WAITING).count()


async def find_registrable(mail_id: int) -> MailMessage | None:
    """Return the mail where its sender can be registered: proved, and not decided on."""
    return await MailMessage.get_or_none(id=mail_id, status__in=WAITING, trust=Trust.C)


async def find_question(mail: MailMessage) -> MailChallenge | None:
    """Return the question to the registered person whether the mail is theirs, if it was asked."""
    return await MailChallenge.get_or_none(mail_id=mail.id)
