"""Telling a sender whom the chat no longer reaches: by mail, or through a librarian."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.customers.finding.numbers import get_customer
from rosterdesk.core.intake.submissions import note_unreachable
from rosterdesk.core.trail.events import send_by_mail_too
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.models import Event, Recipient

# What a sender must hear; that a file was read is no reason for a mail.
_MATTERS = {
    Kind.PLAN_APPLIED,
    Kind.PLAN_REJECTED,
    Kind.PLAN_UNDONE,
    Kind.SUBMISSION_REFUSED,
    Kind.QUESTION_ASKED,
}


async def tell_otherwise(event: Event, recipient: Recipient, settings: Settings) -> None:
    if event.submission is None or Kind(event.kind) not in _MATTERS:
        return
    customer = await get_customer(recipient.number)
    if customer is not None and customer.email and settings.mail.smtp is not None:
        await send_by_mail_too(event, recipient)
        return
    await note_unreachable(event.submission)
