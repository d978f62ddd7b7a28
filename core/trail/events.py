"""Events: the audit trail and, through their deliveries, the outbox.

An event is written in the transaction that makes it true. Its deliveries are rows beside it,
sent after the commit and marked when they arrived: a crash between the two loses nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tortoise.expressions import F

from rosterdesk.core.clock import now
from rosterdesk.core.models import (
    Channel,
    Delivery,
    DeliveryStatus,
    Event,
    Recipient,
    Staff,
    StaffRole,
    Submission,
)
from rosterdesk.core.storage.database import after_commit, before_commit, wake, writing
from rosterdesk.core.trail.acts import note_act
from rosterdesk.core.trail.chain import chain_events, seal_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from rosterdesk.core.models import Destination
    from rosterdesk.core.trail.actors import Actor
    from rosterdesk.core.trail.payloads.payload import Payload

_FIRST_RETRY = timedelta(seconds=5)
_LONGEST_RETRY = timedelta(hours=1)
_LEASE = timedelta(minutes=2)
_MOST_ATTEMPTS = 40  # with the pauses above: more than a day


async def record(
    payload: Payload,
    actor: Actor,
    *,
    submission: Submission | None = None,
    customer_id: int | None = None,
    school_id: int | None = None,
    to: Iterable[Destination] = (),
    due_at: datetime | None = None,
) -> Event:
    """Write the event and its deliveries; call it inside ``writing()``.

    They are sent at once, or at ``due_at``.
    """
    data, private = payload.write()
    sealed, digest = seal_private(private) if private else (None, None)
    event = await Event.create(
        at=now(),
        kind=payload.KIND,
        actor=actor.name,
        actor_reference=actor.reference,
        channel=actor.channel,
        submission=submission,
        customer_id=customer_id,
        school_id=school_id if submission is None else submission.school_id,
        data={**data, **({"via": actor.via} if actor.via else {})},
        private=sealed,
        private_digest=digest,
    )
    before_commit(chain_events, event)
    note_act(payload.KIND, actor)
    await Delivery.bulk_create(
        Delivery(event=event, channel=channel, recipient=str(recipient), due_at=due_at or event.at)
        for channel, recipient in to
    )
    after_commit(wake)
    return event


async def librarians() -> list[Destination]:
    """Return the recipients of what librarians decide on."""
    found = await Staff.filter(active=True, role=StaffRole.LIBRARIAN).order_by("id")
    return [(Channel.CHAT, Recipient.staff(staff.id)) for staff in found]


async def administrators() -> list[Destination]:
    """Return the recipients of what librarians cannot mend."""
    found = await Staff.filter(active=True, role=StaffRole.ADMINISTRATOR).order_by("id")
    return [(Channel.CHAT, Recipient.staff(staff.id)) for staff in found]


async def desk_staff() -> list[Destination]:
    """Return the recipients of what a desk must know at once: desks and librarians."""
    roles = (StaffRole.DESK, StaffRole.LIBRARIAN)
    found = await Staff.filter(active=True, role__in=roles).order_by("id")
    return [(Channel.CHAT, Recipient.staff(staff.id)) for staff in found]


def sender_of(submission: Submission) -> list[Destination]:
    """Return the sender, in the channel that they used; a shell user reads the answer there.

    Whoever used the page sees it there, and hears of it by mail.
    """
    if submission.channel is Channel.SHELL or submission.sender_id is None:
        return []
    channel = Channel.MAIL if submission.channel is Channel.PAGE else submission.channel
    return [(channel, Recipient.customer(submission.sender_id))]


async def claim_deliveries(channel: Channel, limit: int = 20) -> Sequence[Delivery]:
    """Take what is due for a while; a process that dies leaves it to be taken again.

    One transaction for all of them: with one for each, a rush waited for little else.
    """
    due = Delivery.filter(channel=channel, status=DeliveryStatus.QUEUED, due_at__lte=now())
    if not await due.exists():  # looking takes no lock from those who write
        return []
    async with writing():
        # SQLite has one writer, and passes the lock of rows over.
        free = due.order_by("id").limit(limit).select_for_update(skip_locked=True).only("id")
        claimed = Delivery.filter(id__in=[each.id for each in await free] or [0])
        await claimed.update(due_at=now() + _LEASE, attempts=F("attempts") + 1)
    return await claimed.order_by("id").prefetch_related(
        "event__submission__school", "event__submission__sender"
    )


async def resume_deliveries(channel: Channel) -> None:
    """Let what another process held before it died not wait for its lease: call it as the only one.

    A message whose answer was lost with the process may so arrive twice; never not at all.
    """
    await Delivery.filter(channel=channel, status=DeliveryStatus.QUEUED).update(due_at=now())


async def mark_sent(*deliveries: Delivery) -> None:
    sent = Delivery.filter(id__in=[delivery.id for delivery in deliveries])
    await sent.update(status=DeliveryStatus.SENT, sent_at=now())


async def mark_failed(
    delivery: Delivery, *, permanent: bool, retry_after: timedelta | None = None
) -> None:
    """Try again later, or leave it to a person: after a refusal for good or too many attempts."""
    if permanent or delivery.attempts >= _MOST_ATTEMPTS:
        await Delivery.filter(id=delivery.id).update(status=DeliveryStatus.FAILED)
        return
    pause = retry_after or min(_FIRST_RETRY * 2 ** (delivery.attempts - 1), _LONGEST_RETRY)
    await Delivery.filter(id=delivery.id).update(due_at=now() + pause)


async def keep_envelope(delivery: Delivery, envelope: dict[str, Any]) -> None:
    """Remember what must be the same at a second attempt, before the first one."""
    delivery.envelope = envelope
    await Delivery.filter(id=delivery.id).update(envelope=envelope)


async def get_delivery(delivery_id: int) -> Delivery | None:
    return await Delivery.get_or_none(id=delivery_id)


async def postpone(deliveries: Iterable[Delivery], until: datetime) -> None:
    """Let them wait for that moment; it was no failure."""
    await Delivery.filter(id__in=[each.id for each in deliveries]).update(due_at=until)


async def send_by_mail_too(event: Event, recipient: Recipient) -> None:
    """Let somebody hear of the event by mail, once, whom another channel did not reach."""
    async with writing():
        await Delivery.get_or_create(
            {"due_at": now()}, event=event, channel=Channel.MAIL, recipient=str(recipient)
        )
