"""A delivery report about one of our own mails: the sender did not hear what we said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.models import Delivery, DeliveryStatus
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import administrators, librarians, record
from rosterdesk.core.trail.payloads import MailBounced, MailUndelivered
from rosterdesk.mailbox.models import SentReply

if TYPE_CHECKING:
    from rosterdesk.mailbox.message.automatic import Bounce


async def take_bounce(bounce: Bounce) -> bool:
    """Note that a mail of ours did not arrive; False where the report is about none of ours.

    Nobody else knows our Message-IDs, so that such a report is believed. That a mail is only
    late (4.x.x) is not worth anybody's time. Call it inside ``writing()``.
    """
    reply = await SentReply.filter(message_id__in=bounce.about).first()
    if reply is None:
        return False
    if bounce.status.startswith("4"):
        return True
    if await SentReply.filter(id=reply.id, bounced_at=None).update(bounced_at=now()):
        sent = Delivery.filter(id=reply.delivery_id)
        delivery = await sent.first().prefetch_related("event__submission")
        if delivery is not None:  # else the one who was written to was erased since
            await sent.update(status=DeliveryStatus.FAILED)
            await report_undelivered(delivery, MailBounced)
    return True


async def report_undelivered(delivery: Delivery, said: type[MailBounced | MailUndelivered]) -> None:
    """Tell people that the recipient of this mail does not know what it says."""
    await record(
        said(delivery=delivery.id),
        SYSTEM,
        submission=delivery.event.submission,
        customer_id=delivery.event.customer_id,
        to=[*await librarians(), *await administrators()],
    )
