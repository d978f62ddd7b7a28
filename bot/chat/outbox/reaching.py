"""Telling a sender whom the chat no longer reaches: by mail, or through a librarian."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.models import Channel, Customer, Delivery
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import Kind, librarians, record

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.models import Event

# What a sender must hear; that a file was read is no reason for a mail.
_MATTERS = {
    Kind.PLAN_APPLIED,
    Kind.PLAN_REJECTED,
    Kind.PLAN_UNDONE,
    Kind.SUBMISSION_REFUSED,
    Kind.QUESTION_ASKED,
}


async def tell_otherwise(event: Event, recipient: str, settings: Settings) -> None:
    if event.submission is None or Kind(event.kind) not in _MATTERS:
        return
    customer = await Customer.get_or_none(id=int(recipient.partition(":")[2]))
    if customer is not None and customer.email and settings.mail.smtp is not None:
        async with writing():
            await Delivery.get_or_create(
                {"due_at": now()}, event=event, channel=Channel.MAIL, recipient=recipient
            )
        return
    async with writing():
        await record(
            Kind.SENDER_UNREACHABLE, SYSTEM, submission=event.submission, to=await librarians()
        )
