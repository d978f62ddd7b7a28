"""Mails whose time is over, and those about somebody who is erased."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.expressions import Q

from rosterdesk.core.models import Channel, Delivery, DeliveryStatus, Recipient
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.payloads import DataForgotten, MailDiscarded
from rosterdesk.mailbox.imap.sweeping import sweep_folders
from rosterdesk.mailbox.models import MailChallenge, MailMessage, MailStatus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from rosterdesk.core.privacy.erase import Traces
    from rosterdesk.mailbox.settings import AccountSettings

FORGOTTEN = "forgotten"  # why nothing more is said about a mail
# The fingerprint stays: it says nothing of anybody, and a mail that comes again brings nobody back.
_NOTHING: dict[str, object] = {
    "stored": "",
    "content": "",
    "address": None,
    "message_id": None,
    "references": "",
    "subject": "",
    "words": "",
    "sealed": "",
    "parts": [],
    "answers": [],
    "silence": FORGOTTEN,
}
_WAITING = (MailStatus.HELD, MailStatus.QUARANTINED)
_REFUSED = (MailStatus.QUARANTINED, MailStatus.DISCARDED)
_TAKEN = (MailStatus.PROCESSED, MailStatus.REPEATED)


async def forget_mails(traces: Traces) -> set[str]:
    """Forget mails that they sent or that brought a file with them; return their files."""
    numbers = [s.origin["mail"] for s in traces.submissions if "mail" in s.origin]
    about = Q(id__in=numbers or [0])
    if traces.customer.email:
        about |= Q(address__iexact=traces.customer.email)
    mails = await MailMessage.filter(about).exclude(stored="")
    stored = {digest for mail in mails for digest in (mail.stored, mail.sealed) if digest}
    recipients = [
        str(Recipient.mail(mail.id)) for mail in await MailMessage.filter(about).only("id")
    ]
    await Delivery.filter(recipient__in=recipients or [""]).delete()
    await MailChallenge.filter(customer_id=traces.customer.id).delete()
    await _discard(about)
    # The same mail may have come twice, and only the first was read and has an address.
    contents = [mail.content for mail in mails if mail.content]
    await _forget(Q(stored__in=list(stored) or [""]) | Q(content__in=contents or ["-"]))
    return stored


async def _discard(about: Q) -> None:
    """Discard those that wait: their cards are drawn anew, without buttons and without a name."""
    waiting = await MailMessage.filter(about, status__in=_WAITING).only("id")
    numbers = [each.id for each in waiting]
    await MailMessage.filter(id__in=numbers or [0]).update(status=MailStatus.DISCARDED)
    for number in numbers:
        await record(MailDiscarded(mail=number), SYSTEM, to=await librarians())


async def forget_old_mails(taken_before: datetime, refused_before: datetime) -> int:
    """Forget mails that were dealt with; what is held waits for a librarian, however long."""
    await _let_go_of_decided()
    taken = Q(status__in=_TAKEN, arrived_at__lt=taken_before)
    refused = Q(status__in=_REFUSED, arrived_at__lt=refused_before)
    await (
        Delivery.filter(channel=Channel.MAIL, due_at__lt=taken_before, envelope__isnull=False)
        .exclude(status=DeliveryStatus.QUEUED)
        .update(envelope={})
    )
    return await _forget(taken | refused)


async def _let_go_of_decided() -> None:
    """Let go of what is raw still: an older version kept it, or a process died in between."""
    unread = await MailMessage.filter(status=MailStatus.KEPT).values_list("stored", flat=True)
    decided = MailMessage.filter(
        status__in=(*_TAKEN, MailStatus.DISCARDED), raw_gone=False, stored__not_in=[*unread, ""]
    )
    await decided.update(raw_gone=True)


async def _forget(which: Q) -> int:
    return int(await MailMessage.filter(which).exclude(stored="").update(**_NOTHING))


async def sweep_account(account: AccountSettings, before: date) -> int:
    """Delete old mails from the account's folders, and say so in the audit trail; return how many.

    One that is held stays, and with it what was held after it.
    """
    waiting = (
        await MailMessage.filter(account=account.name, status=MailStatus.HELD)
        .order_by("arrived_at")
        .first()
    )
    # A day of room: servers count days by a clock of their own.
    held_before = waiting.arrived_at.date() - timedelta(days=1) if waiting else before
    deleted = await sweep_folders(account, before, min(before, held_before))
    if deleted:
        async with writing():
            said = DataForgotten(forgotten={"mails_on_server": deleted}, plans=())
            await record(said, SYSTEM)
    return deleted


async def list_stored() -> Sequence[str]:
    """Return the names of the files that the mailbox still needs."""
    mails = [
        *await MailMessage.exclude(stored="")
        .filter(raw_gone=False)
        .values_list("stored", flat=True),
        *await MailMessage.exclude(sealed="").values_list("sealed", flat=True),
    ]
    waiting = await Delivery.filter(channel=Channel.MAIL, status=DeliveryStatus.QUEUED)
    composed = [delivery.envelope.get("message") for delivery in waiting]
    return [digest for digest in [*mails, *composed] if isinstance(digest, str)]
