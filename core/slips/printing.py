"""One-time passwords on paper.

A password is made when its slip is built and its hash is committed before the bytes leave. So
a slip that is on paper always works; after a power cut a customer may have a new password that
is on no paper, which is why such a slip is UNKNOWN and a person is asked
(docs/decisions/password-before-paper.md).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import LOCAL, now
from rosterdesk.core.models import (
    Card,
    CardStatus,
    Customer,
    OneTimePassword,
    Slip,
    SlipOrder,
    SlipStatus,
)
from rosterdesk.core.person_names import show_name
from rosterdesk.core.protection.passwords import hash_password, make_password
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import Kind, desk_staff, record

if TYPE_CHECKING:
    from rosterdesk.core.trail.actors import Actor


@dataclass(frozen=True, slots=True)
class BuiltSlip:
    """The contents of one slip. It holds the password: never log it, never store it."""

    slip_id: int
    customer_id: int
    name: str
    class_name: str | None
    school: str
    card_number: str
    password: str
    valid_until: date
    language: str | None
    job: str
    number: int
    total: int
    # Where the job has several classes: how many slips follow, if this is the first of its class.
    class_size: int | None = None
    ends_class: bool = False

    def __repr__(self) -> str:
        return f"BuiltSlip({self.job} {self.number}/{self.total})"


async def has_queued(printer: str) -> bool:
    return await Slip.filter(printer=printer, status=SlipStatus.QUEUED).exists()


async def take_next_slip(printer: str, valid_days: int) -> BuiltSlip | None:
    """Take the next queued slip of the printer and give its customer a fresh password.

    When this returns, the password works and the one before it is dead.
    """
    slip = (
        await Slip.filter(printer=printer, status=SlipStatus.QUEUED)
        .order_by("id")
        .prefetch_related("customer__school")
        .first()
    )
    if slip is None:
        return None
    card = await Card.filter(customer_id=slip.customer_id, status=CardStatus.ACTIVE).first()
    if card is None:
        await _fail_without_card(slip)
        return None
    password = make_password()
    hashed = await asyncio.to_thread(hash_password, password)
    expires = now() + timedelta(days=valid_days)
    async with writing():
        taken = await Slip.filter(id=slip.id, status=SlipStatus.QUEUED).update(
            status=SlipStatus.SENDING
        )
        if not taken:  # another process took it: the caller asks again
            return None
        await OneTimePassword.filter(customer_id=slip.customer_id).delete()
        await OneTimePassword.create(customer_id=slip.customer_id, hash=hashed, expires_at=expires)
        # Whether an older one is on paper is no question any more: it does not work from now on.
        await Slip.filter(customer_id=slip.customer_id, status=SlipStatus.UNKNOWN).update(
            status=SlipStatus.CANCELLED, remark="replaced"
        )
    return await _build(slip, card, password, expires.astimezone(LOCAL).date())


async def load_preview(job: str, valid_days: int) -> BuiltSlip | None:
    """Return the job's next slip as it will look, with a password that is nobody's."""
    slip = (
        await Slip.filter(job=job, status=SlipStatus.QUEUED)
        .order_by("number")
        .prefetch_related("customer__school")
        .first()
    )
    if slip is None:
        return None
    card = await Card.filter(customer_id=slip.customer_id, status=CardStatus.ACTIVE).first()
    if card is None:
        return None
    expires = now() + timedelta(days=valid_days)
    return await _build(slip, card, make_password(), expires.astimezone(LOCAL).date())


async def _fail_without_card(slip: Slip) -> None:
    """The card was blocked after the slip was asked for: without a number it is of no use."""
    async with writing():
        failed = await Slip.filter(id=slip.id, status=SlipStatus.QUEUED).update(
            status=SlipStatus.FAILED, remark="no_card"
        )
        if failed:
            data = {"slip": slip.id, "job": slip.job, "printer": slip.printer}
            await record(Kind.SLIP_FAILED, SYSTEM, customer_id=slip.customer_id, data=data)


async def _build(slip: Slip, card: Card, password: str, valid_until: date) -> BuiltSlip:
    customer: Customer = slip.customer
    class_size, ends_class = await _place_in_job(slip, customer)
    return BuiltSlip(
        slip_id=slip.id,
        customer_id=customer.id,
        name=show_name(customer),
        class_name=_class_of(customer),
        school=customer.school.name if customer.school else "",
        card_number=card.number,
        password=password,
        valid_until=valid_until,
        language=customer.language,
        job=slip.job,
        number=slip.number,
        total=slip.total,
        class_size=class_size,
        ends_class=ends_class,
    )


def _class_of(customer: Customer) -> str | None:
    return customer.class_name or customer.class_code


async def _place_in_job(slip: Slip, customer: Customer) -> tuple[int | None, bool]:
    """Return the size of the class that begins here (None: none does), and whether one ends."""
    neighbours = {
        other.number: _class_of(other.customer)
        for other in await Slip.filter(
            job=slip.job, number__in=(slip.number - 1, slip.number + 1)
        ).prefetch_related("customer")
    }
    own = _class_of(customer)
    ends = slip.number == slip.total or neighbours.get(slip.number + 1, own) != own
    begins = slip.number == 1 or neighbours.get(slip.number - 1, own) != own
    if slip.order is SlipOrder.NAME:  # the classes stand mingled: nothing begins or ends
        return None, slip.number == slip.total
    if slip.total == 1 or not begins:
        return None, ends
    same = Slip.filter(job=slip.job, customer__class_name=customer.class_name)
    size = await same.filter(customer__class_code=customer.class_code).count()
    return (None if size == slip.total else size), ends


_EVENT_OF = {
    SlipStatus.SENT: Kind.SLIP_SENT,
    SlipStatus.CONFIRMED: Kind.SLIP_SENT,
    SlipStatus.UNKNOWN: Kind.SLIP_UNKNOWN,
    SlipStatus.FAILED: Kind.SLIP_FAILED,
}


async def finish_slip(slip_id: int, status: SlipStatus, remark: str | None = None) -> None:
    """Write down what became of a slip that was being sent; QUEUED puts it back in the queue."""
    async with writing():
        changed = await Slip.filter(id=slip_id, status=SlipStatus.SENDING).update(
            status=status, sent_at=now(), remark=remark
        )
        if not changed or status not in _EVENT_OF:
            return
        slip = await Slip.get(id=slip_id)
        await record(
            _EVENT_OF[status],
            SYSTEM,
            customer_id=slip.customer_id,
            data={"slip": slip.id, "job": slip.job, "printer": slip.printer},
            to=await desk_staff() if status is SlipStatus.UNKNOWN else (),
        )


async def find_interrupted(printer: str) -> int:
    """Mark what was being sent when the process last ended: it may be on paper, or not."""
    async with writing():
        interrupted = await Slip.filter(printer=printer, status=SlipStatus.SENDING)
        for slip in interrupted:
            await Slip.filter(id=slip.id).update(status=SlipStatus.UNKNOWN)
            await record(
                Kind.SLIP_UNKNOWN,
                SYSTEM,
                customer_id=slip.customer_id,
                data={"slip": slip.id, "job": slip.job, "printer": slip.printer},
                to=await desk_staff(),
            )
    return len(interrupted)


async def answer_unknown(slip_id: int, *, printed: bool, actor: Actor) -> bool:
    """Take the desk's word: printed, or not, and then it is queued with a new password.

    Returns False where somebody answered before.
    """
    status = SlipStatus.SENT if printed else SlipStatus.QUEUED
    async with writing():
        changed = await Slip.filter(id=slip_id, status=SlipStatus.UNKNOWN).update(status=status)
        if changed:
            await record(Kind.SLIP_ANSWERED, actor, data={"slip": slip_id, "printed": printed})
    return bool(changed)
