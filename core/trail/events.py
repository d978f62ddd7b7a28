"""Events: the audit trail and, through their deliveries, the outbox.

An event is written in the transaction that makes it true. Its deliveries are rows beside it,
sent after the commit and marked when they arrived: a crash between the two loses nothing.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tortoise.expressions import F

from rosterdesk.core.clock import now
from rosterdesk.core.models import (
    Channel,
    Delivery,
    DeliveryStatus,
    Event,
    Staff,
    StaffRole,
    Submission,
)
from rosterdesk.core.storage.database import after_commit, before_commit, wake, writing
from rosterdesk.core.trail.chain import chain_events, seal_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rosterdesk.core.trail.actors import Actor

_FIRST_RETRY = timedelta(seconds=5)
_LONGEST_RETRY = timedelta(hours=1)
_LEASE = timedelta(minutes=2)
_MOST_ATTEMPTS = 40  # with the pauses above: more than a day


class Kind(StrEnum):
    SUBMISSION_RECEIVED = "submission.received"
    SUBMISSION_REPEATED = "submission.repeated"
    SUBMISSION_REFUSED = "submission.refused"
    SUBMISSION_NEEDS_MAPPING = "submission.needs_mapping"
    COLUMNS_MAPPED = "columns.mapped"
    COLUMNS_FORGOTTEN = "columns.forgotten"
    QUESTION_ASKED = "question.asked"
    QUESTION_ANSWERED = "question.answered"
    ORIGINAL_SHOWN = "original.shown"
    SENDER_UNREACHABLE = "sender.unreachable"
    PLAN_VOTED = "plan.voted"
    PLAN_REMINDED = "plan.reminded"
    PLAN_ESCALATED = "plan.escalated"
    PLAN_EXPIRES = "plan.expires"
    DIGEST_MADE = "digest.made"
    GROUP_CHANGED = "group.changed"
    GROUP_REFUSED = "group.refused"
    GROUP_TOPIC_LOST = "group.topic_lost"
    CARETAKERS_CHANGED = "caretakers.changed"
    PLAN_MADE = "plan.made"
    PLAN_APPROVED = "plan.approved"
    PLAN_REJECTED = "plan.rejected"
    PLAN_STALE = "plan.stale"
    PLAN_APPLIED = "plan.applied"
    PLAN_ANSWERED = "plan.answered"
    PLAN_UNDONE = "plan.undone"
    GUARD_LIFTED = "guard.lifted"
    SLIPS_REQUESTED = "slips.requested"
    SLIP_SENT = "slip.sent"
    SLIP_UNKNOWN = "slip.unknown"
    SLIP_FAILED = "slip.failed"
    SLIP_ANSWERED = "slip.answered"
    SLIPS_CANCELLED = "slips.cancelled"
    SLIPS_MOVED = "slips.moved"
    SLIPS_RESTARTED = "slips.restarted"
    PRINTER_PAUSED = "printer.paused"
    PRINTER_RESUMED = "printer.resumed"
    PRINTER_TROUBLE = "printer.trouble"
    PRINTER_WELL = "printer.well"
    PRINTER_QUIET = "printer.quiet"
    PRINTER_AWAKE = "printer.awake"
    PRINTER_HURRIED = "printer.hurried"
    MAIL_HELD = "mail.held"
    MAIL_RELEASED = "mail.released"
    MAIL_DISCARDED = "mail.discarded"
    MAIL_UNUSABLE = "mail.unusable"
    MAIL_TAKEN = "mail.taken"
    MAIL_REPEATED = "mail.repeated"
    MAIL_ASKED = "mail.asked"
    MAIL_ANSWERED = "mail.answered"  # our question whether a held mail is theirs, and not by a yes
    MAIL_MESSAGE = "mail.message"  # words without a roster, for people to read
    MAIL_REPLIED = "mail.replied"  # by a librarian, to such words
    MAIL_CONFIRMED = "mail.confirmed"
    MAIL_DENIED = "mail.denied"
    MAIL_BOUNCED = "mail.bounced"
    MAIL_UNDELIVERED = "mail.undelivered"
    SCHOOL_ADDED = "school.added"
    SCHOOL_CHANGED = "school.changed"
    CUSTOMER_ADDED = "customer.added"
    CUSTOMER_CHANGED = "customer.changed"
    UPLOADER_GRANTED = "uploader.granted"
    UPLOADER_WITHDRAWN = "uploader.withdrawn"
    STAFF_ADDED = "staff.added"
    CODE_MADE = "code.made"
    CHAT_LINKED = "chat.linked"
    CHAT_UNLINKED = "chat.unlinked"
    STAFF_CHANGED = "staff.changed"
    LOGGED_IN = "login.succeeded"
    LOGGED_OUT = "login.ended"
    LOGIN_FAILED = "login.failed"
    LOGIN_LOCKED = "login.locked"
    LOGIN_UNLOCKED = "login.unlocked"
    PASSWORD_CHOSEN = "password.chosen"  # noqa: S105 - the name of an event
    PASSWORD_SHOWN = "password.shown"  # noqa: S105 - as above
    MEMBERSHIP_BEGUN = "membership.begun"
    MEMBERSHIP_ENDED = "membership.ended"
    ACCESS_REFUSED = "access.refused"
    POWER_CHANGED = "power.changed"
    ADDRESS_CONFIRMED = "address.confirmed"
    ACCESS_ENDED = "access.ended"
    CARD_CHANGED = "card.changed"
    CHANGES_SHOWN = "changes.shown"
    CLASS_SHOWN = "class.shown"
    CUSTOMER_SHOWN = "customer.shown"
    CUSTOMER_EXPORTED = "customer.exported"
    CUSTOMER_ERASED = "customer.erased"
    DATA_FORGOTTEN = "data.forgotten"
    SERVICE_TROUBLE = "service.trouble"
    SERVICE_WELL = "service.well"
    SETTINGS_CHANGED = "settings.changed"
    KEYS_CHANGED = "keys.changed"
    AUDIT_EXPORTED = "audit.exported"


# Who saw, or took away, something about people: the register of that is these events.
SHOWING = (
    Kind.ORIGINAL_SHOWN,
    Kind.CHANGES_SHOWN,
    Kind.CLASS_SHOWN,
    Kind.CUSTOMER_SHOWN,
    Kind.CUSTOMER_EXPORTED,
    Kind.AUDIT_EXPORTED,
)
# After these, the plans that they name are no longer word for word what was shown.
ERASING = (Kind.CUSTOMER_ERASED, Kind.DATA_FORGOTTEN)


async def record(
    kind: Kind,
    actor: Actor,
    *,
    submission: Submission | None = None,
    customer_id: int | None = None,
    school_id: int | None = None,
    data: dict[str, Any] | None = None,
    private: dict[str, Any] | None = None,
    to: Iterable[tuple[Channel, str]] = (),
) -> Event:
    """Write the event and its deliveries; call it inside ``writing()``.

    ``data`` is for ever: what could name a person belongs in ``private``, which can be erased.
    """
    sealed, digest = seal_private(private) if private else (None, None)
    event = await Event.create(
        at=now(),
        kind=kind,
        actor=actor.name,
        actor_reference=actor.reference,
        channel=actor.channel,
        submission=submission,
        customer_id=customer_id,
        school_id=school_id if submission is None else submission.school_id,
        data={**(data or {}), **({"via": actor.via} if actor.via else {})},
        private=sealed,
        private_digest=digest,
    )
    before_commit(chain_events, event)
    await Delivery.bulk_create(
        Delivery(event=event, channel=channel, recipient=recipient, due_at=event.at)
        for channel, recipient in to
    )
    after_commit(wake)
    return event


async def librarians() -> list[tuple[Channel, str]]:
    """Return the recipients of what librarians decide on."""
    found = await Staff.filter(active=True, role=StaffRole.LIBRARIAN).order_by("id")
    return [(Channel.CHAT, f"staff:{staff.id}") for staff in found]


async def administrators() -> list[tuple[Channel, str]]:
    """Return the recipients of what librarians cannot mend."""
    found = await Staff.filter(active=True, role=StaffRole.ADMINISTRATOR).order_by("id")
    return [(Channel.CHAT, f"staff:{staff.id}") for staff in found]


async def desk_staff() -> list[tuple[Channel, str]]:
    """Return the recipients of what a desk must know at once: desks and librarians."""
    roles = (StaffRole.DESK, StaffRole.LIBRARIAN)
    found = await Staff.filter(active=True, role__in=roles).order_by("id")
    return [(Channel.CHAT, f"staff:{staff.id}") for staff in found]


def sender_of(submission: Submission) -> list[tuple[Channel, str]]:
    """Return the sender, in the channel that they used; a shell user reads the answer there."""
    if submission.channel is Channel.SHELL or submission.sender_id is None:
        return []
    return [(submission.channel, f"customer:{submission.sender_id}")]


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
