"""Mails whose time is over, and those about somebody who is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.expressions import Q

from rosterdesk.core.models import Channel, Delivery, DeliveryStatus
from rosterdesk.mailbox.models import MailChallenge, MailMessage, MailStatus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rosterdesk.core.usecases.erase import Traces

_NOTHING = {
    "stored": "",
    "address": None,
    "message_id": None,
    "references": "",
    "subject": "",
    "silence": "forgotten",
    "fingerprint": None,
}
_REFUSED = (MailStatus.QUARANTINED, MailStatus.DISCARDED)
_TAKEN = (MailStatus.PROCESSED, MailStatus.REPEATED)


async def forget_mails(traces: Traces) -> set[str]:
    """Forget mails that they sent or that brought a file with them; return the stored ones."""
    numbers = [s.origin["mail"] for s in traces.submissions if "mail" in s.origin]
    about = Q(id__in=numbers or [0])
    if traces.customer.email:
        about |= Q(address__iexact=traces.customer.email)
    mails = await MailMessage.filter(about).exclude(stored="")
    stored = {mail.stored for mail in mails}
    recipients = [f"mail:{mail.id}" for mail in await MailMessage.filter(about).only("id")]
    await Delivery.filter(recipient__in=recipients or [""]).delete()
    await MailChallenge.filter(customer_id=traces.customer.id).delete()
    await MailMessage.filter(about, status=MailStatus.HELD).update(status=MailStatus.DISCARDED)
    # The same mail may have come twice: both rows lead to the same file.
    await _forget(Q(stored__in=list(stored) or [""]))
    return stored


async def forget_old_mails(taken_before: datetime, refused_before: datetime) -> int:
    """Forget mails that were dealt with; what is held waits for a librarian, however long."""
    taken = Q(status__in=_TAKEN, arrived_at__lt=taken_before)
    refused = Q(status__in=_REFUSED, arrived_at__lt=refused_before)
    await (
        Delivery.filter(channel=Channel.MAIL, due_at__lt=taken_before, envelope__isnull=False)
        .exclude(status=DeliveryStatus.QUEUED)
        .update(envelope={})
    )
    return await _forget(taken | refused)


async def _forget(which: Q) -> int:
    return int(await MailMessage.filter(which).exclude(stored="").update(**_NOTHING))


async def list_stored() -> Sequence[str]:
    """Return the digests of the files that the mailbox still needs."""
    mails = await MailMessage.exclude(stored="").values_list("stored", flat=True)
    waiting = await Delivery.filter(channel=Channel.MAIL, status=DeliveryStatus.QUEUED)
    composed = [delivery.envelope.get("message") for delivery in waiting]
    return [digest for digest in [*mails, *composed] if isinstance(digest, str)]
